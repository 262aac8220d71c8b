// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.config.NodeConfig.RateRule;
import dev.secbeat.node.kernel.AbuseFilter;
import dev.secbeat.node.kernel.PacketPolicy;
import dev.secbeat.node.kernel.PacketSampling;
import dev.secbeat.node.kernel.ReportPacing;
import dev.secbeat.node.kernel.SynCookies;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RoomSettingsTest {
    private static NodeConfig config(int maxHostBlocks) {
        String text = """
                [platform]
                region = "us-east"
                [network]
                backend_url = "http://127.0.0.1:8080"
                interface = "lo"
                trusted_proxies = ["192.0.2.0/28"]
                [protect]
                never_block = ["198.51.100.1"]
                [xdp]
                max_host_blocks = %d
                """.formatted(maxHostBlocks);
        return NodeConfig.parse(text, "node.toml", Map.of());
    }

    @Test
    void trustedProxiesAreProtected() {
        NodeConfig config = config(2_000);
        Prefix balancers = Prefix.parse("192.0.2.0/28");
        assertThat(RoomSettings.protectedPrefixes(config)).contains(balancers, Prefix.parse("198.51.100.1"));
        assertThat(RoomSettings.loop(config, 1).neverBlocked()).contains(balancers);
        assertThat(RoomSettings.xdp(config).allow()).contains(balancers);
    }

    @Test
    void theKernelIsToldTheCountingRules() {
        String text = """
                platform.region = "a"
                network.backend_url = "http://o"
                network.interface = "lo"
                [[rate_limit.rules]]
                dimension = "packets"
                limit = 1000
                window_seconds = 5
                burst = 300
                [[rate_limit.rules]]
                dimension = "connections"
                limit = 20
                prefix4 = 24
                """;
        NodeConfig config = NodeConfig.parse(text, "node.toml", Map.of());
        assertThat(RoomSettings.xdp(config).policy().limits())
                .isEqualTo(RoomSettings.loop(config, 1).rules())
                .hasSize(2)
                .first()
                .satisfies(rule -> {
                    assertThat(rule.dimension()).isEqualTo(Dimension.PACKETS);
                    assertThat(rule.countLimit().mostInWindow()).isEqualTo(5_300);
                });
    }

    /** As many as there may be. */
    @Test
    void theKernelTakesEightRulesOfOneDimension() {
        StringBuilder text = new StringBuilder(
                "platform.region = \"a\"\nnetwork.backend_url = \"http://o\"\nnetwork.interface = \"lo\"\n");
        for (int length = 25; length <= 32; length++) {
            text.append("[[rate_limit.rules]]\ndimension = \"packets\"\nlimit = 1000\nprefix4 = ")
                    .append(length)
                    .append('\n');
        }
        NodeConfig config = NodeConfig.parse(text.toString(), "node.toml", Map.of());
        assertThat(RoomSettings.xdp(config).policy().limits()).hasSize(8);
    }

    @ParameterizedTest
    @EnumSource
    void theKernelIsToldWhatIsAbuse(NodeConfig.Martians level) {
        String xdp = "[xdp]\nmartians = \"" + level.name().toLowerCase(Locale.ROOT)
                + "\"\namplification_ports = [53, 19, 53]\n";
        String text = "platform.region = \"a\"\n[network]\nbackend_url = \"http://o\"\ninterface = \"lo\"\n" + xdp;
        AbuseFilter abuse =
                RoomSettings.xdp(NodeConfig.parse(text, "node.toml", Map.of())).abuse();
        assertThat(abuse.martians().name()).isEqualTo(level.name());
        assertThat(abuse.amplificationPorts()).containsExactly(19, 53);
    }

    @Test
    void theKernelIsToldWhatCapturesMaySee() {
        String text = """
                platform.region = "a"
                network.backend_url = "http://o"
                network.interface = "lo"
                xdp = { sample_pass = 0, sample_drop = 7 }
                """;
        assertThat(RoomSettings.xdp(NodeConfig.parse(text, "node.toml", Map.of()))
                        .sampling())
                .isEqualTo(new PacketSampling(0, 7));
    }

    @Test
    void theKernelIsToldRulesAndServices() {
        String xdp = """
                platform.region = "a"
                [network]
                backend_url = "http://o"
                interface = "lo"
                [xdp]
                max_policed_sources = 2048
                [[xdp.rules]]
                name = "first"
                action = "count"
                [[xdp.rules]]
                name = "second"
                action = "drop"
                protocol = "udp"
                [[xdp.services]]
                name = "web"
                protocol = "tcp"
                port = 443
                action = "police"
                syns_per_second = 10
                """;
        NodeConfig config = NodeConfig.parse(xdp, "node.toml", Map.of());
        PacketPolicy policy = RoomSettings.xdp(config).policy();
        assertThat(policy.rules()).isEqualTo(config.xdp().rules()).hasSize(2);
        assertThat(policy.services()).isEqualTo(config.xdp().services()).hasSize(1);
        assertThat(policy.policedSources()).isEqualTo(2048);
    }

    @ParameterizedTest
    @CsvSource({"'', 8443", "network.listen_port = 443, 443", "network.listen_port = 0, ''"})
    void theProxysPortIsGuardedUnlessOthersAreNamed(String port, String guarded) {
        String head = "platform.region = \"a\"\nnetwork.backend_url = \"http://o\"\nnetwork.interface = \"lo\"\n";
        SynCookies standard = RoomSettings.xdp(NodeConfig.parse(head + port + "\n", "node.toml", Map.of()))
                .synCookies();
        assertThat(standard.mode()).isEqualTo(SynCookies.Mode.AUTO);
        assertThat(standard.ports().toString()).isEqualTo("[" + guarded + "]");
        String named = "[syn_cookies]\nmode = \"on\"\nports = [80, 25]\nsyns_per_second = 70\nhold_seconds = 3\n";
        assertThat(RoomSettings.xdp(NodeConfig.parse(head + port + "\n" + named, "node.toml", Map.of()))
                        .synCookies())
                .isEqualTo(
                        new SynCookies(SynCookies.Mode.ON, new TreeSet<>(List.of(25, 80)), 70, Duration.ofSeconds(3)));
    }

    @ParameterizedTest
    @CsvSource({"2000", "65536", "500000"})
    void noSinkHoldsFewerBlocksThanTheMap(int maxHostBlocks) {
        NodeConfig config = config(maxHostBlocks);
        int capacity = RoomSettings.loop(config, 1).blockCapacity();
        assertThat(capacity).isEqualTo(maxHostBlocks);
        assertThat(RoomSettings.xdp(config).capacities().exactBlocks()).isGreaterThanOrEqualTo(capacity);
        assertThat(RoomSettings.proxy(config).limits().sources()).isGreaterThanOrEqualTo(capacity);
    }

    @ParameterizedTest
    @CsvSource({
        "REQUESTS, 10, 1, 64",
        "PACKETS, 10, 1, 1",
        "PACKETS, 640, 1, 10",
        "PACKETS, 640, 5, 50",
        "PACKETS, 1000000000000, 10, 64",
        "CONNECTIONS, 128, 1, 2",
        "BYTES, 1000, 1, 1",
        "BYTES, 960000, 1, 10",
    })
    void theKernelTellsOftenEnoughForTheRule(Dimension dimension, long limit, int window, int step) {
        ReportPacing pacing = RoomSettings.pacing(List.of(new RateRule(dimension, limit, window, 60)));
        assertThat(pacing.stepPackets()).isEqualTo(step);
        assertThat(pacing.tick()).isEqualTo(ReportPacing.DEFAULT.tick());
    }

    @Test
    void theStrictestRuleCounts() {
        RateRule wide = new RateRule(Dimension.BYTES, 1_000_000_000, 1, 60);
        RateRule strict = new RateRule(Dimension.PACKETS, 640, 1, 60);
        assertThat(RoomSettings.pacing(List.of(wide, strict)).stepPackets()).isEqualTo(10);
        assertThat(RoomSettings.pacing(List.of()).stepPackets()).isEqualTo(ReportPacing.DEFAULT.stepPackets());
    }

    @Test
    void allMembersOfAPrefixTogetherHideAQuarterOfItsLimitAtMost() {
        for (Grouping grouping : List.of(new Grouping(24, 0), new Grouping(16, 32), new Grouping(0, 48))) {
            RateRule rule = new RateRule(Dimension.PACKETS, 10_240, 1, 0, grouping, 60, 60);
            assertThat(RoomSettings.pacing(List.of(rule)).stepPackets()).isEqualTo(10);
        }
        RateRule narrow = new RateRule(Dimension.PACKETS, 640, 1, 0, new Grouping(30, 0), 60, 60);
        assertThat(RoomSettings.pacing(List.of(narrow)).stepPackets()).isEqualTo(10);
    }

    @Test
    void rulesOfOtherPrefixesAndLongWindowsShareTheRoom() {
        dev.secbeat.node.verdict.RateRule second =
                dev.secbeat.node.verdict.RateRule.perSecond(Dimension.REQUESTS, 100, 60);
        dev.secbeat.node.verdict.RateRule minute =
                new dev.secbeat.node.verdict.RateRule(Dimension.REQUESTS, 100, 60_000, 60);
        assertThat(LoopSettings.counterFor(List.of(second), 65_536, 1).sources())
                .isEqualTo(65_536);
        assertThat(LoopSettings.counterFor(List.of(second, minute), 65_536, 1).sources())
                .isEqualTo(32_768);
        assertThat(LoopSettings.counterFor(List.of(second, minute), 65_536, 1).windowMillis())
                .isEqualTo(1_000);
        assertThat(LoopSettings.counterFor(
                                List.of(
                                        second,
                                        minute,
                                        second.per(new Grouping(24, 48)),
                                        minute.per(new Grouping(24, 48))),
                                65_536,
                                1)
                        .sources())
                .isEqualTo(16_384);
    }
}
