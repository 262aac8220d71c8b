// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secbeat.console.testing.Until;
import dev.secbeat.node.demo.lab.Leftovers;
import dev.secbeat.node.demo.lab.StateDirectory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code secbeat demo} as its users run it, with the console beside it: to its end, and ended by hand. Needs root. */
@Tag("fleet")
class DemoTest {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** Without what is for tests alone, such as their quiet logging: the demo reads in the console's log. */
    private static final String CLASS_PATH = Stream.of(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(element -> !element.endsWith("test-classes"))
            .collect(Collectors.joining(File.pathSeparator));

    private static final Path PICTURES = StateDirectory.DEFAULT.resolve("console");
    private static final int INTERRUPTED = 128 + 2;

    @TempDir
    Path temp;

    @BeforeEach
    void needsRootAndAQuietMachine() throws IOException {
        boolean isRoot = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        assumeTrue(isRoot, "a fleet in namespaces needs root");
        assertThat(Leftovers.find()).as("before the test").isEmpty();
    }

    @Test
    void tellsItsWholeStoryShowsTheConsoleAndLeavesNothing() throws Exception {
        Process demo = launch("demo", "--headless", "--for", "3s", "--json");
        try {
            Until.holds("the console draws itself", () -> pictures() > 0 || !demo.isAlive());
            assertThat(demo.isAlive()).as("pictures while it runs:%n%s", told()).isTrue();
            assertThat(demo.waitFor(5, TimeUnit.MINUTES)).as(told()).isTrue();
        } finally {
            demo.destroyForcibly().waitFor();
        }
        assertThat(demo.exitValue()).as(told()).isZero();
        assertThat(story().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("{\"event\":\"ready\",\"figures\":{\"seconds\":"),
                        line -> assertThat(line)
                                .startsWith("{\"event\":\"blocked\"")
                                .contains("\"us-east\":", "\"eu-west\":", "\"apac\":"),
                        line -> assertThat(line)
                                .startsWith("{\"event\":\"throughput\"")
                                .contains("\"us-east\":", "\"eu-west\":", "\"apac\":"),
                        line -> assertThat(line).isEqualTo("{\"event\":\"closed\",\"figures\":{\"left\":0}}"));
        assertThat(Leftovers.find()).isEmpty();
    }

    @Test
    void endsCleanlyWhenInterruptedInTheMiddle() throws Exception {
        Process demo = launch("demo", "--headless");
        try {
            Until.holds("the fleet is ready", () -> story().contains("  ready in ") || !demo.isAlive());
            assertThat(demo.isAlive()).as(told()).isTrue();
            new ProcessBuilder("kill", "-INT", Long.toString(demo.pid()))
                    .start()
                    .waitFor();
            assertThat(demo.waitFor(3, TimeUnit.MINUTES)).as(told()).isTrue();
        } finally {
            demo.destroyForcibly().waitFor();
        }
        assertThat(demo.exitValue()).as(told()).isEqualTo(INTERRUPTED);
        assertThat(story().lines().toList().getLast()).endsWith("nothing is left");
        assertThat(Leftovers.find()).isEmpty();
    }

    /** As the launcher starts it; env undoes that a shell starts background jobs deaf to SIGINT. */
    private Process launch(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                JAVA,
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Dsecbeat.root=" + rootWithALauncher(),
                "-cp",
                CLASS_PATH,
                "dev.secbeat.node.cli.SecBeat"));
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                .redirectOutput(temp.resolve("story").toFile())
                .redirectError(temp.resolve("log").toFile())
                .start();
    }

    /** The checkout's own launcher would build the console first, in the middle of the build that tests it. */
    private Path rootWithALauncher() throws IOException {
        Path launcher = Files.writeString(
                temp.resolve("secbeat"), """
                #!/bin/sh
                [ "$1" = console ] && shift || exit 2
                exec '%s' --enable-native-access=ALL-UNNAMED -XX:TieredStopAtLevel=1 -Xmx160m -cp '%s' %s "$@"
                """.formatted(JAVA, CLASS_PATH, ConsoleMain.class.getName()));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
        return temp;
    }

    private String story() {
        return text("story");
    }

    /** For the message of a failed test. */
    private String told() {
        return story() + text("log");
    }

    private String text(String name) {
        try {
            return Files.readString(temp.resolve(name));
        } catch (IOException e) {
            return name + " cannot be read: " + e;
        }
    }

    private static long pictures() {
        try (Stream<Path> files = Files.list(PICTURES)) {
            return files.filter(file -> file.toString().endsWith(".png")).count();
        } catch (IOException e) {
            return 0; // none yet, or all of it taken down
        }
    }
}
