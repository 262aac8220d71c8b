// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.FailoverState;
import dev.secbeat.console.model.FleetInbox;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.PlanState;
import dev.secbeat.console.model.RegionStanding;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.view.map.FailoverArcs.Kind;
import dev.secbeat.console.view.map.FailoverArcs.Move;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An arrow tells what is under way, whoever ordered it; what is only planned is never drawn as if it were. */
class FailoverArcsTest {
    private static final long SECOND = 1_000_000_000;

    private final FleetInbox inbox = new FleetInbox();
    private final FleetModel model = new FleetModel(List.of());
    private long second = 100;

    @Test
    void aPlanIsPlannedWhateverElseIsOut() {
        told(region("apac", "OUT", "eu-west"), region("us-east", "HEALTHY", ""));
        planned("us-east", "eu-west", "");
        assertThat(moves())
                .containsExactly(
                        new Move("planned", "us-east", "eu-west", Kind.PLANNED, "failover planned · 34 % of clients"));
    }

    @Test
    void whatIsUnderWayIsDrawnWhoeverOrderedIt() {
        told(region("apac", "DRAINING", "eu-west"), region("eu-west", "HEALTHY", ""));
        assertThat(moves())
                .containsExactly(
                        new Move("apac", "apac", "eu-west", Kind.UNDER_WAY, "draining APAC · clients go to EU-WEST"));
    }

    @Test
    void aPlanThatIsBeingCarriedOutIsNoPlanAnyMore() {
        planned("apac", "eu-west", "");
        told(region("apac", "DRAINING", "eu-west"));
        assertThat(moves()).extracting(Move::kind).containsExactly(Kind.UNDER_WAY);
        told(region("apac", "OUT", "eu-west"));
        assertThat(moves()).isEmpty();
    }

    @Test
    void aPlanElsewhereStaysAPlanBesideWhatIsUnderWay() {
        told(region("apac", "DRAINING", "eu-west"));
        planned("apac", "us-east", "");
        assertThat(moves()).extracting(Move::kind).containsExactly(Kind.PLANNED, Kind.UNDER_WAY);
    }

    @Test
    void whatIsDoneIsNoArrowButASignOnTheMarker() {
        told(region("apac", "OUT", "eu-west"));
        assertThat(moves()).isEmpty();
        assertThat(steered("apac")).isEqualTo(new Steered("out", true, true));
        assertThat(steered("us-east")).isEqualTo(Steered.HOME);
    }

    @Test
    void aRefusedPlanIsNotDrawn() {
        planned("us-east", "eu-west", "RATE: one region per 5 min");
        assertThat(moves()).isEmpty();
    }

    @Test
    void aPlanIsShownForAWhileFromWhenItCame() {
        planned("us-east", "eu-west", "");
        second += 89;
        assertThat(moves()).hasSize(1);
        second++;
        assertThat(moves()).isEmpty();
    }

    @Test
    void whoComesBackComesFromWhereTheyWere() {
        told(region("apac", "OUT", "eu-west"));
        told(region("apac", "PROBATION", ""));
        told(region("apac", "PROBATION", ""));
        assertThat(moves())
                .containsExactly(
                        new Move("apac", "eu-west", "apac", Kind.UNDER_WAY, "clients come back to APAC from EU-WEST"));
        assertThat(steered("apac")).isEqualTo(new Steered("coming back", false, true));
    }

    @Test
    void oldNewsLooksOldAndThenIsNone() {
        told(region("apac", "DRAINING", "eu-west"), region("us-east", "OUT", "eu-west"));
        second += 20;
        drain();
        assertThat(moves())
                .containsExactly(new Move(
                        "apac", "apac", "eu-west", Kind.OLD, "draining APAC · clients go to EU-WEST · 20 s ago"));
        assertThat(steered("us-east")).isEqualTo(new Steered("out (20 s ago)", true, false));
        second += 60;
        drain();
        assertThat(moves()).isEmpty();
        assertThat(steered("us-east")).isEqualTo(Steered.HOME);
    }

    private Steered steered(String region) {
        return Steered.of(state(), region);
    }

    private List<Move> moves() {
        return FailoverArcs.of(state(), second * 1_000, id -> id.toUpperCase(Locale.ROOT));
    }

    private FailoverState state() {
        return model.actions().failover().get();
    }

    private void told(RegionStanding... regions) {
        inbox.offer(new Update.Steered(List.of(regions), List.of(), "", second * SECOND));
        drain();
    }

    private void planned(String from, String to, String refusal) {
        inbox.offer(new Update.Planned(new PlanState(
                UUID.randomUUID(), "orch", from, to, List.of(), 0.34, 0.8, List.of(), refusal, Optional.empty())));
        drain();
    }

    private void drain() {
        model.drain(inbox, second * SECOND, second * 1_000);
    }

    private static RegionStanding region(String id, String state, String to) {
        return new RegionStanding(id, state, 0, List.of(), to);
    }
}
