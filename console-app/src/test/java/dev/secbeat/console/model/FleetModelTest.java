// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.secbeat.console.testing.Fleet;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeStatus.Health;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The model shows the newest values, ages what is not updated, and tells kinds of silence apart. */
class FleetModelTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long EPOCH = 1_700_000_000_000L;

    private final FleetInbox inbox = new FleetInbox();
    private final FleetModel model = new FleetModel(List.of(new RegionPlace("apac", "APAC", "Singapore", 1.3, 103.8)));
    private final Fleet node = Fleet.node("apac", "apac-node-1");
    private long nowNanos = 50 * SECOND;

    @Test
    void ratesComeFromSuccessiveHeartbeatsByTheSendersClock() {
        connect();
        beat();
        node.pass(2_000, 900, 100);
        after(2);
        beat();
        RegionState state = state("apac");
        assertThat(state.live().passedPerSecond()).isCloseTo(900, within(0.01));
        assertThat(state.live().droppedPerSecond()).isCloseTo(100, within(0.01));
        assertThat(state.live().dropShare()).isCloseTo(0.1, within(0.001));
        assertThat(state.liveNodes()).isEqualTo(1);
        assertThat(state.xdpMode()).isEqualTo("native");
    }

    @Test
    void onlyTheNewestOfManyHeartbeatsIsDrained() {
        connect();
        beat();
        for (int i = 0; i < 1_000; i++) {
            node.pass(1_000, i < 999 ? 10 : 1_010, 0);
            inbox.offer(new Update.Heartbeat(node.status(), nowNanos));
        }
        assertThat(inbox.takeLatest()).hasSize(1);
        assertThat(inbox.refused()).isZero();
    }

    @Test
    void aDuplicateOrLateHeartbeatChangesNothing() {
        connect();
        var first = node.pass(1_000, 500, 0).status();
        beat();
        node.pass(1_000, 500, 0);
        after(1);
        beat();
        inbox.offer(new Update.Heartbeat(first, nowNanos));
        drain();
        assertThat(state("apac").live().passedPerSecond()).isCloseTo(500, within(0.01));
    }

    @Test
    void silenceMakesFiguresStaleThenGoneAndTheSparklineBreaks() {
        connect();
        beat();
        assertThat(state("apac").live().freshness().level()).isEqualTo(Freshness.Level.FRESH);
        after(5);
        drain();
        assertThat(state("apac").live().freshness().level()).isEqualTo(Freshness.Level.STALE);
        assertThat(state("apac").live().freshness().text()).isEqualTo("5.0 s");
        assertThat(state("apac").health()).isEqualTo(RegionHealth.STALE);
        after(20);
        drain();
        assertThat(state("apac").live().freshness().isGone()).isTrue();
        RateHistory history = model.regions().getFirst().liveHistory();
        assertThat(history.passed(history.size() - 1)).isNaN();
    }

    @Test
    void aRegionIsDownOnlyWhenPrometheusIndependentlySaysNobodyAnswers() {
        connect();
        beat();
        after(20);
        drain();
        assertThat(state("apac").health()).isEqualTo(RegionHealth.STALE);
        metrics(Double.NaN, Double.NaN, 0, 2);
        assertThat(state("apac").health()).isEqualTo(RegionHealth.DOWN);
        assertThat(model.alerts()).extracting(Alert::title).contains("APAC is down");
        metrics(100, 0, 2, 2);
        assertThat(state("apac").health()).isEqualTo(RegionHealth.STALE);
    }

    @Test
    void aConsoleThatIsCutOffAccusesNoRegion() {
        connect();
        beat();
        inbox.offer(new Update.Nats(new ConnectionState(
                ConnectionState.Phase.RECONNECTING, "us-east", EPOCH, Double.NaN, Freshness.NEVER, "Cut off.")));
        after(30);
        drain();
        assertThat(state("apac").health()).isEqualTo(RegionHealth.DISCONNECTED);
        assertThat(model.alerts()).extracting(Alert::title).containsExactly("Console lost NATS");
        assertThat(model.nats().get().server()).isEqualTo("us-east");
        assertThat(model.nats().get().sinceEpochMillis()).isEqualTo(EPOCH);
    }

    @Test
    void withoutNatsTheMapLivesFromPrometheusAndTheReverse() {
        metrics(800, 200, 2, 2);
        assertThat(state("apac").health()).isEqualTo(RegionHealth.MITIGATING);
        assertThat(state("apac").shown().passedPerSecond()).isEqualTo(800);
        connect();
        node.health(Health.HEALTHY);
        beat();
        node.pass(1_000, 300, 0);
        after(120);
        beat();
        assertThat(state("apac").metered().freshness().isGone()).isTrue();
        assertThat(state("apac").shown().passedPerSecond()).isCloseTo(300, within(0.01));
        assertThat(state("apac").health()).isEqualTo(RegionHealth.HEALTHY);
    }

    @Test
    void aRegionUnderAttackRaisesAnAlertThatKeepsItsBeginning() {
        connect();
        node.health(Health.MITIGATING);
        beat();
        node.pass(1_000, 900, 1_100);
        after(1);
        beat();
        after(1);
        drain();
        Alert alert = model.alerts().getFirst();
        assertThat(alert.title()).isEqualTo("APAC under attack");
        assertThat(alert.text()).contains("1,100 pkt/s dropped, 55 %");
        assertThat(alert.sinceEpochMillis()).isEqualTo(EPOCH);
    }

    @Test
    void aDegradedNodeIsSeenAtItsRegionAndSaysWhy() {
        connect();
        beat();
        node.health(Health.DEGRADED);
        after(1);
        beatAgain();
        assertThat(state("apac").health()).isEqualTo(RegionHealth.DEGRADED);
        assertThat(state("apac").degradedNodes()).isEqualTo(1);
        assertThat(degraded().title()).isEqualTo("APAC: 1 of 1 nodes degraded");
        assertThat(degraded().text()).isEqualTo("apac-node-1: it does not say why; see its log.");

        node.lose("delta-in", 12);
        after(1);
        beatAgain();
        assertThat(degraded().text()).isEqualTo("apac-node-1: queue delta-in lost 12 messages; see its log.");

        inbox.offer(new Update.Happened(new FleetEvent.Trouble(node.id(), EPOCH, "sink-refused", "The map is full")));
        after(1);
        beatAgain();
        assertThat(degraded().text()).isEqualTo("apac-node-1: The map is full.");

        node.health(Health.HEALTHY);
        after(1);
        beatAgain();
        assertThat(state("apac").health()).isEqualTo(RegionHealth.HEALTHY);
        assertThat(model.alerts()).extracting(Alert::key).doesNotContain("region.apac.degraded");
    }

    @Test
    void aDegradedNodeUnderAttackHidesNeither() {
        connect();
        node.health(Health.DEGRADED);
        beat();
        node.pass(1_000, 900, 1_100);
        after(1);
        beat();
        assertThat(state("apac").health()).isEqualTo(RegionHealth.MITIGATING);
        assertThat(model.alerts())
                .extracting(Alert::title)
                .containsExactlyInAnyOrder("APAC under attack", "APAC: 1 of 1 nodes degraded");
    }

    @Test
    void aDegradedNodeThatFellSilentIsStaleAndNoMore() {
        connect();
        node.health(Health.DEGRADED);
        beat();
        after(5);
        drain();
        assertThat(state("apac").health()).isEqualTo(RegionHealth.STALE);
        assertThat(state("apac").degradedNodes()).isZero();
    }

    private Alert degraded() {
        return model.alerts().stream()
                .filter(alert -> alert.key().equals("region.apac.degraded"))
                .findFirst()
                .orElseThrow();
    }

    private void beatAgain() {
        node.pass(1_000, 500, 0);
        beat();
    }

    @Test
    void anUnknownRegionJoinsWithoutAPlaceOnTheMap() {
        connect();
        inbox.offer(new Update.Heartbeat(Fleet.node("mars", "m-1").status(), nowNanos));
        drain();
        assertThat(model.region("mars").orElseThrow().place().isPlaced()).isFalse();
        assertThat(model.regions()).extracting(RegionModel::id).containsExactly("apac", "mars");
    }

    @Test
    void linksShowTheWorseSidesLag() {
        connect();
        node.lag("eu-west", 231);
        beat();
        inbox.offer(new Update.Heartbeat(
                Fleet.node("eu-west", "e-1").lag("apac", 180).status(), nowNanos));
        drain();
        assertThat(model.links()).hasSize(1);
        assertThat(model.links().getFirst().lagMillis()).isEqualTo(231);
        assertThat(model.summary().get().slowestLinkMillis()).isEqualTo(231);
    }

    @Test
    void receiptsFillInAndMissingOnesAlarm() {
        UUID id = UUID.randomUUID();
        inbox.offer(new Update.Sent(
                id, "block 203.0.113.42 60 s", false, List.of("apac/a-1", "apac/a-2"), nowNanos, EPOCH));
        drain();
        assertThat(command().count(CommandState.Outcome.WAITING)).isEqualTo(2);
        nowNanos += 46_000_000;
        inbox.offer(new Update.Answered(receipt(id, "a-1"), nowNanos));
        drain();
        assertThat(command().count(CommandState.Outcome.APPLIED)).isEqualTo(1);
        assertThat(command().slowestMillis()).isCloseTo(46, within(0.01));
        assertThat(model.alerts()).isEmpty();
        after(4);
        drain();
        assertThat(command().count(CommandState.Outcome.MISSING)).isEqualTo(1);
        assertThat(model.alerts()).extracting(Alert::title).containsExactly("1 of 2 nodes did not confirm");
        inbox.offer(new Update.Answered(receipt(id, "a-2"), nowNanos));
        drain();
        assertThat(command().count(CommandState.Outcome.APPLIED)).isEqualTo(2);
        assertThat(model.alerts()).isEmpty();
    }

    /** It was restarted, and whoever approves has given it the order again. */
    @Test
    void aNodeThatFoundNothingToApproveMayStillSayWhatBecameOfIt() {
        UUID id = UUID.randomUUID();
        inbox.offer(new Update.Sent(id, "approve", false, List.of("apac/a-1"), nowNanos, EPOCH));
        Receipt nothing = new Receipt(
                id,
                Fleet.node("apac", "a-1").id(),
                Receipt.State.REFUSED,
                false,
                1,
                Optional.of(new Refusal(Refusal.Code.NOTHING_TO_DO, "nothing waits")));
        inbox.offer(new Update.Answered(nothing, nowNanos));
        drain();
        assertThat(command().count(CommandState.Outcome.REFUSED)).isEqualTo(1);

        inbox.offer(new Update.Answered(receipt(id, "a-1"), nowNanos));
        inbox.offer(new Update.Answered(nothing, nowNanos));
        drain();
        assertThat(command().count(CommandState.Outcome.APPLIED)).isEqualTo(1);
        assertThat(command().count(CommandState.Outcome.REFUSED)).isZero();
    }

    @Test
    void theLeaderIsFreshWhileItsLeaseStandsThenOldThenNone() {
        drain();
        assertThat(model.actions().leader().get().text()).isEqualTo("no orchestrator heard yet");
        leader("orch-1", 4);
        after(9);
        drain();
        assertThat(model.actions().leader().get().text()).isEqualTo("leader orch-1");
        leader("orch-1", 4);
        after(14);
        drain();
        assertThat(model.actions().leader().get().freshness().level()).isEqualTo(Freshness.Level.STALE);
        assertThat(model.actions().leader().get().text()).isEqualTo("leader orch-1, silent for 14 s");
        after(27);
        drain();
        assertThat(model.actions().leader().get().freshness().isGone()).isTrue();
        assertThat(model.actions().leader().get().text()).isEqualTo("no leader, orch-1 was heard last 41 s ago");
    }

    @Test
    void anOverthrownLeaderDoesNotLeadAgainWhileTheNewOneIsHeard() {
        leader("orch-1", 4);
        leader("orch-2", 5);
        leader("orch-1", 4);
        assertThat(model.actions().leader().get().orchestrator()).isEqualTo("orch-2");
        after(11);
        leader("orch-1", 1);
        assertThat(model.actions().leader().get().orchestrator())
                .as("the lease's bucket may have been made anew")
                .isEqualTo("orch-1");
    }

    private void leader(String name, long epoch) {
        inbox.offer(new Update.Leader(name, epoch, 10_000, nowNanos));
        drain();
    }

    @Test
    void aFullInboxRefusesAndCounts() {
        for (int i = 0; i < FleetInbox.MAX_QUEUED + 5; i++) {
            inbox.offer(new Update.Answered(receipt(UUID.randomUUID(), "a-1"), 0));
        }
        assertThat(inbox.refused()).isEqualTo(5);
    }

    private CommandState command() {
        return model.actions().commands().getFirst();
    }

    private static Receipt receipt(UUID id, String node) {
        return new Receipt(id, Fleet.node("apac", node).id(), Receipt.State.APPLIED, true, 800, Optional.empty());
    }

    private RegionState state(String region) {
        return model.region(region).orElseThrow().state().get();
    }

    private void connect() {
        inbox.offer(new Update.Nats(
                new ConnectionState(ConnectionState.Phase.CONNECTED, "us-east", EPOCH, 0.3, Freshness.NEVER, "")));
    }

    private void beat() {
        inbox.offer(new Update.Heartbeat(node.status(), nowNanos));
        drain();
    }

    private void metrics(double passed, double dropped, int up, int targets) {
        long epoch = EPOCH + (nowNanos - 50 * SECOND) / 1_000_000;
        inbox.offer(new Update.Metrics(List.of(new RegionSample("apac", passed, dropped, epoch, up, targets))));
        drain();
    }

    private void after(long seconds) {
        nowNanos += seconds * SECOND;
    }

    private void drain() {
        model.drain(inbox, nowNanos, EPOCH + (nowNanos - 50 * SECOND) / 1_000_000);
    }
}
