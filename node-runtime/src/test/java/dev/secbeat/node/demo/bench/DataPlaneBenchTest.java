// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.kernel.NeedsKernel;
import dev.secbeat.node.kernel.PacketBench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The whole of it, small: every figure is there, and afterwards nothing is. */
@NeedsKernel
class DataPlaneBenchTest {
    private static final DataPlaneBench.Effort SMALL =
            new DataPlaneBench.Effort(new PacketBench.Size(2000, 500, 1024), 1, 1, 5_000, 5_000, 100);

    private static final String[] SYNS = {
        "syn_cookie_v4_net_ns", "syn_cookie_v6_net_ns", "syn_cookie_options_v4_net_ns", "syn_cookie_extra_v4_ns",
        "syn_cookie_extra_v6_ns", "ack_cookie_v4_net_ns", "ack_forged_v6_net_ns", "syn_passed_v4_net_ns"
    };
    private static final String[] LINES = {
        "one_line_exact_v4_ns",
        "one_line_exact_v6_net_ns",
        "one_line_near_v4_mb",
        "one_line_sources_net_ns",
        "exact_hit_v4_over_one_line",
        "prefix_hit_v6_over_one_line",
        "miss_spoofed_v4_over_one_line"
    };
    /** What moves on any machine. */
    private static final Set<String> SENT = Set.of("goodput_alone_mbit_s", "goodput_flood_mpps", "goodput_limit_mpps");

    private static final String[] GOODPUT = {
        "goodput_alone_mbit_s",
        "goodput_flooded_mbit_s",
        "goodput_share",
        "goodput_most_mbit_s",
        "goodput_judged_mpps",
        "goodput_unfiltered_share",
        "goodput_limit_mpps",
        "goodput_borne_mpps",
        "goodput_borne_over_limit",
        "goodput_empty_over_limit",
        "goodput_flood_mpps",
        "goodput_flood_over_limit"
    };

    @Test
    void yieldsEveryFigureAndLeavesNothingBehind() throws IOException {
        List<String> told = new ArrayList<>();
        Map<String, Double> figures = new DataPlaneBench(SMALL).run(told::add);
        assertThat(figures.remove("reports_delayed")).isNotNull().isNotNegative();
        figures.forEach((name, value) -> {
            assertThat(value).as(name).isFinite();
            if (!isSmall(name)) {
                assertThat(value).as(name).isPositive();
            }
        });
        for (String scenario : new String[] {"miss_hot", "miss_spoofed", "exact_hit", "prefix_hit"}) {
            for (String family : new String[] {"_v4", "_v6"}) {
                String name = scenario + family;
                assertThat(figures)
                        .containsKeys(
                                "driver_" + name + "_ns",
                                name + "_ns",
                                name + "_net_ns",
                                name + "_ratio",
                                "e2e_empty_" + name + "_ns",
                                "e2e_" + name + "_ns",
                                "e2e_" + name + "_ratio");
            }
        }
        assertThat(figures)
                .containsKeys(
                        "verified_instructions", "stack_bytes", "program_translated_bytes", "program_native_bytes");
        assertThat(figures).containsKeys(SYNS).containsKeys(LINES);
        if (told.stream().noneMatch(line -> line.startsWith("goodput: left out, as "))) {
            assertThat(figures).containsKeys(GOODPUT);
        }
        assertThat(figures).containsEntry("loaded_exact_v4", 2000.0).containsEntry("loaded_prefixes_v6", 500.0);
        for (String peer : new String[] {
            "nft_100k", "nft_1m", "ipset_100k", "xdp_filter_10k", "nft_100k_v6", "ipset_100k_v6", "xdp_filter_1k_v6"
        }) {
            assertThat(figures.containsKey("times_faster_than_" + peer + "_hit"))
                    .as("either measured or said to be left out: " + peer)
                    .isNotEqualTo(told.stream().anyMatch(line -> line.startsWith(peer + ": left out, as ")));
        }
        assertThat(figures).containsKeys("load_list_1m_ms", "replace_list_1m_ms", "swap_list_us");
        String mine = "secbeat-bench-" + ProcessHandle.current().pid();
        for (Path place : List.of(Path.of("/sys/fs/bpf"), Path.of("/run/netns"))) {
            try (Stream<Path> left = Files.list(place)) {
                assertThat(left.map(path -> path.getFileName().toString())).noneMatch(name -> name.startsWith(mine));
            }
        }
    }

    /** A difference of two measurements, which so few packets may turn round, or what a stream on a busy machine may lack. */
    private static boolean isSmall(String name) {
        return name.endsWith("_net_ns")
                || (name.endsWith("_ratio") && !name.startsWith("e2e_"))
                || name.contains("_extra_")
                || name.endsWith("_over_one_line")
                || (name.startsWith("goodput_") && !SENT.contains(name));
    }

    @Test
    void aFigureIsTheMedianOfTheBestOfEachRound() {
        var rounds = new Rounds();
        double[] runs = {99, 5, 3, 9, 7, 1, 8};
        var next = new int[1];
        rounds.add("a", () -> runs[next[0]++]);
        assertThat(rounds.measure(3, 2)).containsExactly(Map.entry("a", 3.0));
        assertThat(Rounds.median(new double[] {4, 1, 2, 3})).isEqualTo(2.5);
    }

    @Test
    void countersOfOtherFiltersAreFoundInWhatTheyPrint() {
        String iptables = """
                Chain PREROUTING (policy ACCEPT 9 packets, 900 bytes)
                    pkts      bytes target     prot opt in     out     source               destination
                      41     1886 DROP       0    --  guard0 *       0.0.0.0/0            0.0.0.0/0            match-set listed src
                       7      322            0    --  guard0 *       0.0.0.0/0            0.0.0.0/0
                """;
        assertThat(Peer.number(IpsetPeer.DROPPED, iptables)).isEqualTo(41);
        assertThat(Peer.number(IpsetPeer.PASSED, iptables)).isEqualTo(7);
        String six = """
                Chain PREROUTING (policy ACCEPT 9 packets, 900 bytes)
                    pkts      bytes target     prot opt in     out     source               destination
                      43     1886 DROP       all      guard0 *       ::/0                 ::/0                 match-set listed src
                       8      322            all      guard0 *       ::/0                 ::/0
                """;
        assertThat(Peer.number(IpsetPeer.DROPPED, six)).isEqualTo(43);
        assertThat(Peer.number(IpsetPeer.PASSED, six)).isEqualTo(8);
        String legacy = iptables.replace(" 0    -- ", " all  -- ");
        assertThat(Peer.number(IpsetPeer.DROPPED, legacy)).isEqualTo(41);
        assertThat(Peer.number(IpsetPeer.PASSED, legacy)).isEqualTo(7);
        assertThat(Peer.number(
                        NftPeer.COUNTED, "table netdev bench {\n\tcounter dropped {\n\t\tpackets 5 bytes 230\n\t}\n}"))
                .isEqualTo(5);
        assertThatThrownBy(() -> Peer.number(NftPeer.COUNTED, "Error: No such file"))
                .hasMessageContaining("No such file");
    }
}
