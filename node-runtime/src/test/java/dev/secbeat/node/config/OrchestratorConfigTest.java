// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secbeat.node.api.RegionId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OrchestratorConfigTest {
    private static final String FILE = """
            [nats]
            url = "nats://nats-us-east:4222"
            [orchestrator]
            name = "orc-1"
            lease_seconds = 5
            min_healthy_regions = 2
            trust_file = "/trust"
            data_dir = "/kept"
            [[orchestrator.regions]]
            name = "us-east"
            capacity_per_second = 60000
            addresses = ["192.0.2.1", "2001:db8::1"]
            views = ["NA", "default"]
            [[orchestrator.regions]]
            name = "eu-west"
            addresses = ["192.0.2.2"]
            views = ["EU"]
            [orchestrator.dns]
            zone = "Example"
            name = "secbeat.example."
            ttl_seconds = 20
            servers = ["127.0.0.1:5300", "[2001:db8::53]:53"]
            [[orchestrator.dns.views]]
            view = "NA"
            tsig_key = "na-key"
            tsig_secret_file = "/na.secret"
            [metrics]
            port = 9191
            """;

    @Test
    void theSampleIsGood() {
        Path sample = Path.of(System.getProperty("secbeat.root", ".."), "installers/config/orchestrator.toml");
        OrchestratorConfig config = OrchestratorConfig.load(sample);
        assertThat(config.regions()).hasSize(3);
        assertThat(config.dns()).isEmpty();
    }

    @Test
    void everyKeyIsRead() throws Exception {
        OrchestratorConfig config = OrchestratorConfig.parse(FILE, "o.toml", Map.of());

        assertThat(config.name()).isEqualTo("orc-1");
        assertThat(config.regions())
                .containsExactly(
                        new OrchestratorConfig.Region(
                                new RegionId("us-east"),
                                60_000,
                                List.of("192.0.2.1", "2001:db8::1"),
                                List.of("NA", "default")),
                        new OrchestratorConfig.Region(new RegionId("eu-west"), 0, List.of("192.0.2.2"), List.of("EU")));
        assertThat(config.safety()).isEqualTo(new OrchestratorConfig.Safety(5, 2));
        assertThat(config.trustFile()).isEqualTo(Path.of("/trust"));
        assertThat(config.dataDirectory()).isEqualTo(Path.of("/kept"));
        assertThat(config.metrics().port()).isEqualTo(9191);
        assertThat(config.dns())
                .contains(new OrchestratorConfig.Dns(
                        "example.",
                        "secbeat.example.",
                        20,
                        List.of(
                                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 5300),
                                new InetSocketAddress(InetAddress.ofLiteral("2001:db8::53"), 53)),
                        List.of(new OrchestratorConfig.ViewKey(
                                "NA", "na-key.", "hmac-sha256", Path.of("/na.secret")))));
    }

    @Test
    void regionsAloneAreEnough() {
        OrchestratorConfig config =
                OrchestratorConfig.parse("[[orchestrator.regions]]\nname = 'apac'\n", "o.toml", Map.of());

        assertThat(config.name()).isEqualTo("orchestrator");
        assertThat(config.dns()).isEmpty();
        assertThat(config.safety()).isEqualTo(new OrchestratorConfig.Safety(10, 1));
        assertThat(config.metrics().port()).isEqualTo(9091);
    }

    @Test
    void mistakesAreListedTogether() {
        String text = """
                [orchestrator]
                lease_secnds = 5
                [[orchestrator.regions]]
                name = "apac"
                addresses = ["0.0.0.0"]
                views = ["AS"]
                [[orchestrator.regions]]
                name = "apac"
                views = ["AS", "XX"]
                [orchestrator.dns]
                zone = "example"
                name = "secbeat.test"
                servers = ["ns1:53"]
                """;

        assertThat(problems(text))
                .hasSize(8)
                .anyMatch(p -> p.startsWith("o.toml:2:1: orchestrator.lease_secnds: unknown key; did you mean"))
                .anyMatch(p -> p.contains("orchestrator.regions[0].addresses[0]: found '0.0.0.0'"))
                .anyMatch(p -> p.contains("orchestrator.regions[1].views[1]: found 'XX'"))
                .anyMatch(p -> p.contains("region 'apac' is there twice"))
                .anyMatch(p -> p.contains("view 'AS' has two homes"))
                .anyMatch(p -> p.contains("orchestrator.dns.servers[0]: found 'ns1:53'"))
                .anyMatch(p -> p.contains("'secbeat.test.' is outside the zone; a name in example."))
                .anyMatch(p -> p.contains("orchestrator.dns.views: is missing"));
        assertThat(problems("")).singleElement().asString().contains("orchestrator.regions: is missing");
    }

    private static List<String> problems(String text) {
        return catchThrowableOfType(ConfigException.class, () -> OrchestratorConfig.parse(text, "o.toml", Map.of()))
                .problems();
    }
}
