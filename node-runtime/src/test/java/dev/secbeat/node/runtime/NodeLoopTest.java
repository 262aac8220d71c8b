// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.crdt.SnapshotPart;
import dev.secbeat.node.verdict.RateRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NodeLoopTest {
    private static final NodeId SELF = NodeId.of("us-east", "a");
    private static final NodeId PEER = NodeId.of("eu-west", "b");
    private static final Prefix SOURCE_PREFIX = Prefix.parse("203.0.113.42");

    private final LoopWorld world = new LoopWorld();
    private final List<FleetEvent> events = new ArrayList<>();

    private NodeLoop loop(Prefix... neverBlocked) {
        return loop(1000, neverBlocked);
    }

    private NodeLoop loop(int blockCapacity, Prefix... neverBlocked) {
        RateRule rule = RateRule.perSecond(Dimension.REQUESTS, 100, 60);
        NodeLoop loop = new NodeLoop(
                LoopSettings.standard(SELF, 1, List.of(rule), List.of(neverBlocked))
                        .withBlockCapacity(blockCapacity),
                new LoopPorts(world, List.of(world), List.of(world), world, events::add));
        turn(loop, 0);
        return loop;
    }

    private void turn(NodeLoop loop, long count) {
        world.millis++;
        world.pendingCount += count;
        loop.doWork(world.nanoTime());
    }

    @Test
    void aSourceOverTheLimitIsBlockedInTheSameTurn() {
        NodeLoop loop = loop();
        turn(loop, 100);
        assertThat(world.blocked).isEmpty();
        turn(loop, 1);
        assertThat(world.blocked).containsExactly(SOURCE_PREFIX);
        assertThat(events).hasSize(2).anySatisfy(event -> assertThat(event).isInstanceOf(FleetEvent.Detected.class));
        FleetEvent.Enforced enforced = (FleetEvent.Enforced) events.get(1);
        assertThat(enforced.decidedAtNanos()).isEqualTo(world.nanoTime());
        assertThat(enforced.origin()).isEqualTo(Origin.RATE_LIMIT);
        assertThat(world.blockPages).isOne();
        assertThat(loop.topSources(1).getFirst().blocked()).isTrue();
    }

    @Test
    void whatPiledUpBeforeTheFirstTurnIsNotHeldAgainstAnyone() {
        world.pendingCount = 5000;
        NodeLoop loop = loop();
        turn(loop, 1);
        assertThat(world.blocked).isEmpty();
        assertThat(loop.counters().countsRead()).isEqualTo(2);
    }

    @Test
    void inAFullMapAnAutomaticBlockMakesRoomWhichIsCountedAndTold() {
        NodeLoop loop = loop(1);
        loop.enforcer().decide(Prefix.parse("192.0.2.1"), Origin.RATE_LIMIT, true, world.epochMillis() + 60_000);
        turn(loop, 101);
        assertThat(world.blocked).containsExactly(SOURCE_PREFIX);
        assertThat(world.causes).containsEntry(SOURCE_PREFIX, BlockCause.RATE_REQUESTS);
        assertThat(loop.counters().evicted()).isOne();
        assertThat(loop.counters().errors()).isZero();
        assertThat(events)
                .filteredOn(FleetEvent.Trouble.class::isInstance)
                .singleElement()
                .satisfies(event -> assertThat(event.toString()).contains("block-evicted", "192.0.2.1"));
    }

    @Test
    void aFullBlockMapIsReportedOnceAndNothingIsAnnouncedThatWasNotDone() {
        NodeLoop loop = loop(1);
        loop.enforcer().decide(Prefix.parse("192.0.2.1"), Origin.OPERATOR, true, world.epochMillis() + 60_000);
        events.clear();
        for (int i = 0; i < 20; i++) {
            turn(loop, 500);
        }
        assertThat(world.blocked).doesNotContain(SOURCE_PREFIX);
        assertThat(events).singleElement().isInstanceOfSatisfying(FleetEvent.Trouble.class, trouble -> {
            assertThat(trouble.code()).isEqualTo("source-not-blocked");
            assertThat(trouble.text()).contains("203.0.113.42").contains("FULL");
        });
        assertThat(loop.counters().detections()).isZero();
        assertThat(loop.counters().errors()).isEqualTo(20);
    }

    @Test
    void aProtectedSourceIsSpared() {
        NodeLoop loop = loop(Prefix.parse("203.0.113.0/24"));
        turn(loop, 500);
        assertThat(world.blocked).isEmpty();
        assertThat(loop.counters().protectedSpared()).isOne();
        assertThat(events).isEmpty();
    }

    @Test
    void afterAnUnblockOnlyNewTrafficCounts() {
        NodeLoop loop = loop();
        turn(loop, 500);
        loop.enforcer().decide(SOURCE_PREFIX, Origin.OPERATOR, false, world.epochMillis());
        for (int i = 0; i < 150; i++) {
            turn(loop, i < 100 ? 0 : 1);
        }
        assertThat(world.blocked).isEmpty();
        for (int i = 0; i < 60; i++) {
            turn(loop, 1);
        }
        assertThat(world.blocked).containsExactly(SOURCE_PREFIX);
    }

    @Test
    void aFailingStepIsCountedAndTheRestGoesOn() {
        NodeLoop loop = loop();
        int[] later = {0};
        loop.addStep((_, _) -> {
            throw new IllegalStateException("broken step");
        });
        loop.addStep((_, _) -> later[0]++);
        world.trafficFails = true;
        for (int i = 0; i < 50; i++) {
            turn(loop, 0);
        }
        assertThat(later[0]).isEqualTo(50);
        assertThat(loop.counters().errors()).isEqualTo(100);
        assertThat(events).as("each kind once in ten seconds").hasSize(2);
    }

    @Test
    void wireRubbishIsCountedAndChangesNothing() {
        NodeLoop loop = loop();
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            byte[] noise = new byte[random.nextInt(100)];
            random.nextBytes(noise);
            world.inbox.add(receiver -> receiver.onDelta(PEER, noise));
            world.inbox.add(receiver -> receiver.onBlocks(PEER, noise));
        }
        for (int i = 0; i < 20; i++) {
            turn(loop, 0);
        }
        LoopCounters.Snapshot counters = loop.counters();
        assertThat(counters.deltasIn()).isEqualTo(1000);
        assertThat(counters.malformed() + counters.unknownVersion() + counters.refused())
                .isEqualTo(2000);
        assertThat(counters.errors()).isZero();
        assertThat(loop.blocks().size()).isZero();
        assertThat(loop.counterStats().sources()).isZero();
    }

    @Test
    void manySnapshotRequestsAreAnsweredOnceAQuarterSecond() {
        NodeLoop loop = loop();
        assertThat(world.snapshotRequests).as("asks at start").isOne();
        loop.enforcer().decide(SOURCE_PREFIX, Origin.OPERATOR, true, world.epochMillis() + 60_000);
        turn(loop, 0);
        for (int i = 0; i < 500; i++) {
            world.inbox.add(receiver -> receiver.onSnapshotRequest(PEER));
            turn(loop, 0);
        }
        assertThat(world.pagesTold(SnapshotPart.BLOCKS)).isBetween(2, 3);
        assertThat(world.deltas).isLessThan(40);
    }
}
