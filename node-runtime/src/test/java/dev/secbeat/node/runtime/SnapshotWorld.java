// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.crdt.CounterSettings;
import dev.secbeat.node.crdt.DeltaChannel;
import dev.secbeat.node.crdt.SnapshotCodec;
import dev.secbeat.node.crdt.SnapshotMessage;
import dev.secbeat.node.time.NodeClock;
import dev.secbeat.node.traffic.TrafficObserver;
import dev.secbeat.node.verdict.RateRule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Loops that hear nothing of each other but hellos and what they tell each other alone: what arrives, a snapshot brought.
 * A turn each millisecond; a message is there at the next turn.
 */
final class SnapshotWorld implements NodeClock {
    private static final long MILLI = 1_000_000;
    private static final long EPOCH_MILLIS = 1_800_000_000_000L;
    static final RateRule RULE = new RateRule(Dimension.REQUESTS, 10, 10_000, 60);

    /** Of 10 s in buckets of a second, so that no count leaves it while a large table is handed over. */
    static CounterSettings settings(int sources) {
        return new CounterSettings(1_000, 10_000, sources, sources, 300_000, 100, 200, 0.25, 42);
    }

    final Random random = new Random(3);
    private final Map<NodeId, Node> nodes = new LinkedHashMap<>();
    private long millis = 1_000_000;
    /** Share of messages that are lost, 0 to 1. */
    double loss;

    @Override
    public long nanoTime() {
        return millis * MILLI;
    }

    @Override
    public long epochMillis() {
        return EPOCH_MILLIS + millis;
    }

    Node node(String name, int sources) {
        return start(NodeId.of("us-east", name), 1, sources);
    }

    Node start(NodeId id, long incarnation, int sources) {
        return start(id, incarnation, sources, List.of(RULE));
    }

    /** The same for a node of other rules than usual. */
    Node start(NodeId id, long incarnation, int sources, List<RateRule> rules) {
        Node node = new Node(id, incarnation, sources, rules);
        nodes.put(id, node);
        return node;
    }

    void remove(Node node) {
        nodes.remove(node.id);
    }

    /** Turns all nodes so often and tells {@code afterTurn} of each turn. */
    void turns(int turns, Runnable afterTurn) {
        for (int i = 0; i < turns; i++) {
            millis++;
            for (Node node : List.copyOf(nodes.values())) {
                node.turn();
            }
            afterTurn.run();
        }
    }

    /** One node. */
    final class Node implements DeltaChannel {
        final NodeId id;
        final NodeLoop loop;
        private final Deque<Consumer<Receiver>> inbox = new ArrayDeque<>();
        private long sourcesToCount;
        /** Pages sent in this turn. */
        int pagesInTurn;
        /** Pages sent so far, by whom they were for. */
        final Map<NodeId, Integer> pages = new LinkedHashMap<>();

        final List<SnapshotMessage.Ask> asks = new ArrayList<>();
        int mostTakenInTurn;

        private Node(NodeId id, long incarnation, int sources, List<RateRule> rules) {
            this.id = id;
            LoopSettings standard = LoopSettings.standard(id, incarnation, rules, List.of());
            loop = new NodeLoop(
                    standard.withCounter(settings(sources)).withBlockCapacity(200_000),
                    new LoopPorts(SnapshotWorld.this, List.of(this::count), List.of(), this, _ -> {}));
        }

        /** Lets the node count so many sources, each of them worth a word, in its next turn. */
        void sees(long sources) {
            sourcesToCount = sources;
        }

        private int count(TrafficObserver observer) {
            for (long source = 0; source < sourcesToCount; source++) {
                observer.onCount(
                        Family.IPV4, source * 2_654_435_761L & 0xFFFF_FFFFL, Dimension.REQUESTS, 30, nanoTime());
            }
            int counted = (int) sourcesToCount;
            sourcesToCount = 0;
            return counted;
        }

        private void turn() {
            pagesInTurn = 0;
            loop.doWork(nanoTime());
        }

        int pagesFor(Node peer) {
            return pages.getOrDefault(peer.id, 0);
        }

        int allPages() {
            return pages.values().stream().mapToInt(Integer::intValue).sum();
        }

        @Override
        public void publishDelta(byte[] bytes, int length) {
            // Lost, all of them.
        }

        @Override
        public void publishBlocks(byte[] bytes, int length) {
            // Lost, all of them.
        }

        @Override
        public void requestSnapshots() {
            for (Node other : nodes.values()) {
                if (other != this) {
                    other.inbox.add(receiver -> receiver.onSnapshotRequest(id));
                }
            }
        }

        @Override
        public void send(NodeId peer, byte[] bytes) {
            byte[] copy = Arrays.copyOf(bytes, bytes.length);
            switch (SnapshotCodec.decode(copy).message().orElseThrow()) {
                case SnapshotMessage.Ask ask -> asks.add(ask);
                case SnapshotMessage.Page _ -> {
                    pagesInTurn++;
                    pages.merge(peer, 1, Integer::sum);
                }
            }
            Node to = nodes.get(peer);
            if (to != null && random.nextDouble() >= loss) {
                to.inbox.add(receiver -> receiver.onDirect(id, copy));
            }
        }

        @Override
        public int poll(Receiver receiver, int limit) {
            int taken = 0;
            for (; taken < limit && !inbox.isEmpty(); taken++) {
                inbox.removeFirst().accept(receiver);
            }
            mostTakenInTurn = Math.max(mostTakenInTurn, taken);
            return taken;
        }
    }
}
