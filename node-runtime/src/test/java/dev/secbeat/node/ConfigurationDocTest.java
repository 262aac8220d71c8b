// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/configuration.md tells every key the program reads and no other; the shipped samples are accepted. */
class ConfigurationDocTest {
    private static final Path ROOT =
            Path.of(System.getProperty("secbeat.root", "..")).toAbsolutePath().normalize();
    private static final Path READERS = ROOT.resolve("node-runtime/src/main/java/dev/secbeat/node/config");
    private static final Pattern KEY_READ =
            Pattern.compile("section\\s*\\.(?:value|required|optional|list|tables)\\(\\s*\"(\\w+)\"");
    private static final Pattern KEY_TOLD = Pattern.compile("(?m)^\\| `(\\w+)`(?:, `(\\w+)`)? \\|");
    private static final Pattern SECTION_READ = Pattern.compile("\\.section\\(\"(\\w+)\"\\)");

    @Test
    void everyKeyIsToldAndNoOther() throws IOException {
        Set<String> told = new TreeSet<>();
        KEY_TOLD.matcher(page()).results().forEach(row -> {
            told.add(row.group(1));
            if (row.group(2) != null) {
                told.add(row.group(2));
            }
        });
        assertThat(told).hasSizeGreaterThan(30).isEqualTo(found(KEY_READ));
    }

    @Test
    void everySectionIsTold() throws IOException {
        String page = page();
        assertThat(found(SECTION_READ))
                .isNotEmpty()
                .allMatch(name -> page.matches("(?s).*\\[(\\w+\\.)?" + name + "[.\\]].*"));
    }

    @Test
    void theSampleOfANodeIsAccepted() throws IOException {
        NodeConfig node = NodeConfig.parse(read("installers/config/node.toml"), "node.toml", Map.of());
        assertThat(node.node().region().value()).isEqualTo("us-east");
        assertThat(node.rateRules()).hasSize(1);
    }

    @Test
    void theSampleOfATrustFileIsAccepted() throws Exception {
        TrustFile trust = Json.TRUST.decode(Files.readAllBytes(ROOT.resolve("installers/config/trust.json")));
        assertThat(trust.operators())
                .hasSize(1)
                .first()
                .satisfies(one -> assertThat(one.role()).isEqualTo(Role.OPERATOR));
    }

    @Test
    void theConfigMapOfKubernetesIsAccepted() throws IOException {
        String manifest = read("installers/kubernetes/clusters/us-east/secbeat.yaml");
        String toml = manifest.substring(
                        manifest.indexOf("config.toml: |\n") + "config.toml: |\n".length(),
                        manifest.indexOf("\n---\n# A DaemonSet"))
                .stripIndent();
        Map<String, String> environment =
                Map.of("REGION", "us-east", "NODE_NAME", "edge-1", "NATS_URL", "nats://nats-us-east.nats:4222");
        NodeConfig node = NodeConfig.parse(toml, "config.toml", environment);
        assertThat(node.nats().url()).hasToString("nats://nats-us-east.nats:4222");
        assertThat(node.node().name()).isEqualTo("edge-1");
    }

    private static Set<String> found(Pattern pattern) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String reader : Set.of(
                "InterfacesReader.java",
                "NodeConfigReader.java",
                "ListReader.java",
                "OrchestratorConfigReader.java",
                "PacketRuleReader.java",
                "RateRuleReader.java",
                "ServiceReader.java",
                "SynCookiesReader.java")) {
            text.append(Files.readString(READERS.resolve(reader)));
        }
        return pattern.matcher(text).results().map(hit -> hit.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String page() throws IOException {
        return read("docs/configuration.md");
    }

    private static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }
}
