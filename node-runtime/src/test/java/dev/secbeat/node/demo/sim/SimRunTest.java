// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random fleets with and without mishaps: the central counter finds nothing to object to. */
class SimRunTest {
    private static void assertNothingToObjectTo(SimReport report) {
        assertThat(report.falseBlocks()).isZero();
        assertThat(report.missed()).isZero();
        assertThat(report.missedLasting()).isZero();
        assertThat(report.late()).isZero();
        assertThat(report.lasting()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(longs = {57, 58, 86, 88, 170, 658, 1507, 101, 102, 103, 104, 105, 106, 4134})
    void roughRunsBlockNobodyWithoutCauseAndMissNobodyOver(long seed) {
        SimReport report = SimRun.of(new SimPlan(seed, 6, true));

        assertNothingToObjectTo(report);
        assertThat(report.lagMillis()).as("told of calm runs only").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {201, 202, 203})
    void calmRunsFindEveryAttackerSoonAfterThePhysicalLimit(long seed) {
        SimReport report = SimRun.of(new SimPlan(seed, 9, false));

        assertNothingToObjectTo(report);
        assertThat(report.lagMillis()).hasSize(3);
        assertThat(report.nodeLagMillis()).hasSize(3 * 9).allMatch(lag -> lag < 20);
        assertThat(report.bytes()).isPositive();
    }

    /** Simulated time, so that these are counts of steps, not of a machine's speed. */
    @ParameterizedTest
    @ValueSource(longs = {301, 302, 303, 304, 305, 306})
    void aTwentiethOverTheLimitIsFoundWithinSixWindowsOfACalmDay(long seed) {
        assertThat(SimRun.of(new SimPlan(seed, 6, false)).lasting())
                .filteredOn(lasting -> lasting.limits() >= 1.05)
                .allMatch(lasting -> lasting.windows() <= 6);
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void eachTroubleIsBorneByItself(Trouble trouble) {
        assertNothingToObjectTo(SimRun.of(new SimPlan(401, 6, EnumSet.of(trouble))));
    }

    @Test
    void aLargeFleetHasRoomForAllItsComponents() {
        assertNothingToObjectTo(SimRun.of(new SimPlan(501, 90, false)));
    }

    @Test
    void theSameSeedGivesTheSameReport() {
        SimPlan plan = new SimPlan(7, 6, true);

        assertThat(SimRun.of(plan)).isEqualTo(SimRun.of(plan)).isNotEqualTo(SimRun.of(new SimPlan(8, 6, true)));
    }

    /** Of no machine, no clock and no order of threads: a change of it is a change of what nodes do, or of what is simulated. */
    @Test
    void aSeedGivesTheSameReportOnEveryMachine() {
        assertThat(SimRun.of(new SimPlan(7, 6, true)).digest()).isEqualTo(6859668665077299967L);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whatComesWhileATurnStandsStillIsHeldAgainstNobody(long seed) {
        assertNothingToObjectTo(
                SimRun.of(new SimPlan(seed, 6, EnumSet.of(Trouble.SKEW, Trouble.DRIFT, Trouble.STALL))));
    }

    @Test
    void aFleetOfTwoIsNone() {
        assertThatThrownBy(() -> new SimPlan(1, 2, false)).hasMessageContaining("3 to 1000");
    }

    @Test
    void troublesAreNamedWithCommas() {
        assertThat(Trouble.parse("loss,cut")).containsExactlyInAnyOrder(Trouble.LOSS, Trouble.CUT);
        assertThat(Trouble.parse("none")).isEqualTo(Set.of());
        assertThatThrownBy(() -> Trouble.parse("loss,rain"))
                .hasMessageContaining("'rain'")
                .hasMessageContaining("restart");
    }
}
