// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.secbeat.node.api.CommandBody.Failover;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.FailoverPlan.RecordChange;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.RegionState;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FailoverPlannerTest {
    private static final UUID ID = new UUID(1, 2);
    private static final RegionView US =
            region("us-east", RegionState.UNHEALTHY, 2, 50_000, 100_000, "192.0.2.1", "2001:db8::1");
    private static final RegionView EU =
            region("eu-west", RegionState.HEALTHY, 2, 30_000, 120_000, "192.0.2.2", "2001:db8::2");
    private static final RegionView AP = region("apac", RegionState.HEALTHY, 2, 20_000, 60_000, "192.0.2.3");
    private static final Steering STEERING = new Steering(
            "secbeat.example.",
            Map.of("NA", US.region(), "default", US.region(), "EU", EU.region(), "AS", AP.region()));

    private final FailoverPlanner planner = new FailoverPlanner("orc-1", 1);

    @Test
    void everyRecordOfTheRegionMovesAndNoOther() {
        FailoverPlan plan = plan("us-east", "eu-west", US, EU, AP);

        assertThat(plan.changes())
                .containsExactly(
                        change("NA", "A", "192.0.2.1", "192.0.2.2"),
                        change("NA", "AAAA", "2001:db8::1", "2001:db8::2"),
                        change("default", "A", "192.0.2.1", "192.0.2.2"),
                        change("default", "AAAA", "2001:db8::1", "2001:db8::2"));
        assertThat(plan.clientsMoved()).isCloseTo(0.5, within(1e-9));
        assertThat(plan.utilisationAfter()).isCloseTo(80_000 / 120_000.0, within(1e-9));
        assertThat(plan.notes()).isEmpty();
        assertThat(plan.refusal()).isEmpty();
        assertThat(plan.commandId()).isEqualTo(ID);
        assertThat(plan.orchestrator()).isEqualTo("orc-1");
    }

    @Test
    void overloadedTargetIsRefusedAndAMissingFamilyIsNoted() {
        FailoverPlan plan = plan("us-east", "apac", US, EU, AP);

        assertThat(plan.notes())
                .hasSize(3)
                .anyMatch(n -> n.startsWith("apac would run at 117 % of its capacity"))
                .anyMatch(n -> n.startsWith("apac has no address for AAAA: the NA clients"))
                .anyMatch(n -> n.startsWith("apac has no address for AAAA: the default clients"));
        assertRefused(plan, Refusal.Code.CAPACITY, "rule 'capacity': apac would run at 117 %", "--force");
    }

    @Test
    void unknownCapacityIsNotedAndNotGuessed() {
        RegionView silent = region("eu-west", RegionState.HEALTHY, 1, 1, 0, "192.0.2.2", "2001:db8::2");

        FailoverPlan plan = plan("us-east", "eu-west", US, silent, AP);

        assertThat(plan.utilisationAfter()).isZero();
        assertThat(plan.notes()).singleElement().asString().startsWith("the capacity of eu-west is not known");
    }

    @Test
    void sharedRecordKeepsItsOtherRegions() {
        SteeredRecord shared = new SteeredRecord("default", "secbeat.example.", "A", List.of("192.0.2.3", "192.0.2.1"));

        FailoverPlan plan =
                planned(planner, failover("us-east", "eu-west"), FleetView.of(List.of(US, EU, AP)), List.of(shared));

        assertThat(plan.changes())
                .containsExactly(new RecordChange(
                        "default",
                        "secbeat.example.",
                        "A",
                        List.of("192.0.2.1", "192.0.2.3"),
                        List.of("192.0.2.2", "192.0.2.3")));
    }

    @Test
    void unknownRegionIsRefused() {
        assertRefused(plan("us-east", "mars", US, EU), Refusal.Code.UNKNOWN_REGION, "'mars'", "[eu-west, us-east]");
        assertRefused(plan("mars", "us-east", US, EU), Refusal.Code.UNKNOWN_REGION, "'mars'");
    }

    @Test
    void lastHealthyRegionIsNeverEmptied() {
        RegionView sick = region("eu-west", RegionState.UNHEALTHY, 2, 1, 10, "192.0.2.2");
        RegionView gone = region("apac", RegionState.UNKNOWN, 0, 0, 10, "192.0.2.3");

        assertRefused(plan("us-east", "eu-west", US, sick, gone), Refusal.Code.TOO_FEW_REGIONS, "0 healthy region(s)");
        FailoverPlan strict = planned(
                new FailoverPlanner("o", 3),
                failover("us-east", "eu-west"),
                FleetView.of(List.of(US, EU, AP)),
                List.of());
        assertRefused(strict, Refusal.Code.TOO_FEW_REGIONS, "2 healthy region(s)", "at least 3");
    }

    @Test
    void sickTargetIsRefusedWhileAnotherIsHealthy() {
        RegionView sick = region("eu-west", RegionState.UNHEALTHY, 2, 1, 10, "192.0.2.2");

        assertRefused(plan("us-east", "eu-west", US, sick, AP), Refusal.Code.TARGET_UNHEALTHY, "eu-west is unhealthy");
    }

    @Test
    void regionWithoutClientsHasNothingToMove() {
        FailoverPlan plan =
                planned(planner, failover("us-east", "eu-west"), FleetView.of(List.of(US, EU, AP)), List.of());

        assertRefused(plan, Refusal.Code.NOTHING_TO_DO, "no record answers with an address of us-east");
    }

    private static void assertRefused(FailoverPlan plan, Refusal.Code code, String... parts) {
        Refusal refusal = plan.refusal().orElseThrow();
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.text()).contains(parts);
    }

    private FailoverPlan plan(String from, String to, RegionView... regions) {
        FleetView fleet = FleetView.of(List.of(regions));
        return planned(planner, failover(from, to), fleet, STEERING.records(fleet.regions()));
    }

    private static FailoverPlan planned(
            FailoverPlanner planner, Failover order, FleetView fleet, List<SteeredRecord> records) {
        return planner.plan(new FailoverPlanner.Order(ID, 1, order), fleet, DnsAnswers.of(records), 1_000)
                .plan();
    }

    private static Failover failover(String from, String to) {
        return new Failover(new RegionId(from), new RegionId(to), "test");
    }

    private static RecordChange change(String view, String type, String before, String after) {
        return new RecordChange(view, "secbeat.example.", type, List.of(before), List.of(after));
    }

    private static RegionView region(
            String name, RegionState state, int nodes, double passed, double capacity, String... addresses) {
        return new RegionView(new RegionId(name), state, nodes, passed, capacity, List.of(addresses));
    }
}
