// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.config.NodeConfig.Martians;
import dev.secbeat.node.config.NodeConfig.RateRule;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeConfigTest {
    private static final NodeConfig.Protect PROTECT = new NodeConfig.Protect(
            List.of(Prefix.parse("198.51.100.0/24")),
            List.of(Prefix.parse("2001:db8:1::/48")),
            List.of(Prefix.parse("203.0.113.53")),
            List.of(Prefix.parse("203.0.113.128/26")),
            0.25,
            java.util.Optional.of(Path.of("/geo/country.mmdb")),
            0.4);

    private static final String US_EAST = """
            # config.us-east.toml
            [platform]
            region = "us-east"
            node_id = "us-east-node-1"

            [network]
            listen_port = 8443
            backend_url = "http://origin-us-east:8080"

            [nats]
            url = "nats://nats-us-east:4222"  # Regional NATS
            cluster_urls = ["nats://nats-eu-west:4222", "nats://nats-apac:4222"]  # Cross-region
            """;
    private static final String STATE = """
            [state]
            type = "crdt"
            sync_interval_ms = 100  # Sync every 100ms
            cross_region = true  # Enable global sync
            persist_to_disk = false  # CRDTs rebuild from NATS sync
            max_counter_age_seconds = 300  # Old entries expire anyway
            """;

    @Test
    void documentedRegionalFileLoadsAsItIs() {
        NodeConfig config = NodeConfig.parse(US_EAST, "config.us-east.toml", Map.of());

        assertThat(config.node()).isEqualTo(NodeId.of("us-east", "us-east-node-1"));
        assertThat(config.network().listenPort()).isEqualTo(8443);
        assertThat(config.network().backendUrl()).isEqualTo(URI.create("http://origin-us-east:8080"));
        assertThat(config.nats().url()).isEqualTo(URI.create("nats://nats-us-east:4222"));
        assertThat(config.nats().clusterUrls())
                .containsExactly(URI.create("nats://nats-eu-west:4222"), URI.create("nats://nats-apac:4222"));
    }

    @Test
    void documentedStateSectionLoadsAndEqualsTheDefaults() {
        NodeConfig stated = NodeConfig.parse(US_EAST + STATE, "f", Map.of());
        NodeConfig silent = NodeConfig.parse(US_EAST, "f", Map.of());

        assertThat(stated).isEqualTo(silent);
        assertThat(stated.state())
                .isEqualTo(new NodeConfig.State(
                        100, true, NodeConfig.Relay.AUTO, NodeConfig.OnPartition.LOCAL, 300, 65_536));
    }

    @Test
    void documentedBackendFragmentTakesItsRegionFromTheFileName() {
        String fragment = "[network]\nbackend_url = \"http://origin-eu-west.internal:8080\"  # Regional origin\n";

        NodeConfig config = NodeConfig.parse(fragment, "/etc/secbeat/config.eu-west.toml", Map.of());

        assertThat(config.node()).isEqualTo(NodeId.of("eu-west", "eu-west-node"));
    }

    @Test
    void defaultsAreTheDocumentedOnes() {
        NodeConfig config = NodeConfig.parse(US_EAST, "f", Map.of());

        assertThat(config.network().listenAddress()).isEqualTo("::");
        assertThat(config.network().interfaces()).isEmpty();
        assertThat(config.network().trustedProxies()).isEmpty();
        assertThat(config.network().tls()).isEmpty();
        assertThat(config.nats().nkeySeedFile()).isEmpty();
        assertThat(config.nats().tls()).isFalse();
        assertThat(config.rateRules()).containsExactly(new RateRule(Dimension.REQUESTS, 100, 1, 60));
        assertThat(config.protect())
                .isEqualTo(new NodeConfig.Protect(
                        List.of(), List.of(), List.of(), List.of(), 0.05, java.util.Optional.empty(), 0.5));
        assertThat(config.metrics()).isEqualTo(new NodeConfig.Metrics("::", 9090));
        assertThat(config.xdp())
                .isEqualTo(new NodeConfig.Xdp(
                        true,
                        Path.of("/sys/fs/bpf/secbeat"),
                        1_000_000,
                        100_000,
                        524_288,
                        Martians.INVALID,
                        List.of(),
                        10_000,
                        100,
                        20,
                        List.of(),
                        List.of(),
                        65_536,
                        new NodeConfig.Lists(0, List.of())));
        assertThat(config.synCookies())
                .isEqualTo(new NodeConfig.SynCookies(NodeConfig.SynCookieMode.AUTO, List.of(), 5_000, 10));
        assertThat(config.log()).isEqualTo(new NodeConfig.Log("info"));
    }

    private static final String EVERY_KEY = """
            platform = { region = "apac", node_id = "apac-node-2" }
            [network]
            listen_address = "127.0.0.1"
            listen_port = 0
            backend_url = "https://origin"
            interface = "eth0"
            trusted_proxies = ["192.0.2.0/24", "2001:db8::1"]
            tls_cert = "/c.pem"
            tls_key = "/k.pem"
            [nats]
            url = "tls://nats:4222"
            nkey_seed_file = "/seed"
            tls_ca = "/ca.pem"
            [state]
            sync_interval_ms = 50
            cross_region = false
            relay = true
            on_partition = "share"
            max_counter_age_seconds = 60
            max_sources = 1000000
            [protect]
            never_block = ["198.51.100.0/24"]
            dns_servers = ["203.0.113.53"]
            health_checkers = ["203.0.113.128/26"]
            allow = ["2001:db8:1::/48"]
            max_traffic_share = 0.25
            country_database = "/geo/country.mmdb"
            country_share = 0.4
            [xdp]
            enabled = false
            pin_dir = "/pins"
            max_host_blocks = 2000
            max_prefix_blocks = 300
            max_sources = 4000
            martians = "unroutable"
            amplification_ports = [53, 11211]
            sample_pass = 0
            sample_drop = 1
            sample_publish = 2
            list_entries = 5000
            [[xdp.lists]]
            name = "drop"
            file = "/lists/drop.txt"
            [syn_cookies]
            mode = "on"
            ports = [443, 8443, 443]
            syns_per_second = 100
            hold_seconds = 30
            [control]
            trust_file = "/trust"
            data_dir = "/data"
            [metrics]
            address = "127.0.0.1"
            port = 0
            [log]
            level = "debug"
            [[rate_limit.rules]]
            dimension = "packets"
            limit = 5000
            window_seconds = 2
            block_seconds = 30
            [[rate_limit.rules]]
            dimension = "bytes"
            limit = 1000000
            window_seconds = 60
            burst = 5000
            prefix4 = 24
            prefix6 = 48
            max_block_seconds = 3600
            """;

    @Test
    void aDimensionMayHaveRulesForSeveralPrefixesAndWindows() {
        String rule = "[[rate_limit.rules]]\ndimension = 'requests'\nlimit = 100\n";
        NodeConfig config = NodeConfig.parse(
                US_EAST + rule + rule + "prefix4 = 24\n" + rule + "prefix4 = 24\nprefix6 = 48\n" + rule
                        + "window_seconds = 60\n",
                "f",
                Map.of());
        assertThat(config.rateRules())
                .extracting(RateRule::grouping)
                .containsExactly(Grouping.ADDRESS, new Grouping(24, 0), new Grouping(24, 48), Grouping.ADDRESS);
    }

    @Test
    void everyKeyIsRead() {
        NodeConfig config = NodeConfig.parse(EVERY_KEY, "f", Map.of());

        assertThat(config)
                .isEqualTo(new NodeConfig(
                        NodeId.of("apac", "apac-node-2"),
                        new NodeConfig.Network(
                                "127.0.0.1",
                                0,
                                URI.create("https://origin"),
                                List.of("eth0"),
                                List.of(Prefix.parse("192.0.2.0/24"), Prefix.parse("2001:db8::1")),
                                java.util.Optional.of(new NodeConfig.TlsFiles(Path.of("/c.pem"), Path.of("/k.pem")))),
                        new NodeConfig.Nats(
                                URI.create("tls://nats:4222"),
                                List.of(),
                                java.util.Optional.of(Path.of("/seed")),
                                true,
                                java.util.Optional.of(Path.of("/ca.pem"))),
                        new NodeConfig.State(
                                50, false, NodeConfig.Relay.ON, NodeConfig.OnPartition.SHARE, 60, 1_000_000),
                        List.of(
                                new RateRule(Dimension.PACKETS, 5000, 2, 30),
                                new RateRule(Dimension.BYTES, 1_000_000, 60, 5_000, new Grouping(24, 48), 60, 3_600)),
                        PROTECT,
                        new NodeConfig.Xdp(
                                false,
                                Path.of("/pins"),
                                2000,
                                300,
                                4000,
                                Martians.UNROUTABLE,
                                List.of(53, 11211),
                                0,
                                1,
                                2,
                                List.of(),
                                List.of(),
                                65_536,
                                new NodeConfig.Lists(
                                        5_000, List.of(new NodeConfig.ListFile("drop", Path.of("/lists/drop.txt"))))),
                        new NodeConfig.SynCookies(NodeConfig.SynCookieMode.ON, List.of(443, 8443), 100, 30),
                        new NodeConfig.Control(Path.of("/trust"), List.of(), Path.of("/data"), NodeConfig.Alone.AUTO),
                        new NodeConfig.Metrics("127.0.0.1", 0),
                        new NodeConfig.Log("debug")));
    }

    @Test
    void valuesComeFromTheEnvironmentAlsoWhereANumberIsWanted() {
        NodeConfig config = NodeConfig.parse(
                """
                [platform]
                region = "${REGION}"
                node_id = "${REGION}-node-${N}"
                [network]
                listen_port = "${PORT}"
                backend_url = "http://${ORIGIN}"
                [state]
                cross_region = "${SYNC}"
                """, "f", Map.of("REGION", "apac", "N", "7", "PORT", "8080", "ORIGIN", "origin:81", "SYNC", "false"));

        assertThat(config.node()).isEqualTo(NodeId.of("apac", "apac-node-7"));
        assertThat(config.network().listenPort()).isEqualTo(8080);
        assertThat(config.network().backendUrl()).isEqualTo(URI.create("http://origin:81"));
        assertThat(config.state().crossRegion()).isFalse();
    }

    @Test
    void severalInterfacesKeepTheirOrder() {
        String several = "interfaces = [\"eth1\", \"eth0.100\", \"eth0\"]\n";
        NodeConfig config = NodeConfig.parse(US_EAST.replace("[nats]", several + "[nats]"), "f", Map.of());

        assertThat(config.network().interfaces()).containsExactly("eth1", "eth0.100", "eth0");
    }

    @Test
    void noRulesMeansNoRules() {
        NodeConfig config = NodeConfig.parse(US_EAST + "[rate_limit]\nrules = []\n", "f", Map.of());

        assertThat(config.rateRules()).isEmpty();
    }

    @Test
    void loadsFromAFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("node.toml"), US_EAST);

        assertThat(NodeConfig.load(file)).isEqualTo(NodeConfig.parse(US_EAST, "f"));
    }

    @Test
    void aLimitBeyondWhatIsCountedIsRefusedWithTheLargest() {
        String rule = US_EAST + "[[rate_limit.rules]]\ndimension = 'bytes'\n";

        assertThat(NodeConfig.parse(rule + "limit = 19327352823\n", "f", Map.of())
                        .rateRules())
                .hasSize(1);
        assertThatThrownBy(() -> NodeConfig.parse(rule + "limit = 19327352824\n", "f", Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("rate_limit.rules[0].limit: found the number 19327352824")
                .hasMessageContaining("at most 19327352823 a second with a window of 1 seconds");
        assertThatThrownBy(() -> NodeConfig.parse(rule + "window_seconds = 60\nlimit = 5000000000\n", "f", Map.of()))
                .hasMessageContaining("at most 4259175899 a second");
    }
}
