// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.FailoverStep;
import dev.secbeat.console.model.FleetInbox;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.PlanDigest;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.RegionState;
import dev.secbeat.node.api.SteeringReport;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A plan that was shown goes out with the order that confirms it, and what comes back tells a changed plan from a rule. */
class SteeringEarTest {
    private static final PlanDigest SHOWN = new PlanDigest("5471ae619b78f89b");
    private static final UUID ID = new UUID(1, 2);

    @ParameterizedTest
    @EnumSource(Intent.Move.class)
    void anOrderIsHeldToThePlanOnTheScreen(Intent.Move move) {
        assertThat(ordered(move, Optional.of(SHOWN)).plan()).contains(SHOWN);
        assertThat(ordered(move, Optional.empty()).plan())
                .as("of an orchestrator of an earlier release")
                .isEmpty();
    }

    @Test
    void aPlanThatChangedIsNoOtherRefusal() {
        FailoverStep changed = heard(Refusal.Code.PLAN_CHANGED);
        assertThat(changed.isPlanChanged()).isTrue();
        assertThat(changed.evidence()).containsExactly("PLAN_CHANGED: why");
        assertThat(heard(Refusal.Code.RATE).result()).isEqualTo("REFUSED");
    }

    @Test
    void whereClientsWereMovedIsToldWhoeverOrderedIt() {
        FleetInbox inbox = new FleetInbox();
        FleetModel model = new FleetModel(List.of());
        new SteeringEar(inbox)
                .onReport(new SteeringReport(
                        "orch-1",
                        3,
                        9,
                        List.of(new SteeringReport.Region(
                                new RegionId("apac"),
                                RegionState.OUT,
                                2,
                                10,
                                0,
                                List.of(),
                                Optional.of(new RegionId("eu-west")))),
                        List.of(),
                        ""));
        model.drain(inbox, System.nanoTime(), 9);
        assertThat(model.actions().failover().get().region("apac").orElseThrow().movedTo())
                .isEqualTo("eu-west");
    }

    private static CommandBody.OnRegion ordered(Intent.Move move, Optional<PlanDigest> shown) {
        String to = move == Intent.Move.FAILOVER ? "us-east" : "";
        return (CommandBody.OnRegion)
                CommandDesk.body(new Intent.MoveClients(ID, move, "apac", to, true, "test", false, shown));
    }

    private static FailoverStep heard(Refusal.Code code) {
        FleetInbox inbox = new FleetInbox();
        FailoverPlan plan = new FailoverPlan(
                ID,
                "orch-1",
                FailoverPlan.Act.FAILOVER,
                false,
                new RegionId("apac"),
                new RegionId("us-east"),
                List.of(),
                0,
                0,
                List.of(),
                Optional.of(new Refusal(code, "why")),
                Optional.of(SHOWN));
        new SteeringEar(inbox).onOutcome(new FailoverOutcome(plan, FailoverOutcome.Result.REFUSED, 1, 2, 3, List.of()));
        FleetModel model = new FleetModel(List.of());
        model.drain(inbox, 1, 1);
        return model.actions().failover().get().step(ID).orElseThrow();
    }
}
