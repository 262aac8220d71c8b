// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a block that is tried is taken back. */
class CanaryRuleTest {
    private static final CanaryRule RULE = new CanaryRule(0.2, 0.05);
    private static final RegionFlow BEFORE = new RegionFlow(5, 1_000, 100, 200, 2);

    @Test
    void whatTheBlockShouldTakeMayBeLostAndSomeMore() {
        List<BlastRadius> expected = List.of(hits(Dimension.REQUESTS, 0.5, 200), hits(Dimension.PACKETS, 0.5, 1_000));
        assertThat(RULE.objections(expected, BEFORE, new RegionFlow(5, 320, 800, 64, 1)))
                .isEmpty();
        assertThat(RULE.objections(expected, BEFORE, new RegionFlow(5, 290, 800, 64, 0)))
                .singleElement()
                .asString()
                .isEqualTo("packets passed fell from 1000 to 290 a second, by 71.0 %, where it should take 50.0 %:"
                        + " beyond that may be lost 20.0 %");
        assertThat(RULE.objections(expected, BEFORE, new RegionFlow(5, 320, 800, 50, 0)))
                .singleElement()
                .asString()
                .startsWith("requests served fell from 200 to 50 a second, by 75.0 %");
    }

    @Test
    void ofAStreamTooThinToTellNothingIsLost() {
        List<BlastRadius> expected = List.of(hits(Dimension.PACKETS, 0, 0));
        assertThat(RULE.objections(expected, new RegionFlow(5, 19, 0, 0, 0), new RegionFlow(5, 0, 19, 0, 0)))
                .isEmpty();
    }

    @Test
    void whereNobodyCouldTellWhatItTakesItShouldTakeNothing() {
        assertThat(RULE.objections(List.of(), BEFORE, new RegionFlow(5, 0, 1_000, 0, 0)))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("requests served fell from 200 to 0 a second, by 100.0 %, where it should take 0.0 %"
                        + " (its nodes could not tell)");
        assertThat(RULE.objections(List.of(), BEFORE, new RegionFlow(5, 850, 100, 170, 1)))
                .as("so much may be lost in any case")
                .isEmpty();
    }

    @Test
    void aHundredEventsAreNeededToJudge() {
        assertThat(RULE.judges(new RegionFlow(5, 20, 0, 0, 0))).isTrue();
        assertThat(RULE.judges(new RegionFlow(5, 0, 0, 20, 0))).isTrue();
        assertThat(RULE.judges(new RegionFlow(5, 19, 1_000, 19, 1_000))).isFalse();
        assertThat(RULE.judges(RegionFlow.NONE)).isFalse();
    }

    @Test
    void errorsMayRiseALittle() {
        List<BlastRadius> all = List.of(hits(Dimension.REQUESTS, 1, 200));
        assertThat(RULE.objections(all, BEFORE, new RegionFlow(5, 1_000, 100, 95, 5)))
                .isEmpty();
        assertThat(RULE.objections(all, BEFORE, new RegionFlow(5, 1_000, 100, 92, 8)))
                .singleElement()
                .asString()
                .isEqualTo("the backend fails 8.0 % of the requests, before 1.0 %: it may rise by 5.0 %");
        assertThat(RULE.objections(all, BEFORE, new RegionFlow(5, 1_000, 100, 0, 3)))
                .as("15 answers prove nothing")
                .isEmpty();
    }

    @Test
    void whatMayBeLostIsAShare() {
        assertThatThrownBy(() -> new CanaryRule(1.1, 0)).hasMessageContaining("a share of 0 to 1");
        assertThatThrownBy(() -> new CanaryRule(0, Double.NaN)).hasMessageContaining("a share of 0 to 1");
    }

    @Test
    void aFlowIsWhatNodesCountedInTheirOwnTime() {
        NodeStatus a = status("a", 1, 10_000, 1_000, 500, 100, 10);
        NodeStatus aLater = status("a", 1, 12_000, 3_000, 700, 140, 20);
        NodeStatus b = status("b", 1, 50_000, 7_000, 0, 0, 0);
        NodeStatus bLater = status("b", 1, 54_000, 7_400, 40, 8, 0);
        NodeStatus restarted = status("c", 2, 4_000, 9_000, 0, 0, 0);

        RegionFlow flow = RegionFlow.between(
                List.of(a, b, status("c", 1, 1_000, 0, 0, 0, 0), status("gone", 1, 1, 0, 0, 0, 0)),
                List.of(aLater, bLater, restarted, status("new", 1, 9_000, 0, 0, 0, 0)));

        assertThat(flow).isEqualTo(new RegionFlow(3, 1_100, 110, 22, 5));
        assertThat(flow.passShare()).isEqualTo(1_100 / 1_210.0);
        assertThat(flow.failedShare()).isEqualTo(5 / 27.0);
        assertThat(RegionFlow.between(List.of(a), List.of(a))).isEqualTo(RegionFlow.NONE);
        assertThat(RegionFlow.NONE.passShare()).isEqualTo(1);
        assertThat(RegionFlow.NONE.failedShare()).isZero();
    }

    private static BlastRadius hits(Dimension dimension, double part, long perSecond) {
        return new BlastRadius(
                List.of(new BlastRadius.Share(dimension, part, perSecond)), Optional.empty(), 0, List.of());
    }

    private static NodeStatus status(
            String node, long incarnation, long uptime, long passed, long dropped, long served, long failed) {
        return new NodeStatus(
                NodeId.of("us", node),
                incarnation,
                "test",
                uptime,
                0,
                NodeStatus.Health.HEALTHY,
                "native",
                passed,
                dropped,
                0,
                Map.of(),
                0,
                0,
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                new NodeStatus.Answers(served, failed),
                List.of(),
                List.of());
    }
}
