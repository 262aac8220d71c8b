// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./secbeat test} makes of a build: its closing lines and its status, with Maven played by a function. */
class LauncherTest {
    private static final Path LAUNCHER = Path.of(System.getProperty("secbeat.root", ".."), "secbeat")
            .toAbsolutePath()
            .normalize();
    private static final String PLAY = """
            . "$1"
            root=$2 build_status=$3
            shift 3
            need_packages() { :; }
            maven() { echo "$*" >"$root/asked" && cp -r "$root/../made/." "$root" && return "$build_status"; }
            run_tests "$@"
            """;

    @TempDir
    Path temp;

    private record Said(int status, List<String> lines) {}

    @BeforeEach
    void twoModules() throws IOException {
        testClass("node-runtime", "NearTest");
        testClass("console-app", "FarTest");
        report("made/node-runtime", "NearTest", 3, 0, 1, "");
    }

    @Test
    void sumsUpAllModulesAndSaysWhyTestsWereSkipped() throws Exception {
        report("made/console-app", "FarTest", 2, 0, 0, "");
        report("root/node-runtime", "GoneTest", 50, 50, 0, ""); // of an earlier run

        assertThat(runTests(0))
                .isEqualTo(new Said(0, List.of("1 skipped: no kernel", "4 passed, 0 failed, 1 skipped")));
        assertThat(Files.readString(temp.resolve("root/asked")))
                .as("a failing test must not keep other modules from being tested")
                .isEqualTo("-fae -Dmaven.test.failure.ignore=true verify\n");
    }

    @Test
    void aFailedTestFailsTheRunThoughMavenWentOn() throws Exception {
        report("made/console-app", "FarTest", 2, 1, 0, "    <failure message=\"no\">text</failure>\n");

        assertThat(runTests(0))
                .isEqualTo(new Said(
                        1,
                        List.of("failed: a.FarTest draws", "1 skipped: no kernel", "3 passed, 1 failed, 1 skipped")));
    }

    @Test
    void aModuleThatWasNotBuiltIsNamedAndCounted() throws Exception {
        assertThat(runTests(1))
                .isEqualTo(new Said(
                        1,
                        List.of(
                                "secbeat: the build itself failed; its errors are above",
                                "did not run, so it failed: console-app FarTest",
                                "1 skipped: no kernel",
                                "2 passed, 1 failed, 1 skipped")));
    }

    @Test
    void aBuildThatFailsAfterItsTestsFailsTheRun() throws Exception {
        report("made/console-app", "FarTest", 2, 0, 0, "");

        assertThat(runTests(1).status()).isEqualTo(1);
    }

    @Test
    void testsThatWereNotAskedForAreNotMissed() throws Exception {
        assertThat(runTests(0, "-Dtest=NearTest").lines()).last().isEqualTo("2 passed, 0 failed, 1 skipped");
        assertThat(runTests(0, "-o").lines()).last().isEqualTo("2 passed, 1 failed, 1 skipped");
    }

    private void testClass(String module, String name) throws IOException {
        Path folder =
                Files.createDirectories(temp.resolve("root").resolve(module).resolve("src/test/java/a"));
        Files.createFile(folder.resolve(name + ".java"));
    }

    /** As surefire writes it; the last of the tests with {@code outcome}. */
    private void report(String module, String name, int tests, int failures, int skipped, String outcome)
            throws IOException {
        Path folder = Files.createDirectories(temp.resolve(module).resolve("target/surefire-reports"));
        String skips = "    <skipped message=\"no kernel\"/>\n".repeat(skipped);
        Files.writeString(folder.resolve("TEST-a." + name + ".xml"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite name="a.%s" time="0.1" tests="%d" errors="0" skipped="%d" failures="%d">
                  <testcase name="counts" classname="a.%s" time="0.1">
                %s  </testcase>
                  <testcase name="draws" classname="a.%s" time="0.1">
                %s  </testcase>
                </testsuite>
                """.formatted(
                        name, tests, skipped, failures, name, skips, name, outcome));
    }

    private Said runTests(int buildStatus, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "bash",
                "-c",
                PLAY,
                "secbeat",
                LAUNCHER.toString(),
                temp.resolve("root").toString(),
                Integer.toString(buildStatus)));
        command.addAll(List.of(words));
        Path output = temp.resolve("output");
        Process run = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Said(run.exitValue(), Files.readAllLines(output));
    }
}
