// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random fleets with and without mishaps: the central counter finds nothing to object to. */
class SimRunTest {
    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103, 104, 105, 106})
    void roughRunsBlockNobodyWithoutCauseAndMissNobodyFarOver(long seed) {
        SimReport report = SimRun.of(new SimPlan(seed, 6, true));

        assertThat(report.falseBlocks()).isZero();
        assertThat(report.missed()).isZero();
        assertThat(report.lagMillis()).as("told of calm runs only").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {201, 202, 203})
    void calmRunsFindEveryAttackerSoonAfterThePhysicalLimit(long seed) {
        SimReport report = SimRun.of(new SimPlan(seed, 9, false));

        assertThat(report.falseBlocks()).isZero();
        assertThat(report.missed()).isZero();
        assertThat(report.lagMillis()).hasSize(3);
        assertThat(report.bytes()).isPositive();
    }

    @Test
    void theSameSeedGivesTheSameReport() {
        SimPlan plan = new SimPlan(7, 6, true);

        assertThat(SimRun.of(plan)).isEqualTo(SimRun.of(plan)).isNotEqualTo(SimRun.of(new SimPlan(8, 6, true)));
    }

    @Test
    void aFleetOfTwoIsNone() {
        assertThatThrownBy(() -> new SimPlan(1, 2, false)).hasMessageContaining("3 to 1000");
    }
}
