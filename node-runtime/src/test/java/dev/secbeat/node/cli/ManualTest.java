// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What the shell, the manual and docs/cli.md are told of the commands is what there is. */
class ManualTest {
    private static final Path ROOT =
            Path.of(System.getProperty("secbeat.root", "..")).toAbsolutePath().normalize();

    @TempDir
    Path folder;

    private record Ran(int status, String out) {}

    private Ran run(String... words) throws Exception {
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        return new Ran(process.waitFor(), Files.readString(out, StandardCharsets.UTF_8));
    }

    private Path script() throws IOException {
        Shell shell = Shell.run("completion", "bash");
        assertThat(shell.status()).isZero();
        return Files.writeString(folder.resolve("secbeat.bash"), shell.out());
    }

    @Test
    void bashUnderstandsTheCompletion() throws Exception {
        assertThat(run("bash", "-n", script().toString())).isEqualTo(new Ran(0, ""));
    }

    @ParameterizedTest
    @CsvSource({
        "secbeat bl, blocks block",
        "secbeat audit v, verify",
        "secbeat audit verify --fl, --fleet",
        "secbeat block --re, --reason",
        "secbeat completion z, zsh",
    })
    void bashCompletesWhatIsTyped(String typed, String expected) throws Exception {
        String play = """
                source "$1"
                shift
                COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
                cur=${COMP_WORDS[COMP_CWORD]}
                _complete_secbeat
                echo "${COMPREPLY[*]}"
                """;
        List<String> words = new ArrayList<>(List.of("bash", "--norc", "-c", play, "play", script().toString()));
        words.addAll(List.of(typed.split(" ")));

        Ran ran = run(words.toArray(String[]::new));

        assertThat(Set.of(ran.out.strip().split("\\s+"))).containsAll(List.of(expected.split(" ")));
    }

    @Test
    void everyCommandHasAManualPageThatRenders() throws Exception {
        Shell shell = Shell.run("man", folder.resolve("man1").toString());
        assertThat(shell.status()).isZero();
        List<CommandSpec> commands = commands();
        assertThat(commands).hasSizeGreaterThan(20);
        boolean groff = run("sh", "-c", "command -v groff").status == 0;
        for (CommandSpec command : commands) {
            Path page = folder.resolve("man1").resolve(command.qualifiedName("-") + ".1");
            assertThat(Files.readString(page))
                    .contains(".TH ", ".SH NAME\n", ".SH SYNOPSIS\n", ".SH DESCRIPTION\n")
                    .doesNotContain("${", "\t");
            if (groff) {
                assertThat(run("groff", "-man", "-ww", "-z", "-Tascii", page.toString()))
                        .as(page.toString())
                        .isEqualTo(new Ran(0, ""));
            }
        }
        if (groff) {
            Ran block = run(
                    "groff",
                    "-man",
                    "-Tascii",
                    "-P-cbou",
                    folder.resolve("man1/secbeat-block.1").toString());
            assertThat(block.out).contains("--reason=TEXT", "EXIT STATUS", "a node refused", "SEE ALSO");
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        Shell shell = Shell.run("man", file.resolve("man1").toString());
        assertThat(shell.status()).isEqualTo(ExitCode.FAILED);
        assertThat(shell.err()).contains("cannot be written");
    }

    /** To write it anew after a change: {@code -Dsecbeat.docs.write=true}. */
    @Test
    void thePageTellsEveryCommandOptionAndStatus() throws IOException {
        Path page = ROOT.resolve("docs/cli.md");
        String text = Files.readString(page);
        String made = CliReference.of(SecBeat.line());
        int begin = text.indexOf(CliReference.BEGIN);
        int end = text.indexOf(CliReference.END);
        assertThat(begin).isPositive().isLessThan(end);
        if (Boolean.getBoolean("secbeat.docs.write")) {
            Files.writeString(page, text.substring(0, begin) + made + text.substring(end));
            return;
        }
        assertThat(text.substring(begin, end)).isEqualTo(made);
    }

    @Test
    void thePageTellsEveryExitStatusAndNoOther() throws Exception {
        String text = Files.readString(ROOT.resolve("docs/cli.md"));
        Map<Integer, String> codes = new TreeMap<>();
        for (Field field : ExitCode.class.getFields()) {
            codes.put(field.getInt(null), field.getName());
        }
        Set<String> rows = new TreeSet<>();
        text.lines()
                .filter(line -> line.matches("\\| \\d+ \\| `[A-Z_]+` \\|.*"))
                .forEach(line -> rows.add(line.replaceAll("\\| (\\d+) \\| `([A-Z_]+)` \\|.*", "$1 $2")));
        Set<String> expected = new TreeSet<>();
        codes.forEach((code, name) -> expected.add(code + " " + name));
        assertThat(rows).isEqualTo(expected);
        assertThat(commands())
                .allSatisfy(command -> assertThat(
                                command.usageMessage().exitCodeList().keySet())
                        .allMatch(code -> codes.containsKey(Integer.parseInt(code))));
    }

    @Test
    void everyCommandToAFleetTellsItsStatusesAndTakesJson() {
        assertThat(commands().stream().filter(command -> command.userObject() instanceof FleetCommand))
                .hasSizeGreaterThan(8)
                .allSatisfy(command -> {
                    assertThat(command.findOption("--json")).isNotNull();
                    assertThat(command.usageMessage().exitCodeList()).containsKeys("0", "3");
                });
    }

    private static List<CommandSpec> commands() {
        List<CommandSpec> commands = new ArrayList<>();
        add(SecBeat.line(), commands);
        return commands;
    }

    private static void add(CommandLine line, List<CommandSpec> commands) {
        commands.add(line.getCommandSpec());
        line.getSubcommands().values().forEach(below -> add(below, commands));
    }
}
