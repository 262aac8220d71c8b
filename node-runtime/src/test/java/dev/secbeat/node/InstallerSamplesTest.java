// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every sample in installers/ that a tool of this machine can judge is judged by that tool. */
class InstallerSamplesTest {
    private static final Path SAMPLES = Path.of(System.getProperty("secbeat.root", ".."), "installers")
            .toAbsolutePath()
            .normalize();

    @TempDir
    private Path work;

    @Test
    void theJarCarriesTheSamePrometheusTemplates() throws IOException {
        for (String name : List.of("regional.yml.template", "global.yml.template", "rules/secbeat-alerts.yml")) {
            try (InputStream carried = getClass().getResourceAsStream("/dev/secbeat/installers/prometheus/" + name)) {
                assertThat(carried).as(name).isNotNull();
                assertThat(new String(carried.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo(
                                Files.readString(SAMPLES.resolve("prometheus").resolve(name)));
            }
        }
    }

    @Test
    void prometheusTakesTheFilledTemplates() throws Exception {
        Path rules = Files.createDirectory(work.resolve("rules"));
        Files.copy(SAMPLES.resolve("prometheus/rules/secbeat-alerts.yml"), rules.resolve("secbeat-alerts.yml"));
        Path regional =
                fill("regional.yml.template", "REGION", "us-east", "NODE_TARGETS", "'node-1:9090', 'node-2:9090'");
        Path global = fill("global.yml.template", "REGIONAL_TARGETS", "'prometheus-us-east:9090'");

        assertThat(run("promtool", "check", "config", regional.toString())).contains("SUCCESS");
        assertThat(run("promtool", "check", "config", global.toString())).contains("11 rules found");
        assertThat(Files.readString(regional)).contains("region: us-east", "job_name: secbeat", "scrape_interval: 5s");
        assertThat(Files.readString(global))
                .contains(
                        "honor_labels: true", "metrics_path: /federate", "'{job=\"secbeat\"}'", "scrape_interval: 5s");
    }

    @Test
    void everyAlertFiresOnItsTroubleAndNotWithout() throws Exception {
        Path tests = SAMPLES.resolve("prometheus/tests/alerts-test.yml");
        assertThat(run("promtool", "test", "rules", tests.toString())).contains("SUCCESS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"us-east", "eu-west", "apac"})
    void natsTakesEachRegionsConfiguration(String region) throws Exception {
        Path file = SAMPLES.resolve("nats").resolve(region + ".conf");
        assertThat(run("nats-server", "-t", "-c", file.toString())).contains("is valid");
    }

    @Test
    void bindTakesTheViewsAndTheirZones() throws Exception {
        Path folder = SAMPLES.resolve("dns/bind");
        assertThat(run("named-checkconf", folder.resolve("named.conf").toString()))
                .isEmpty();
        for (String view : List.of("na", "eu", "as", "default")) {
            Path zone = folder.resolve(view + ".zone");
            assertThat(run("named-checkzone", "secbeat.example", zone.toString()))
                    .contains("OK");
        }
    }

    @Test
    void systemdTakesTheUnits() throws Exception {
        assumeTrue(
                Files.isDirectory(Path.of("/run/systemd")) || Files.isWritable(Path.of("/run")),
                "needs root where systemd does not run: systemd-analyze then makes /run/systemd");
        List<String> command = new ArrayList<>(List.of("systemd-analyze", "verify"));
        for (Path unit : files("systemd")) {
            String text = Files.readString(unit).replace("/usr/lib/secbeat/secbeat", "/bin/true");
            command.add(
                    Files.writeString(work.resolve(unit.getFileName()), text).toString());
        }
        assertThat(command).hasSize(5);
        assertThat(run(command.toArray(String[]::new))).isEmpty();
    }

    @Test
    void terraformFilesAreWellFormed() throws Exception {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(SAMPLES.resolve("terraform"))) {
            files = walk.filter(file -> file.toString().endsWith(".tf")).toList();
        }
        assertThat(files).hasSizeGreaterThanOrEqualTo(8);
        for (Path file : files) {
            assertThat(TerraformLayout.faults(Files.readString(file)))
                    .as(file.toString())
                    .isEmpty();
        }
        if (find("terraform").isPresent()) { // Debian has no package of it
            String folder = SAMPLES.resolve("terraform").toString();
            assertThat(run("terraform", "fmt", "-check", "-recursive", folder)).doesNotContain(".tf");
        }
    }

    @Test
    void everyContinentAndEveryoneElseGetsAnAnswerFromRoute53() throws IOException {
        JsonNode batch = new ObjectMapper()
                .readTree(SAMPLES.resolve("dns/route53/geolocation.json").toFile());
        List<String> places = new ArrayList<>();
        batch.path("Changes")
                .forEach(change -> places.add(
                        change.path("ResourceRecordSet").path("GeoLocation").toString()));
        assertThat(places)
                .containsExactlyInAnyOrder(
                        "{\"ContinentCode\":\"NA\"}",
                        "{\"ContinentCode\":\"EU\"}",
                        "{\"ContinentCode\":\"AS\"}",
                        "{\"CountryCode\":\"*\"}");
    }

    @Test
    void shellScriptsParse() throws Exception {
        for (String script : List.of("install.sh", "launcher/secbeat", "jpackage/build.sh")) {
            assertThat(run("sh", "-n", SAMPLES.resolve(script).toString())).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -Xmx256m",
                "512m, -Xmx512m",
                "2g, -Xmx2g",
                "512, SECBEAT_HEAP",
                "m, SECBEAT_HEAP",
                "1m -x, SECBEAT_HEAP"
            })
    void theHeapOfAnInstalledNodeFollowsItsEnvironment(@Nullable String heap, String expected) throws Exception {
        Path java = Files.createDirectories(work.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nfor word; do echo \"$word\"; done\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        ProcessBuilder launcher =
                new ProcessBuilder("sh", SAMPLES.resolve("launcher/secbeat").toString(), "node");
        launcher.environment().put("SECBEAT_JAVA_HOME", work.toString());
        launcher.environment().remove("SECBEAT_HEAP");
        if (heap != null) {
            launcher.environment().put("SECBEAT_HEAP", heap);
        }
        Process process = launcher.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor() == 0).as(said).isEqualTo(expected.startsWith("-Xmx"));
        assertThat(said).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"-10, 0", "0, 10", "5, 15", "15, 19"})
    void whatWritesDownStepsBackFromWhereTheServicePutTheNode(int own, int low) throws Exception {
        Path java = Files.createDirectories(work.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nfor word; do echo \"$word\"; done\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        ProcessBuilder launcher = new ProcessBuilder(
                "nice",
                "-n",
                Integer.toString(own),
                "sh",
                SAMPLES.resolve("launcher/secbeat").toString(),
                "node");
        launcher.environment().put("SECBEAT_JAVA_HOME", work.toString());
        Process process = launcher.redirectErrorStream(true).start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                .contains(
                        "-XX:ThreadPriorityPolicy=1",
                        "-XX:JavaPriority1_To_OSPriority=" + low,
                        "-XX:JavaPriority5_To_OSPriority=" + own,
                        "-XX:VMThreadPriority=" + own,
                        "-XX:CompilerThreadPriority=" + own);
    }

    private Path fill(String template, String... namesAndValues) throws IOException {
        String text = Files.readString(SAMPLES.resolve("prometheus").resolve(template));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            text = text.replace("${" + namesAndValues[i] + "}", namesAndValues[i + 1]);
        }
        assertThat(text).as("no placeholder is left").doesNotContain("${");
        return Files.writeString(work.resolve(template.replace(".template", "")), text);
    }

    private static List<Path> files(String folder) throws IOException {
        try (Stream<Path> list = Files.list(SAMPLES.resolve(folder))) {
            return list.sorted().toList();
        }
    }

    /** What the tool says, which must have ended well; the test is skipped where the tool is not installed. */
    private String run(String... command) throws IOException, InterruptedException {
        Optional<Path> program = find(command[0]);
        assumeTrue(program.isPresent(), command[0] + " is not installed");
        List<String> line = new ArrayList<>(List.of(command));
        line.set(0, program.orElseThrow().toString());
        Path output = Files.createTempFile(work, "output", ".txt");
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        String said = Files.readString(output);
        assertThat(ended).as("%s ended in time", command[0]).isTrue();
        assertThat(process.exitValue()).as("%s said: %s", line, said).isZero();
        return said;
    }

    /** Servers stand in sbin, which an ordinary user's PATH may lack. */
    private static Optional<Path> find(String program) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
        return Stream.of(path.split(":"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
