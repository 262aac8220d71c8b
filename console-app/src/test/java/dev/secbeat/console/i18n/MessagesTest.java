// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.i18n;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every text is there in every language, with the same places to fill, and none stands idle. */
class MessagesTest {
    private static final Path BUNDLES = Path.of("src/main/resources/dev/secbeat/console/i18n");
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern USE = Pattern.compile("Messages\\.of\\(\\s*\"([^\"]+)\"");
    private static final Pattern LITERAL = Pattern.compile("\"([a-z0-9]+(?:\\.[a-z0-9-]+)+)\"");

    @AfterEach
    void speakEnglishAgain() {
        Messages.speak(Locale.ENGLISH);
    }

    @Test
    void everyLanguageSaysTheSameThings() throws IOException {
        for (Path english : englishBundles()) {
            Map<String, String> texts = read(english);
            for (Locale language : Messages.LANGUAGES.subList(1, Messages.LANGUAGES.size())) {
                Path other = translated(english, language);
                assertThat(read(other).keySet()).as(other.toString()).isEqualTo(texts.keySet());
                read(other)
                        .forEach((key, text) -> assertThat(places(text))
                                .as("places to fill in %s, %s", key, language)
                                .isEqualTo(places(texts.getOrDefault(key, ""))));
            }
        }
    }

    @Test
    void everyKeyAskedForIsThereAndEveryKeyThereIsAskedFor() throws IOException {
        Set<String> known = new TreeSet<>();
        for (Path english : englishBundles()) {
            read(english).keySet().forEach(key -> {
                assertThat(key).startsWith(room(english) + ".");
                known.add(key);
            });
        }
        String sources = sources();
        assertThat(known).containsAll(found(USE, sources));
        assertThat(found(LITERAL, sources)).containsAll(known);
    }

    @Test
    void anUnknownLanguageIsEnglish() {
        Messages.speak(Locale.JAPANESE);

        assertThat(Messages.language()).isEqualTo(Locale.ENGLISH);
    }

    @Test
    void textsAreFilledInTheLanguageChosen() {
        assertThat(Messages.of("shell.nav.map")).isEqualTo("Map");

        Messages.speak(Locale.GERMANY);

        assertThat(Messages.of("shell.nav.map")).isEqualTo("Karte");
    }

    private static List<Path> englishBundles() throws IOException {
        try (Stream<Path> files = Files.list(BUNDLES)) {
            return files.filter(file -> !file.getFileName().toString().contains("_"))
                    .sorted()
                    .toList();
        }
    }

    private static String room(Path bundle) {
        return bundle.getFileName().toString().replace(".properties", "");
    }

    private static Path translated(Path english, Locale language) {
        return english.resolveSibling(room(english) + "_" + language.getLanguage() + ".properties");
    }

    private static Map<String, String> read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        Map<String, String> texts = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> texts.put(key, properties.getProperty(key)));
        return texts;
    }

    private static int places(String text) {
        return new MessageFormat(text, Locale.ROOT).getFormatsByArgumentIndex().length;
    }

    private static String sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            StringBuilder all = new StringBuilder();
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).collect(Collectors.toList())) {
                all.append(Files.readString(file));
            }
            return all.toString();
        }
    }

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> keys = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            keys.add(matcher.group(1));
        }
        return keys;
    }
}
