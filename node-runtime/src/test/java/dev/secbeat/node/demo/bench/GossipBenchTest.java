// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.demo.bench.counting.NodeJvm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The whole of it, small: how late a busy machine is says nothing; that all nodes know, and not too early, does. */
class GossipBenchTest {
    private static final GossipBench SMALL =
            new GossipBench(new FleetFigures(1, 1, 10, 1), List.of("fast"), 1 << 14, 10_000);

    @Test
    void bothDoTheSameWorkAndFindEverySource() throws InterruptedException {
        List<String> told = new ArrayList<>();
        Map<String, Double> figures = SMALL.run(told::add);

        assertThat(told).containsExactly("SecBeat", "Pekko, fast", "Pekko, memory");
        assertThat(figures).containsEntry("nodes", 3.0).containsEntry("rounds", 1.0);
        assertThat(figures)
                .allSatisfy((name, value) -> assertThat(value).as(name).isFinite());
        for (String who : List.of("secbeat_", "pekko_fast_")) {
            assertThat(figures).containsEntry(who + "missed", 0.0);
            assertThat(figures.get(who + "first_p50_ms"))
                    .as("nobody knows before the limit is crossed")
                    .isGreaterThanOrEqualTo(-40.0)
                    .isLessThanOrEqualTo(figures.get(who + "lag_p50_ms"));
            assertThat(figures.get(who + "lag_p99_ms")).isLessThanOrEqualTo(figures.get(who + "last_p99_ms"));
            for (String work : List.of("idle", "one", "many")) {
                assertThat(figures.get(who + work + "_node_kb_s")).isPositive();
                assertThat(figures.get(who + work + "_between_regions_kb_s")).isPositive();
            }
        }
        assertThat(figures.get("secbeat_bytes_per_source")).isBetween(50.0, 5000.0);
        assertThat(figures.get("pekko_bytes_per_source")).isBetween(50.0, 5000.0);
    }

    @Test
    void aLibraryThatIsNotThereIsSeenToBeMissing() {
        assertThat(NodeJvm.has("pekko-distributed-data_")).isTrue();
        assertThat(NodeJvm.has("pekko-of-another-make_")).isFalse();
    }

    @Test
    void lagsAreOfAllNodesOfTheFirstAndOfTheLast() {
        Map<String, Double> figures = new LinkedHashMap<>();
        WanLags lags = new WanLags(List.of(List.of(3.0, 1.0, 2.0), List.of(9.0, 7.0), List.of()), 3);
        lags.put(figures, "x_");
        lags.putFirst(figures, "x_");

        assertThat(figures)
                .containsEntry("x_lag_p50_ms", 3.0)
                .containsEntry("x_lag_p99_ms", 9.0)
                .containsEntry("x_last_p50_ms", 3.0)
                .containsEntry("x_last_p99_ms", 9.0)
                .containsEntry("x_first_p50_ms", 1.0)
                .containsEntry("x_first_p99_ms", 7.0)
                .containsEntry("x_missed", 4.0);
    }

    @Test
    void workReachesTheOtherProcessAsItIs() {
        FleetFigures work = new FleetFigures(3, 50, 100, 10);
        assertThat(FleetFigures.of(work.arguments().toArray(String[]::new))).isEqualTo(work);
    }
}
