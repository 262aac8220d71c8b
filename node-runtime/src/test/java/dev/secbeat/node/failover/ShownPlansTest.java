// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.PlanDigest;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.RegionState;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A plan is shown, the world goes on, and the plan is confirmed. */
class ShownPlansTest {
    private static final RegionId EAST = new RegionId("us-east");
    private static final RegionId WEST = new RegionId("eu-west");
    private static final RegionId APAC = new RegionId("apac");
    private static final Steering STEERING =
            new Steering("secbeat.example.", Map.of("NA", EAST, "EU", WEST, "AS", APAC));
    private static final CommandBody.OnRegion TO_WEST = new CommandBody.Failover(EAST, WEST, "t");

    private final ShownPlans shown = new ShownPlans();
    private RegionView east = region(EAST, 2, 900, "192.0.2.10");
    private RegionView west = region(WEST, 2, 500, "192.0.2.20");
    private RegionView apac = region(APAC, 2, 300, "192.0.2.30");
    private long now = 1_000_000;

    @Test
    void trafficAndTimeAndTheOrderItselfMakeNoOtherPlan() {
        PlanDigest digest = show(TO_WEST);
        east = region(EAST, 1, 1_234, "192.0.2.10");
        west = region(WEST, 7, 77, "192.0.2.20");
        now += 3_600_000;

        assertThat(shown.check(digest, planned(TO_WEST))).isEmpty();
        assertThat(shown.check(digest, planned(new CommandBody.Failover(EAST, WEST, true, "another"))))
                .as("force does not change what is done, only whether")
                .isEmpty();
    }

    @Test
    void recordsThatWouldBecomeOthersAreNamedWithBothContents() {
        PlanDigest digest = show(TO_WEST);
        west = region(WEST, 2, 500, "192.0.2.21");

        assertChanged(
                digest,
                TO_WEST,
                "secbeat.example. A (view NA) was to change from [192.0.2.10] to [192.0.2.20], now from [192.0.2.10] to"
                        + " [192.0.2.21]",
                "look at the new plan");
        assertThat(planned(TO_WEST).plan().refusal()).as("no rule is broken").isEmpty();
    }

    @Test
    void aDrainThatWouldGoElsewhereIsNotTheSame() {
        CommandBody.OnRegion drain = new CommandBody.Drain(EAST, false, "t");
        PlanDigest digest = show(drain);
        apac = region(APAC, 2, 3_000, "192.0.2.30");

        assertChanged(digest, drain, "it was a drain from us-east to apac, it is a drain from us-east to eu-west");
    }

    /** Whoever overrides one rule has not seen what another one says since. */
    @Test
    void aRuleThatIsBrokenSinceIsNotOverriddenUnseen() {
        CommandBody.OnRegion forced = new CommandBody.Failover(EAST, WEST, true, "t");
        PlanDigest digest = show(forced);
        west = new RegionView(WEST, RegionState.OUT, 0, 0, 4_000, List.of("192.0.2.20"));

        assertThat(planned(forced).plan().refusal()).as("force skips it").isEmpty();
        assertThat(planned(forced).plan().notes())
                .anyMatch(note -> note.startsWith("overridden, TARGET_UNHEALTHY: rule 'target'"));
        assertChanged(digest, forced, "a rule forbids it now, TARGET_UNHEALTHY: rule 'target': eu-west is out");

        PlanDigest bad = show(forced);
        west = region(WEST, 2, 500, "192.0.2.20");
        assertChanged(bad, forced, "a rule no longer forbids it, TARGET_UNHEALTHY");
    }

    @Test
    void everyRuleThatIsBrokenIsTold() {
        west = new RegionView(WEST, RegionState.OUT, 0, 3_900, 4_000, List.of("192.0.2.20"));

        var plan = planned(TO_WEST).plan();

        assertThat(plan.refusal()).map(Refusal::code).contains(Refusal.Code.TARGET_UNHEALTHY);
        assertThat(plan.notes()).anyMatch(note -> note.startsWith("also forbidden, CAPACITY: rule 'capacity'"));
    }

    @Test
    void whatAnotherLeaderShowedIsToldFromWhatHoldsNowAllTheSame() {
        PlanDigest digest = digest(TO_WEST);

        assertThat(shown.check(digest, planned(TO_WEST))).isEmpty();
        west = region(WEST, 2, 500, "192.0.2.21");
        assertChanged(digest, TO_WEST, "plan " + digest + " was not shown by this orchestrator, or too long ago");
    }

    @Test
    void theNewestPlansAloneAreRemembered() {
        PlanDigest first = show(TO_WEST);
        PlanDigest second = show(new CommandBody.Failover(EAST, APAC, "t"));
        PlanDigest again = show(TO_WEST);
        assertThat(again).isEqualTo(first);
        IntStream.range(0, ShownPlans.MOST - 1).forEach(i -> {
            west = region(WEST, 2, 500, "198.51.100." + i);
            show(TO_WEST);
        });

        assertChanged(first, TO_WEST, "(view NA) was to change from [192.0.2.10] to [192.0.2.20]");
        assertChanged(second, TO_WEST, "was not shown by this orchestrator");
    }

    @Test
    void ofManyDifferencesSomeAreNamed() {
        Steering wide = new Steering(
                "secbeat.example.", Map.of("a", EAST, "b", EAST, "c", EAST, "d", EAST, "e", EAST, "f", EAST));
        Planned before = planned(TO_WEST, wide);
        shown.show(before);
        west = region(WEST, 2, 500, "192.0.2.21");

        assertThat(shown.check(before.plan().digest().orElseThrow(), planned(TO_WEST, wide)))
                .get()
                .extracting(Refusal::text)
                .asString()
                .contains("; and 2 more:");
    }

    private void assertChanged(PlanDigest confirmed, CommandBody.OnRegion order, String... parts) {
        Refusal refusal = shown.check(confirmed, planned(order)).orElseThrow();
        assertThat(refusal.code()).isEqualTo(Refusal.Code.PLAN_CHANGED);
        assertThat(refusal.text()).contains("nothing was changed").contains(parts);
    }

    private PlanDigest show(CommandBody.OnRegion order) {
        shown.show(planned(order));
        return digest(order);
    }

    private PlanDigest digest(CommandBody.OnRegion order) {
        return planned(order).plan().digest().orElseThrow();
    }

    private Planned planned(CommandBody.OnRegion order) {
        return planned(order, STEERING);
    }

    private Planned planned(CommandBody.OnRegion order, Steering steering) {
        FleetView fleet = FleetView.of(List.of(east, west, apac));
        return new FailoverPlanner("orc-1", 1)
                .plan(
                        new FailoverPlanner.Order(new UUID(1, now), now, order),
                        fleet,
                        DnsAnswers.of(steering.records(fleet.regions())),
                        now);
    }

    private static RegionView region(RegionId id, int nodes, double passed, String address) {
        return new RegionView(id, RegionState.HEALTHY, nodes, passed, 4_000, List.of(address));
    }
}
