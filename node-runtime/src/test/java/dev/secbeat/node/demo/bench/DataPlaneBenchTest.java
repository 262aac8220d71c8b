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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The whole of it, small: every figure is there, and afterwards nothing is. */
@NeedsKernel
class DataPlaneBenchTest {
    private static final DataPlaneBench.Effort SMALL =
            new DataPlaneBench.Effort(new PacketBench.Size(2000, 500, 1024), 1, 1, 5_000, 5_000, 100);

    @Test
    void yieldsEveryFigureAndLeavesNothingBehind() throws IOException {
        List<String> told = new ArrayList<>();
        Map<String, Double> figures = new DataPlaneBench(SMALL).run(told::add);
        for (String mayBeNone : new String[] {"reports_delayed", "goodput_flooded_mbit_s", "goodput_share"}) {
            assertThat(figures.remove(mayBeNone)).isNotNull().isNotNegative();
        }
        assertThat(figures).allSatisfy((name, value) -> assertThat(value).isPositive());
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
                        "verified_instructions",
                        "stack_bytes",
                        "program_translated_bytes",
                        "program_native_bytes",
                        "goodput_alone_mbit_s",
                        "goodput_flood_mpps");
        assertThat(figures).containsEntry("loaded_exact_v4", 2000.0).containsEntry("loaded_prefixes_v6", 500.0);
        for (String peer : new String[] {"nft_100k", "nft_1m", "ipset_100k", "xdp_filter_10k"}) {
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
