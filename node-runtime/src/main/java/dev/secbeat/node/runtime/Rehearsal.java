// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.cluster.NkeyVerifier;
import dev.secbeat.node.crdt.CounterSettings;
import dev.secbeat.node.crdt.DeltaChannel;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.metrics.NodeMetrics;
import dev.secbeat.node.proxy.ReverseProxy;
import dev.secbeat.node.time.NodeClock;
import dev.secbeat.node.traffic.TrafficObserver;
import dev.secbeat.node.traffic.TrafficSource;
import dev.secbeat.node.verdict.RateRule;
import dev.secbeat.node.verdict.VerdictSink;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A dress rehearsal before a node serves: two loops of memory share an attack, so that the code between a count and a
 * verdict is loaded and compiled when the first real attack comes, which else costs some hundred milliseconds. Then they
 * obey some orders, for the same reason. And the sink must show that it takes, holds and gives back a block.
 *
 * <p>Nothing of it leaves the process: sources are from 0.0.0.0/8, which no packet on a wire may come from.
 */
final class Rehearsal {
    private static final int TURNS = 1_500;
    private static final int TURNS_PER_SOURCE = 100;
    private static final int COUNTS_PER_TURN = 4;
    private static final long TURN_NANOS = 1_000_000;
    private static final long TEST_BLOCK_MILLIS = 10_000;

    /** So many that the compiler takes up what each of them runs through. */
    private static final int ORDERS = 40;

    private static final int TURNS_PER_ORDER = 2;

    private Rehearsal() {}

    /** All that clients wait for. Once a process, by the first node in it: what is loaded and compiled then, is for all that follow. */
    static void beforeServing() {
        BeforeServing.once();
    }

    /** The same for what no client waits for. */
    static void whileServing() {
        WhileServing.once();
    }

    private static final class BeforeServing {
        static {
            play();
            NkeyVerifier.rehearse();
            new NodeMetrics(Version.read()).scrape("text/plain");
            ReverseProxy.rehearse();
        }

        /** Nothing more: what there is to do, was done when the class was first used. */
        static void once() {}
    }

    private static final class WhileServing {
        static {
            playOrders();
            // The first collection copies what the start has left, 40 to 50 ms: now, not amid an attack.
            System.gc();
        }

        static void once() {}
    }

    /** Plays the attack; returns the number of blocks decided by both loops, for whoever wants to see it at work. */
    static int play() {
        Stage stage = new Stage();
        Pair pair = new Pair(stage);
        for (int turn = 0; turn < TURNS; turn++) {
            stage.source = 1 + turn / TURNS_PER_SOURCE;
            pair.turn();
        }
        return stage.blocks;
    }

    /** Plays orders to block, as they come off the wire; returns the number of receipts that say it was done. */
    static int playOrders() {
        Stage stage = new Stage();
        Pair pair = new Pair(stage);
        RehearsedOrders left = new RehearsedOrders(pair.left.self, stage, pair.left.loop);
        RehearsedOrders right = new RehearsedOrders(pair.right.self, stage, pair.right.loop);
        for (int order = 0; order < ORDERS; order++) {
            byte[] bytes = RehearsedOrders.block(order, stage.epochMillis());
            left.take(bytes);
            right.take(bytes);
            for (int turn = 0; turn < TURNS_PER_ORDER; turn++) {
                pair.turn();
            }
        }
        return left.carriedOut() + right.carriedOut();
    }

    /**
     * Blocks and unblocks an address that cannot occur.
     *
     * @throws StartException when {@code sink} does not do what it says
     */
    static void prove(VerdictSink sink) {
        Prefix nobody = Prefix.parse("0.0.0.1");
        sink.block(nobody, TEST_BLOCK_MILLIS);
        boolean held = sink.holds(nobody) && sink.hits(nobody) == 0;
        sink.unblock(nobody);
        if (!held || sink.holds(nobody)) {
            throw new StartException(
                    sink.getClass().getSimpleName() + " did not hold, or not give back, a test block of " + nobody
                            + ", so blocks would not take effect: report this with the kernel's version");
        }
    }

    /** Two nodes that hear each other. */
    private static final class Pair {
        private final Stage stage;
        private final Actor left;
        private final Actor right;

        Pair(Stage stage) {
            this.stage = stage;
            left = new Actor(stage, "left");
            right = new Actor(stage, "right");
            left.peer = right;
            right.peer = left;
        }

        void turn() {
            stage.nanos += TURN_NANOS;
            left.loop.doWork(stage.nanos);
            right.loop.doWork(stage.nanos);
        }
    }

    /** What both loops see: a time of its own and the source that attacks now. */
    private static final class Stage implements NodeClock {
        private long nanos;
        /** 0: nobody. */
        private int source;

        private int blocks;

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public long epochMillis() {
            return nanos / 1_000_000;
        }
    }

    private static final class Actor implements DeltaChannel, TrafficSource, VerdictSink {
        private final Stage stage;
        private final NodeId self;
        private final Deque<byte[]> deltas = new ArrayDeque<>();
        private final Deque<byte[]> blocks = new ArrayDeque<>();
        private final Deque<byte[]> direct = new ArrayDeque<>();
        private final NodeLoop loop;
        private Actor peer = this;

        Actor(Stage stage, String name) {
            this.stage = stage;
            this.self = NodeId.of("rehearsal", name);
            CounterSettings small = new CounterSettings(100, 1000, 1_024, 2_048, 60_000, 100, 200, 0.25, 1);
            LoopSettings settings = LoopSettings.standard(
                            self, 1, List.of(RateRule.perSecond(Dimension.REQUESTS, 100, 60)), List.of())
                    .withCounter(small);
            loop = new NodeLoop(settings, new LoopPorts(stage, List.of(this), List.of(this), this, this::onEvent));
        }

        private void onEvent(FleetEvent event) {
            stage.blocks += event instanceof FleetEvent.Enforced && Json.EVENT.encode(event).length > 0 ? 1 : 0;
        }

        @Override
        public int poll(TrafficObserver observer) {
            if (stage.source == 0) {
                return 0;
            }
            observer.onCount(Family.IPV4, stage.source, Dimension.REQUESTS, COUNTS_PER_TURN, stage.nanos - TURN_NANOS);
            return 1;
        }

        @Override
        public void publishDelta(byte[] bytes, int length) {
            peer.deltas.addLast(Arrays.copyOf(bytes, length));
        }

        @Override
        public void publishBlocks(byte[] bytes, int length) {
            peer.blocks.addLast(Arrays.copyOf(bytes, length));
        }

        @Override
        public void requestSnapshots() {
            // Both start empty.
        }

        @Override
        public void send(NodeId to, byte[] bytes) {
            peer.direct.addLast(bytes);
        }

        @Override
        public int poll(Receiver receiver, int limit) {
            int taken = deltas.size() + blocks.size() + direct.size();
            deltas.forEach(bytes -> receiver.onDelta(peer.self, bytes));
            blocks.forEach(bytes -> receiver.onBlocks(peer.self, bytes));
            direct.forEach(bytes -> receiver.onDirect(peer.self, bytes));
            direct.clear();
            deltas.clear();
            blocks.clear();
            return taken;
        }

        @Override
        public List<Prefix> block(Prefix prefix, long remainingMillis, BlockCause cause) {
            return List.of(); // A verdict here has nobody to stop: the attack plays on.
        }

        @Override
        public void unblock(Prefix prefix) {
            // As for block.
        }

        @Override
        public boolean holds(Prefix prefix) {
            return true;
        }

        @Override
        public long hits(Prefix prefix) {
            return 0;
        }
    }
}
