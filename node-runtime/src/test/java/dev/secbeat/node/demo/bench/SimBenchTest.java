// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.demo.sim.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Runs of several seeds at a time. */
class SimBenchTest {
    private static final SimBench BENCH = new SimBench(3, 11, 3, Optional.empty());

    @Test
    void runsSideBySideSayTheSameEachTime() throws InterruptedException {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();

        Map<String, Double> figures = BENCH.run(first::add);

        assertThat(BENCH.run(second::add)).isEqualTo(figures);
        assertThat(second).isEqualTo(first).anyMatch(line -> line.startsWith("digest "));
        assertThat(figures)
                .containsEntry("runs", 6.0)
                .containsEntry("detections", 9.0)
                .containsEntry("false_blocks", 0.0)
                .containsEntry("missed", 0.0)
                .containsEntry("missed_lasting", 0.0)
                .containsKeys("lag_p99_ms", "node_lag_p99_ms", "overshoot_p99", "bytes_per_node_s")
                .allSatisfy((name, value) -> assertThat(value).as(name).isFinite());
    }

    @Test
    void ofDisturbedFleetsNoLagIsTold() throws InterruptedException {
        Map<String, Double> figures = new SimBench(3, 11, 1, Optional.of(Set.of(Trouble.LOSS))).run(_ -> {});

        assertThat(figures).containsEntry("runs", 1.0).doesNotContainKey("lag_p99_ms");
        assertThat(figures)
                .allSatisfy((name, value) -> assertThat(value).as(name).isFinite());
    }

    @Test
    void noRunsAndTooManyNodesAreRefused() {
        assertThatThrownBy(() -> new SimBench(3, 1, 0, Optional.empty())).hasMessageContaining("runs is 0");
        assertThatThrownBy(() -> new SimBench(1001, 1, 1, Optional.empty())).hasMessageContaining("3 to 1000");
    }
}
