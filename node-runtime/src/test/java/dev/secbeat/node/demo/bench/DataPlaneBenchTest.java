// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.kernel.NeedsKernel;
import dev.secbeat.node.kernel.PacketBench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The whole of it, small: every figure is there, and afterwards nothing is. */
@NeedsKernel
class DataPlaneBenchTest {
    private static final DataPlaneBench.Effort SMALL =
            new DataPlaneBench.Effort(new PacketBench.Size(2000, 500, 1024), 1, 1, 5_000, 5_000, 100);

    @Test
    void yieldsEveryFigureAndLeavesNothingBehind() {
        Map<String, Double> figures = new DataPlaneBench(SMALL).run(_ -> {});
        assertThat(figures.remove("reports_delayed")).isNotNull();
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
        assertThat(figures).containsEntry("loaded_exact_v4", 2000.0).containsEntry("loaded_prefixes_v6", 500.0);
        assertThat(figures).containsKeys("load_list_1m_ms", "replace_list_1m_ms", "swap_list_us");
        String mine = "secbeat-bench-" + ProcessHandle.current().pid();
        assertThat(Stream.of("/sys/fs/bpf/" + mine, "/run/netns/" + mine + "-in", "/run/netns/" + mine + "-out"))
                .noneMatch(path -> Files.exists(Path.of(path)));
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
}
