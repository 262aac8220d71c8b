// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.testing.Scenario;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Work is spread over pulses, in order, once for each key, and never put off for long. */
class PaceTest {
    private static final long A_PIECE = Pace.BUDGET_NANOS * 4 / 10;

    private final List<String> done = new ArrayList<>();
    private long now;
    private int woken;
    private final Pace pace = new Pace(() -> now);

    private Runnable piece(String name) {
        return () -> {
            done.add(name);
            now += A_PIECE;
        };
    }

    @Test
    void whileNobodyDrivesItAllIsDoneAtOnce() {
        pace.soon("a", piece("a"));
        assertThat(done).containsExactly("a");
        assertThat(pace.pulse()).isZero();
    }

    @Test
    void aPulseEndsWhenItsBudgetIsSpent() {
        pace.drive(() -> woken++);
        for (int i = 0; i < 7; i++) {
            pace.soon(i, piece("piece " + i));
        }
        assertThat(done).isEmpty();
        assertThat(woken).as("woken once for all that waits").isEqualTo(1);
        assertThat(pace.pulse()).isEqualTo(4);
        assertThat(done).containsExactly("piece 0", "piece 1", "piece 2");
        assertThat(pace.pulse()).isEqualTo(1);
        assertThat(pace.pulse()).isZero();
        assertThat(done).hasSize(7);
        pace.soon("more", piece("more"));
        assertThat(woken).isEqualTo(2);
    }

    @Test
    void aPieceLongerThanTheBudgetIsDoneAlone() {
        pace.drive(() -> {});
        pace.soon("long", () -> now += 5 * Pace.BUDGET_NANOS);
        pace.soon("next", piece("next"));
        assertThat(pace.pulse()).isEqualTo(1);
        assertThat(done).isEmpty();
        assertThat(pace.pulse()).isZero();
        assertThat(done).containsExactly("next");
    }

    @Test
    void workGivenAgainIsDoneOnceAsLastGivenAndKeepsItsTurn() {
        pace.drive(() -> {});
        pace.soon("tile", piece("old"));
        pace.soon("map", piece("map"));
        pace.soon("tile", piece("new"));
        assertThat(pace.pulse()).isZero();
        assertThat(done).containsExactly("new", "map");
    }

    @Test
    void whatHasWaitedForLongIsDoneWhateverItTakes() {
        pace.drive(() -> {});
        for (int i = 0; i < 50; i++) {
            pace.soon(i, piece("piece " + i));
        }
        now += Pace.LATEST_NANOS;
        for (int i = 50; i < 60; i++) {
            pace.soon(i, piece("piece " + i));
        }
        assertThat(pace.pulse()).as("only what came late waits").isEqualTo(10);
        assertThat(done).hasSize(50);
    }

    @Test
    void aDrainInStepsEndsAsOneAtOnce() {
        Scenario whole = new Scenario();
        whole.run(5);
        Scenario steps = new Scenario();
        steps.run(4);
        int[] begun = {0};
        steps.model.pace().drive(() -> begun[0]++);
        List<String> ends = new ArrayList<>();
        steps.run(1);
        steps.model.pace().soon(ends, () -> ends.add("done"));
        assertThat(begun).containsExactly(1);
        assertThat(steps.model.now().get())
                .as("nothing yet")
                .isLessThan(whole.model.now().get());
        int pulses = 0;
        while (steps.model.pace().pulse() > 0 && pulses < 1_000) {
            pulses++;
        }
        assertThat(ends).containsExactly("done");
        assertThat(steps.model.now().get()).isEqualTo(whole.model.now().get());
        assertThat(steps.model.summary().get()).isEqualTo(whole.model.summary().get());
        assertThat(steps.model.links()).isEqualTo(whole.model.links());
        assertThat(steps.model.alerts()).isEqualTo(whole.model.alerts());
        assertThat(steps.model.sources().stream().map(SourceRow::source).toList())
                .isEqualTo(whole.model.sources().stream().map(SourceRow::source).toList())
                .isNotEmpty();
        assertThat(steps.model.regions().stream()
                        .map(region -> region.state().get())
                        .toList())
                .isEqualTo(whole.model.regions().stream()
                        .map(region -> region.state().get())
                        .toList());
    }

    /** All that waits, a pulse after the other; returns how many pulses it took. */
    private int round(int pieces) {
        for (int i = 0; i < pieces; i++) {
            pace.soon(i, piece("piece " + i));
        }
        int pulses = 1;
        while (pace.pulse() > 0) {
            pulses++;
        }
        return pulses;
    }

    @Test
    void afterARoundOfLittleWorkAPulseDoesMoreOfIt() {
        pace.drive(() -> woken++);
        int few = 10; // 4 ms
        int many = 20; // 8 ms
        assertThat(round(few)).as("nothing is known yet").isEqualTo(4);
        assertThat(round(few)).isEqualTo(2);
        assertThat(round(many)).as("found out at its end").isEqualTo(4);
        assertThat(round(many)).isEqualTo(7);
        assertThat(round(few)).isEqualTo(4);
        assertThat(round(few)).isEqualTo(2);
        assertThat(done).hasSize(4 * few + 2 * many);
    }
}
