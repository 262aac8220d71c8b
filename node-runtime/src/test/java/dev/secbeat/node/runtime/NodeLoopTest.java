// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.crdt.DeltaChannel;
import dev.secbeat.node.time.NodeClock;
import dev.secbeat.node.traffic.TrafficObserver;
import dev.secbeat.node.traffic.TrafficSource;
import dev.secbeat.node.verdict.RateRule;
import dev.secbeat.node.verdict.VerdictSink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class NodeLoopTest {
    private static final NodeId SELF = NodeId.of("us-east", "a");
    private static final NodeId PEER = NodeId.of("eu-west", "b");
    private static final long MILLI = 1_000_000;
    private static final long SOURCE = 0xCB00712AL;
    private static final Prefix SOURCE_PREFIX = Prefix.parse("203.0.113.42");

    private static final class World implements NodeClock, TrafficSource, VerdictSink, DeltaChannel {
        private long millis = 1_000_000;
        private long pendingCount;
        private long polledNanos = millis * MILLI;
        private boolean trafficFails;
        private final Set<Prefix> blocked = new HashSet<>();
        private final Deque<Consumer<Receiver>> inbox = new ArrayDeque<>();
        private int blockPages;
        private int deltas;
        private int snapshotRequests;

        @Override
        public long nanoTime() {
            return millis * MILLI;
        }

        @Override
        public long epochMillis() {
            return 1_800_000_000_000L + millis;
        }

        @Override
        public int poll(TrafficObserver observer) {
            if (trafficFails) {
                throw new IllegalStateException("map gone");
            }
            if (pendingCount > 0) {
                observer.onCount(Family.IPV4, SOURCE, Dimension.REQUESTS, pendingCount, polledNanos);
            }
            pendingCount = 0;
            polledNanos = nanoTime();
            return 1;
        }

        @Override
        public void publishDelta(byte[] bytes, int length) {
            deltas++;
        }

        @Override
        public void publishBlocks(byte[] bytes, int length) {
            blockPages++;
        }

        @Override
        public void requestSnapshots() {
            snapshotRequests++;
        }

        @Override
        public int poll(Receiver receiver, int limit) {
            int count = 0;
            for (; count < limit && !inbox.isEmpty(); count++) {
                inbox.removeFirst().accept(receiver);
            }
            return count;
        }

        @Override
        public void block(Prefix prefix, long remainingMillis) {
            blocked.add(prefix);
        }

        @Override
        public void unblock(Prefix prefix) {
            blocked.remove(prefix);
        }

        @Override
        public boolean holds(Prefix prefix) {
            return blocked.contains(prefix);
        }

        @Override
        public long hits(Prefix prefix) {
            return 0;
        }
    }

    private final World world = new World();
    private final List<FleetEvent> events = new ArrayList<>();

    private NodeLoop loop(Prefix... neverBlocked) {
        RateRule rule = RateRule.perSecond(Dimension.REQUESTS, 100, 60);
        NodeLoop loop = new NodeLoop(
                LoopSettings.standard(SELF, 1, List.of(rule), List.of(neverBlocked)),
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
        int before = world.blockPages;
        for (int i = 0; i < 500; i++) {
            world.inbox.add(receiver -> receiver.onSnapshotRequest(PEER));
            turn(loop, 0);
        }
        assertThat(world.blockPages - before).isBetween(2, 3);
        assertThat(world.deltas).isLessThan(40);
    }
}
