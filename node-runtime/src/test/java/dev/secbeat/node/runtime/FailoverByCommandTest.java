// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverOutcome.Result;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.PlanDigest;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.RegionState;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.api.SteeringReport;
import dev.secbeat.node.dns.NamedServer;
import dev.secbeat.node.support.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders on regions, from the operator's hand to what a real BIND answers. */
class FailoverByCommandTest {
    private static final RegionId EAST = new RegionId("us-east");
    private static final RegionId WEST = new RegionId("eu-west");
    private static final RegionId APAC = new RegionId("apac");
    private static final CommandBody.OnRegion TO_WEST = new CommandBody.Failover(EAST, WEST, "test");
    private static final CommandBody.OnRegion BACK = new CommandBody.Failback(EAST, true, "test");
    private static final Map<String, String> AT_HOME = new TreeMap<>(SteeredFleet.HOMES);
    private static final Map<String, String> EAST_IN_WEST =
            new TreeMap<>(Map.of("NA", "192.0.2.20", "default", "192.0.2.20", "EU", "192.0.2.20", "AS", "192.0.2.30"));

    @TempDir
    Path folder;

    private SteeredFleet fleet;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.isExecutable(NamedServer.PROGRAM), "BIND is not installed: apt install bind9");
        fleet = new SteeredFleet(folder);
    }

    @AfterEach
    void stop() {
        if (fleet != null) {
            fleet.close();
        }
    }

    @Test
    void aDryRunShowsAndAnOrderDoesAndTheWayBackSurvivesARestart() throws Exception {
        OrchestratorRuntime first = fleet.lead("first");

        FailoverPlan shown = fleet.plan(fleet.operator, TO_WEST);
        assertThat(shown.refusal()).isEmpty();
        assertThat(shown.changes()).hasSize(2).allMatch(change -> change.after().equals(List.of("192.0.2.20")));
        assertThat(fleet.answers()).isEqualTo(AT_HOME);

        FailoverOutcome done = fleet.order(TO_WEST);
        assertThat(done.result()).as(done.toString()).isEqualTo(Result.APPLIED);
        assertThat(done.plan().changes()).containsExactlyInAnyOrderElementsOf(shown.changes());
        assertThat(fleet.answers()).isEqualTo(EAST_IN_WEST);
        awaitState(EAST, RegionState.DRAINING);

        first.close();
        fleet.lead("second");
        FailoverOutcome early = fleet.order(new CommandBody.Failback(EAST, false, "test"));
        assertThat(early.result()).isEqualTo(Result.REFUSED);
        assertThat(early.plan().refusal().orElseThrow().text()).contains("rule 'clean': us-east was left", "--force");
        assertThat(fleet.answers()).isEqualTo(EAST_IN_WEST);
        FailoverOutcome back = fleet.order(BACK);

        assertThat(back.result()).as(back.toString()).isEqualTo(Result.APPLIED);
        assertThat(back.epoch()).isGreaterThan(done.epoch());
        assertThat(fleet.answers()).isEqualTo(AT_HOME);
        awaitState(EAST, RegionState.PROBATION);
    }

    /** Away, back, away, back: the second time it takes force, and whoever leads next knows it from the zone. */
    @Test
    void whoeverLeadsKnowsWhichRegionFlaps() throws Exception {
        OrchestratorRuntime first = fleet.lead("first");
        assertThat(fleet.order(TO_WEST).result()).isEqualTo(Result.APPLIED);
        assertThat(fleet.order(BACK).result()).isEqualTo(Result.APPLIED);
        assertHeldDown("for 1 min");
        FailoverOutcome forced = fleet.order(new CommandBody.Failover(EAST, WEST, true, "test"));
        assertThat(forced.result()).as(forced.toString()).isEqualTo(Result.APPLIED);
        assertThat(fleet.order(BACK).result()).isEqualTo(Result.APPLIED);

        first.close();
        fleet.lead("second");

        assertHeldDown("for 2 min");
        assertThat(fleet.answers()).isEqualTo(AT_HOME);
    }

    private void assertHeldDown(String time) {
        FailoverOutcome again = fleet.order(TO_WEST);
        assertThat(again.result()).isEqualTo(Result.REFUSED);
        assertThat(again.plan().refusal().orElseThrow().text())
                .contains("rule 'hold-down': us-east came back", time, "--force");
    }

    @Test
    void anOrderThatComesAgainIsAnsweredAgainAndNotCarriedOutAgain() throws Exception {
        OrchestratorRuntime first = fleet.lead("first");
        SignedCommand order = fleet.sign(fleet.admin, false, TO_WEST);
        FailoverOutcome once = fleet.send(order);
        assertThat(once.result()).isEqualTo(Result.APPLIED);
        assertThat(fleet.order(BACK).result()).isEqualTo(Result.APPLIED);

        FailoverOutcome again = fleet.send(order);

        assertThat(again).as("the same words").isEqualTo(once);
        assertThat(fleet.answers()).isEqualTo(AT_HOME);
        first.close();
        fleet.lead("second");
        FailoverOutcome elsewhere = fleet.send(order);
        assertThat(elsewhere.result()).isEqualTo(Result.REFUSED);
        assertThat(elsewhere.plan().refusal()).map(Refusal::code).contains(Refusal.Code.REPLAYED);
        assertThat(fleet.answers()).isEqualTo(AT_HOME);
    }

    @Test
    void aDrainMovesAwayAndWhatARuleForbidsChangesNothing() {
        fleet.lead("first");

        FailoverOutcome drained = fleet.order(new CommandBody.Drain(APAC, false, "new kernels"));
        assertThat(drained.result()).as(drained.toString()).isEqualTo(Result.APPLIED);
        Map<String, String> after = fleet.answers();
        assertThat(after.get("AS")).isNotEqualTo("192.0.2.30");
        assertThat(after).containsEntry("NA", "192.0.2.10").containsEntry("EU", "192.0.2.20");

        FailoverOutcome second = fleet.order(TO_WEST);
        assertThat(second.result()).isEqualTo(Result.REFUSED);
        assertThat(second.plan().refusal()).map(Refusal::code).contains(Refusal.Code.RATE);
        assertThat(fleet.answers()).isEqualTo(after);

        FailoverOutcome forced = fleet.order(new CommandBody.Failover(EAST, WEST, true, "test"));
        assertThat(forced.result()).as(forced.toString()).isEqualTo(Result.APPLIED);
        FailoverOutcome last = fleet.order(new CommandBody.Failover(WEST, APAC, true, "test"));
        assertThat(last.plan().refusal()).map(Refusal::code).contains(Refusal.Code.TOO_FEW_REGIONS);
    }

    @Test
    void aPlanIsCarriedOutAsItWasShownOrNotAtAll() {
        fleet.lead("first");
        CommandBody.Drain drain = new CommandBody.Drain(APAC, false, "test");
        PlanDigest seen = digest(fleet.plan(fleet.operator, TO_WEST));
        PlanDigest seenDrain = digest(fleet.plan(fleet.operator, drain));
        assertThat(fleet.order(drain.as(seenDrain)).result()).isEqualTo(Result.APPLIED);
        Map<String, String> drained = fleet.answers();

        FailoverOutcome changed = fleet.order(new CommandBody.Failover(EAST, WEST, true, "test").as(seen));
        assertThat(changed.result()).isEqualTo(Result.REFUSED);
        Refusal why = changed.plan().refusal().orElseThrow();
        assertThat(why.code()).isEqualTo(Refusal.Code.PLAN_CHANGED);
        assertThat(why.text()).contains("a rule forbids it now, RATE: rule 'rate'", "look at the new plan");
        assertThat(fleet.answers()).isEqualTo(drained);

        PlanDigest now = digest(changed.plan());
        FailoverOutcome done = fleet.order(new CommandBody.Failover(EAST, WEST, true, "test").as(now));
        assertThat(done.result()).as(done.toString()).isEqualTo(Result.APPLIED);
        Map<String, String> moved = fleet.answers();

        PlanDigest back = digest(fleet.plan(fleet.operator, BACK));
        assertThat(fleet.order(new CommandBody.Failback(APAC, true, "test")).result())
                .isEqualTo(Result.APPLIED);
        FailoverOutcome late = fleet.order(BACK.as(back));
        assertThat(late.plan().refusal())
                .as("apac's records went by us-east")
                .map(Refusal::code)
                .contains(Refusal.Code.PLAN_CHANGED);
        assertThat(fleet.answers()).containsEntry("NA", moved.get("NA"));
        assertThat(fleet.order(BACK.as(digest(late.plan()))).result()).isEqualTo(Result.APPLIED);
        assertThat(fleet.answers()).isEqualTo(AT_HOME);
    }

    /** What is shown stays good over a change of leader. */
    @Test
    void aPlanThatAnotherLeaderHasShownIsCarriedOut() throws Exception {
        OrchestratorRuntime first = fleet.lead("first");
        PlanDigest seen = digest(fleet.plan(fleet.operator, TO_WEST));
        first.close();
        fleet.lead("second");

        assertThat(fleet.order(TO_WEST.as(seen)).result()).isEqualTo(Result.APPLIED);
        assertThat(fleet.answers()).isEqualTo(EAST_IN_WEST);
        FailoverOutcome again = fleet.order(TO_WEST.as(seen));
        assertThat(again.plan().refusal()).map(Refusal::code).contains(Refusal.Code.PLAN_CHANGED);
        assertThat(again.plan().refusal().orElseThrow().text())
                .contains("(view NA) was to change from [192.0.2.10] to [192.0.2.20], now not at all");
    }

    private static PlanDigest digest(FailoverPlan plan) {
        return plan.digest().orElseThrow();
    }

    @Test
    void onlyAnAdministratorMovesClientsAndAllOfItIsWrittenDown() throws Exception {
        fleet.lead("first");

        FailoverOutcome refused = fleet.send(fleet.sign(fleet.operator, false, TO_WEST));
        assertThat(refused.plan().refusal()).map(Refusal::code).contains(Refusal.Code.WRONG_ROLE);
        assertThat(fleet.answers()).isEqualTo(AT_HOME);
        FailoverOutcome done = fleet.order(TO_WEST);

        String id = "\"commandId\":\"" + done.commandId() + '"';
        Await.until(
                "intent and outcome are in the audit stream", () -> ofOrder(id).size() == 2);
        assertThat(ofOrder(id).getFirst())
                .contains(
                        "\"type\":\"intent\"",
                        "\"operator\":\"adam\"",
                        "2 records from us-east to eu-west on all: test");
        assertThat(ofOrder(id).getLast()).contains("\"type\":\"outcome\"", "\"state\":\"APPLIED\"", "as planned");
        String other = "\"commandId\":\"" + refused.commandId() + '"';
        assertThat(ofOrder(other)).singleElement().asString().contains("WRONG_ROLE", "\"state\":\"REFUSED\"");
        assertThat(fleet.plans).anyMatch(plan -> plan.commandId().equals(done.commandId()) && !plan.dryRun());
    }

    @Test
    void aDnsThatIsAwayIsSaidAndNothingIsChanged() {
        fleet.lead("first");
        fleet.named.close();

        FailoverOutcome outcome = fleet.order(TO_WEST);

        assertThat(outcome.result()).isEqualTo(Result.REFUSED);
        assertThat(outcome.plan().refusal()).map(Refusal::code).contains(Refusal.Code.DNS_UNREACHABLE);
    }

    private List<String> ofOrder(String id) {
        try {
            return fleet.audit().stream().filter(text -> text.contains(id)).toList();
        } catch (IOException e) {
            return List.of(); // The stream is not there yet.
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitState(RegionId region, RegionState state) {
        Await.until(region + " is told to be " + state, () -> {
            fleet.beat();
            fleet.ask();
            return fleet.reports.stream().anyMatch(report -> state(report, region) == state);
        });
    }

    private static RegionState state(SteeringReport report, RegionId region) {
        return report.regions().stream()
                .filter(one -> one.region().equals(region))
                .findFirst()
                .orElseThrow()
                .state();
    }
}
