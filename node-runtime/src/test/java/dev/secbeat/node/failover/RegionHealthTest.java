// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.RegionState;
import dev.secbeat.node.failover.HealthProbe.Outcome;
import org.junit.jupiter.api.Test;

class RegionHealthTest {
    private static final Outcome UP = new Outcome(true, "200 in 12 ms");
    private static final Outcome DOWN = new Outcome(false, "connection refused");

    private final RegionHealth health = new RegionHealth(10_000);
    private long now;

    @Test
    void nothingHeardIsUnknownAndNotDown() {
        assertThat(health.stateAt(0)).isEqualTo(RegionState.UNKNOWN);
    }

    @Test
    void twoVantagePointsWithThreeFailuresEachAreEvidence() {
        see("a", UP, 3);
        assertThat(see("a", DOWN, 2)).isEqualTo(RegionState.HEALTHY);
        assertThat(see("a", DOWN, 1)).isEqualTo(RegionState.SUSPECT);
        assertThat(see("b", DOWN, 2)).isEqualTo(RegionState.SUSPECT);
        assertThat(see("b", DOWN, 1)).isEqualTo(RegionState.UNHEALTHY);
        assertThat(health.evidence()).containsEntry("a", "connection refused");
    }

    @Test
    void oneVantagePointAloneIsNeverEvidence() {
        see("b", UP, 3);

        assertThat(see("a", DOWN, 50)).isEqualTo(RegionState.SUSPECT);
    }

    @Test
    void oneSuccessBreaksAStreakOfFailures() {
        see("a", UP, 3);
        see("b", DOWN, 3);
        see("a", DOWN, 2);
        see("a", UP, 1);

        assertThat(see("a", DOWN, 2)).isEqualTo(RegionState.SUSPECT);
    }

    @Test
    void comingBackNeedsTwoVantagePointsToo() {
        see("a", DOWN, 3);
        see("b", DOWN, 3);

        assertThat(see("a", UP, 3)).isEqualTo(RegionState.UNHEALTHY);
        assertThat(see("b", UP, 2)).isEqualTo(RegionState.UNHEALTHY);
        assertThat(see("b", UP, 1)).isEqualTo(RegionState.HEALTHY);
    }

    @Test
    void silentVantagePointHasNoSay() {
        see("a", UP, 3);
        see("b", DOWN, 3);
        now += 10_001;

        assertThat(see("a", UP, 3)).isEqualTo(RegionState.HEALTHY);
        assertThat(health.evidence()).containsOnlyKeys("a");
        assertThat(health.stateAt(now + 10_001)).isEqualTo(RegionState.UNKNOWN);
    }

    private RegionState see(String vantage, Outcome outcome, int times) {
        RegionState state = RegionState.UNKNOWN;
        for (int i = 0; i < times; i++) {
            state = health.observe(vantage, outcome, now++);
        }
        return state;
    }
}
