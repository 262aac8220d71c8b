// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.crdt.DeltaChannel;
import dev.secbeat.node.traffic.TrafficObserver;
import dev.secbeat.node.verdict.RateRule;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A turn that stands still between its beginning and what it reads: for a collection of garbage, say, or a stolen processor. */
class LoopStallTest {
    private static final long MILLI = 1_000_000;
    private static final long BITS = 0xCB00712AL;
    private static final Prefix SOURCE = Prefix.parse("203.0.113.42");
    private static final RateRule RULE = RateRule.perSecond(Dimension.REQUESTS, 100, 60);
    private static final int STALL_MILLIS = 200;

    private final LoopWorld world = new LoopWorld();

    /** One source's requests, told by the millisecond; the clock goes on while they are read. */
    private final class Requests {
        private final int perSecond;
        private long readMillis = world.millis;
        private int stallMillis;

        Requests(int perSecond) {
            this.perSecond = perSecond;
        }

        int poll(TrafficObserver observer) {
            world.millis += stallMillis;
            stallMillis = 0;
            int told = 0;
            for (; readMillis < world.millis; readMillis++) {
                if (readMillis * perSecond / 1000 < (readMillis + 1) * perSecond / 1000) {
                    observer.onCount(Family.IPV4, BITS, Dimension.REQUESTS, 1, readMillis * MILLI);
                    told++;
                }
            }
            return told;
        }
    }

    /** Of a node that reads such requests and stands still once, at {@code phase} ms of its window. */
    private void runWithAStall(int perSecond, int phase) {
        Requests requests = new Requests(perSecond);
        NodeLoop loop = new NodeLoop(
                LoopSettings.standard(NodeId.of("us-east", "a"), 1, List.of(RULE), List.of()),
                new LoopPorts(world, List.of(requests::poll), List.of(world), world, _ -> {}));
        for (int turn = 0; turn < 4_000; turn++) {
            world.millis++;
            requests.stallMillis = turn == 2_000 + phase ? STALL_MILLIS : 0;
            loop.doWork(world.nanoTime());
        }
        assertThat(loop.counters().errors()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 250, 450, 700, 850, 950})
    void whatComesDuringAStallIsNoPartOfTheWindowBefore(int phase) {
        runWithAStall(98, phase);

        assertThat(world.blocked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 450, 950})
    void whoIsOverTheLimitIsFoundAllTheSame(int phase) {
        runWithAStall(130, phase);

        assertThat(world.blocked).containsExactly(SOURCE);
    }

    /** All of the limit at once in each window, and a machine that is paused with its clock in between. */
    @ParameterizedTest
    @ValueSource(ints = {1, 100, 500, 900})
    void aBurstOfBeforeAPauseIsNoPartOfTheWindowAfterIt(int phase) {
        NodeLoop loop = new NodeLoop(
                LoopSettings.standard(NodeId.of("us-east", "a"), 1, List.of(RULE), List.of()),
                new LoopPorts(world, List.of(world), List.of(world), world, _ -> {}));
        long begin = world.millis;
        for (long due = begin; world.millis < begin + 8_000; ) {
            if (world.millis == begin + 4_000 + phase) {
                world.millis += STALL_MILLIS;
                world.lostMillis += STALL_MILLIS;
            }
            world.millis++;
            if (world.millis >= due) {
                world.pendingCount = 100;
                due += 1_001;
            }
            loop.doWork(world.nanoTime());
        }

        assertThat(world.blocked).isEmpty();
    }

    /** A node's ways out and in; what it sends is there for the other after a fixed delay. */
    private final class Way implements DeltaChannel {
        @SuppressWarnings("ArrayRecordComponent") // on its way, compared by no one
        private record Sent(long arrivesMillis, byte[] bytes) {}

        private static final int DELAY_MILLIS = 40;

        private final NodeId peer;
        private final Deque<Sent> out;
        private final Deque<Sent> in;
        /** What goes on elsewhere while this node stands still before it hears its peers. */
        private Runnable meanwhile = () -> {};

        Way(NodeId peer, Deque<Sent> out, Deque<Sent> in) {
            this.peer = peer;
            this.out = out;
            this.in = in;
        }

        @Override
        public void publishDelta(byte[] bytes, int length) {
            out.addLast(new Sent(world.millis + DELAY_MILLIS, Arrays.copyOf(bytes, length)));
        }

        @Override
        public void publishBlocks(byte[] bytes, int length) {}

        @Override
        public void requestSnapshots() {}

        @Override
        public void send(NodeId to, byte[] bytes) {}

        @Override
        public int poll(Receiver receiver, int limit) {
            meanwhile.run();
            int count = 0;
            for (; !in.isEmpty() && in.getFirst().arrivesMillis <= world.millis; count++) {
                receiver.onDelta(peer, in.removeFirst().bytes);
            }
            return count;
        }
    }

    /** Half the round trip is what lags say: no clock may seem nearer than the way to it is long. */
    @Test
    void aMessageThatCameDuringAStallMakesNoRoundTripShorter() {
        NodeId here = NodeId.of("us-east", "a");
        NodeId there = NodeId.of("eu-west", "b");
        Deque<Way.Sent> eastward = new ArrayDeque<>();
        Deque<Way.Sent> westward = new ArrayDeque<>();
        Way stalling = new Way(there, eastward, westward);
        NodeLoop loop = loop(here, stalling);
        NodeLoop other = loop(there, new Way(here, westward, eastward));
        for (int turn = 0; turn < 5_000; turn++) {
            world.millis++;
            boolean stalls = turn % 500 == 499;
            stalling.meanwhile = () -> {
                for (int i = 0; stalls && i < STALL_MILLIS; i++) {
                    world.millis++;
                    other.doWork(world.nanoTime());
                }
            };
            loop.doWork(world.nanoTime());
            other.doWork(world.nanoTime());

            if (turn > 1_000) {
                assertThat(loop.lagMillis().get("eu-west"))
                        .as("at turn %d", turn)
                        .isGreaterThanOrEqualTo(Way.DELAY_MILLIS);
                assertThat(other.lagMillis().get("us-east"))
                        .as("at turn %d", turn)
                        .isGreaterThanOrEqualTo(Way.DELAY_MILLIS);
            }
        }
    }

    private NodeLoop loop(NodeId self, DeltaChannel channel) {
        return new NodeLoop(
                LoopSettings.standard(self, 1, List.of(RULE), List.of()),
                new LoopPorts(world, List.of(), List.of(world), channel, _ -> {}));
    }
}
