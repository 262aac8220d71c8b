// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench.counting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.demo.bench.Aim;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The whole of it, small, with its processes: every figure is there. */
class CountingBenchTest {
    private static final CountingBench SMALL = new CountingBench(new CountingBench.Effort(1, 1, 100, 200, 1 << 16, 50));

    /** What may be nothing, or on either side of nothing. */
    private static final Set<String> SMALL_FIGURES = Set.of(
            "merge_bytes_per_entry",
            "merge_and_judge_bytes_per_entry",
            "memory_gc_pauses",
            "memory_gc_pause_max_ms",
            "memory_gc_start_max_ms",
            "lag_p50_ms",
            "lag_p99_ms",
            "ticks_lag_p50_ms",
            "ticks_lag_p99_ms");

    @Test
    void yieldsEveryFigureBesideItsAim() throws InterruptedException {
        List<String> told = new ArrayList<>();
        Map<String, Double> figures = SMALL.run(told::add);

        figures.forEach((name, value) -> {
            assertThat(value).as(name).isFinite();
            if (name.equals("memory_components_short")) {
                assertThat(value)
                        .as("there is room for what six nodes say of each")
                        .isZero();
            } else if (!SMALL_FIGURES.contains(name)) {
                assertThat(value).as(name).isPositive();
            }
        });
        for (String aimed : new String[] {
            "merge_entries_per_s",
            "merge_bytes_per_entry",
            "memory_mb",
            "memory_gc_pause_max_ms",
            "bandwidth_attack_mbit_s",
            "bandwidth_at_30_percent_mbit_s",
            "loop_wait_p99_ms"
        }) {
            assertThat(figures).containsKeys(aimed, aimed + "_aim");
            assertThat(told).anyMatch(line -> line.startsWith(aimed + " ") && line.contains(" aim "));
        }
        assertThat(figures)
                .containsKeys(
                        "merge_and_judge_entries_per_s",
                        "memory_gc_ordered_ms",
                        "bandwidth_at_90_percent_mbit_s",
                        "ticks_bandwidth_at_50_percent_mbit_s",
                        "loop_cpu_share");
        assertThat(figures.get("memory_sources")).isBetween(0.95 * (1 << 16), 1.0 * (1 << 16));
        assertThat(figures.get("memory_components"))
                .as("each source is known of all six nodes, but for what gave way while it was told of")
                .isGreaterThan(5.5 * (1 << 16));
        assertThat(figures).containsEntry("lag_found", 50.0).containsEntry("ticks_lag_found", 50.0);
        assertThat(figures).containsEntry("loop_detections", 50.0);
    }

    @Test
    void aFleetIsTheSameEachTimeAndFindsAttackersAlone() {
        HotFleet.Seen attack = HotFleet.run(30, 3.3, HotFleet.Reporting.ADAPTIVE, 0, 2000);

        assertThat(HotFleet.run(30, 3.3, HotFleet.Reporting.ADAPTIVE, 0, 2000)).isEqualTo(attack);
        assertThat(attack.lagMillis()).hasSize(30);
        assertThat(HotFleet.run(30, 0.9, HotFleet.Reporting.ADAPTIVE, 2000, 1000)
                        .lagMillis())
                .isEmpty();
        assertThat(HotFleet.run(30, 3.3, HotFleet.Reporting.TICKS, 0, 2000).lagMillis(50))
                .as("ticks wait, reports that matter do not")
                .isGreaterThan(attack.lagMillis(50));
    }

    @Test
    void recordedMessagesAreTakenEachSecondAnew() {
        PeerMessages messages = PeerMessages.record(2, 10, 10);
        long last = -1;
        int entries = 0;
        while (messages.dueNanos() < 3_000_000_000L) {
            assertThat(messages.dueNanos()).isGreaterThanOrEqualTo(last);
            last = messages.dueNanos();
            entries += PeerMessages.entries(messages.take());
        }
        assertThat(entries).as("10 sources of 2 peers, several times a second").isGreaterThan(3 * 10 * 2);
    }

    @Test
    void figuresAndPausesAreFoundInWhatAProcessPrints() {
        String output = """
                [0.005s][info][gc] Using Serial
                [0.754s][info][gc] GC(0) Pause Young (Allocation Failure) 93M->86M(365M) 3.250ms
                memory_heap_mb 259.836024
                [1.875s][info][gc] GC(1) Pause Young (Allocation Failure) 160M->158M(365M) 1.125ms
                merge_bytes_per_entry 1.0E-4
                [2.975s][info][gc] GC(2) Pause Full (System.gc()) 316M->245M(494M) 23.155ms
                """;

        assertThat(Readings.figures(output))
                .isEqualTo(Map.of("memory_heap_mb", 259.836024, "merge_bytes_per_entry", 1.0E-4));
        assertThat(Readings.longestPauseMillis(output, false)).isEqualTo(3.25);
        assertThat(Readings.longestPauseMillis(output, true)).isEqualTo(23.155);
        assertThat(Readings.pauses(output)).isEqualTo(2);
    }

    @Test
    void anAimSaysWhetherItIsMetAndIsSilentOnWhatIsNotThere() {
        List<String> told = new ArrayList<>();
        Map<String, Double> figures = new LinkedHashMap<>(Map.of("a", 2.0, "b", 2.0));
        Aim.atLeast("a", 3).compare(figures, told::add);
        Aim.atMost("b", 3).compare(figures, told::add);
        Aim.atMost("c", 3).compare(figures, told::add);

        assertThat(told).hasSize(2);
        assertThat(told.getFirst()).endsWith("aim >= 3: MISSED");
        assertThat(told.getLast()).endsWith("aim <= 3: met");
        assertThat(figures).containsOnlyKeys("a", "b", "a_aim", "b_aim");
    }
}
