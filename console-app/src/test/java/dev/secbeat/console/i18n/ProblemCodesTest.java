// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.i18n;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.AlertKind;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever reads of a problem has something to search for, and finds it in the operations guide. */
class ProblemCodesTest {
    private static final Path BUNDLES = Path.of("src/main/resources/dev/secbeat/console/i18n");
    private static final Pattern ROW = Pattern.compile("\\| `(SB-[A-Z-]+)` \\| .{10,} \\| .{10,} \\|");

    /** How texts that tell of a problem are worded. */
    private static final Pattern PROBLEM = Pattern.compile(
            "cannot be|could not be|[Nn]ot saved|[Nn]ot sent|no answer from|do(es)? not answer|[Cc]heck |fault of|"
                    + "No orchestrator (answered|has)|were lost|found no room|is no recording");

    /** Of alerts, which have the code of their kind; of parts of longer texts, and of what a form asks for. */
    private static final Set<String> BEAR_NONE = Set.of(
            "feed.trouble",
            "model.alert.down-text",
            "model.alert.first-try",
            "model.alert.overload-text",
            "model.alert.missing-text",
            "model.alert.stale-text",
            "model.command.no-receipt",
            "incident.notice.cut",
            "incident.notice.undecodable",
            "settings.profile.remove-ask",
            "throughput.error.title");

    @AfterEach
    void speakEnglishAgain() {
        Messages.speak(Locale.ENGLISH);
    }

    @Test
    void eachCodeOfATextIsExplainedAndNoOtherIs() throws IOException {
        Set<String> explained = Files.readAllLines(Path.of("..", "docs", "operations.md")).stream()
                .map(ROW::matcher)
                .filter(row -> row.matches())
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> known = new TreeSet<>(ProblemCodes.byKey().values());
        Arrays.stream(AlertKind.values()).map(AlertKind::code).forEach(known::add);
        assertThat(explained).isEqualTo(known);
    }

    @Test
    void eachTextWithACodeIsThere() throws IOException {
        assertThat(texts().keySet()).containsAll(ProblemCodes.byKey().keySet()).containsAll(BEAR_NONE);
    }

    @Test
    void whatIsWordedAsAProblemHasACode() throws IOException {
        List<String> without = texts().entrySet().stream()
                .filter(text -> PROBLEM.matcher(text.getValue()).find())
                .map(Map.Entry::getKey)
                .filter(key -> !ProblemCodes.byKey().containsKey(key) && !BEAR_NONE.contains(key))
                .sorted()
                .toList();
        assertThat(without).isEmpty();
    }

    @Test
    void theCodeIsTheSameInEveryLanguageAndStandsAtTheEnd() {
        assertThat(Messages.of("app.save.failed", "/a", "full"))
                .isEqualTo("Not saved to /a: full. Choose another place. [SB-NOT-SAVED]");
        Messages.speak(Locale.GERMAN);
        assertThat(Messages.of("app.save.failed", "/a", "voll")).endsWith(" [SB-NOT-SAVED]");
    }

    @Test
    void theMostPreciseCodeIsTheOnlyOne() {
        String inner = Messages.of("app.keychain.none", "night");
        assertThat(inner).endsWith("[SB-KEYCHAIN]");
        assertThat(Messages.of("link.trial.no-signer", inner))
                .containsOnlyOnce("[SB-")
                .contains("[SB-KEYCHAIN]");
        assertThat(Messages.of("link.trial.no-signer", "no seed")).endsWith("[SB-KEY]");
    }

    private static Map<String, String> texts() throws IOException {
        Properties all = new Properties();
        try (Stream<Path> files = Files.list(BUNDLES)) {
            for (Path file :
                    files.filter(path -> !path.toString().contains("_")).toList()) {
                try (Reader reader = Files.newBufferedReader(file)) {
                    all.load(reader);
                }
            }
        }
        return all.stringPropertyNames().stream().collect(Collectors.toMap(key -> key, all::getProperty));
    }
}
