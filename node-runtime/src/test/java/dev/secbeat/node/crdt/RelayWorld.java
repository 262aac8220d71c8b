// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counters of several regions under one clock of a millisecond a step; each node's own clock begins elsewhere. */
final class RelayWorld {
    static final int LIMIT = 100;
    static final int WINDOW = 1_000;
    static final long SOURCE = 0xCB00712AL;
    private static final long MILLI = 1_000_000;
    private static final int LOCAL_DELAY = 1;
    private static final int CROSS_DELAY = 40;
    private static final long EPOCH_MILLIS = 1_800_000_000_000L;

    @SuppressWarnings("ArrayRecordComponent") // on its way, compared by no one
    private record Message(long dueMillis, Node from, boolean relay, byte[] bytes) {}

    /** One node: its counter, and what is on its way to it. */
    final class Node implements DeltaChannel {
        final NodeId id;
        final long clockMillis;
        private final List<Message> inbox = new ArrayList<>();
        private final Set<Node> deaf = new HashSet<>();
        private final CounterSettings settings;
        private GlobalCounter counter;
        boolean down;
        /** The last messages with counts that it sent as a node and as a relay. */
        byte[] lastDelta = {};

        byte[] lastRelayed = {};
        int relayedMessages;

        private Node(NodeId id, long clockMillis, CounterSettings settings) {
            this.id = id;
            this.clockMillis = clockMillis;
            this.settings = settings;
            counter = start(1);
        }

        private GlobalCounter start(long incarnation) {
            var fresh = new GlobalCounter(id, incarnation, settings, false, RelayUse.ALWAYS);
            fresh.setLimits(List.of(new CountLimit(Dimension.REQUESTS, LIMIT, WINDOW)), List.of());
            return fresh;
        }

        void restart(long incarnation) {
            inbox.clear();
            down = false;
            counter = start(incarnation);
        }

        /** From now on hears nothing of {@code other}. */
        void shutOut(Node other) {
            deaf.add(other);
        }

        void hearAll() {
            deaf.clear();
        }

        GlobalCounter counter() {
            return counter;
        }

        boolean isRelay() {
            return !down && counter.relays().isRelay();
        }

        long nanos() {
            return (nowMillis + clockMillis) * MILLI;
        }

        /** So many requests of the source, now. */
        void count(long source, int count) {
            for (int i = 0; i < count; i++) {
                happened.computeIfAbsent(source, _ -> new ArrayList<>()).add(nowMillis);
            }
            counter.count(Family.IPV4, source, Dimension.REQUESTS, count, nanos(), nanos());
        }

        /** What it can prove of the source's last window. */
        long proven(long source) {
            Lane lane = counter.lanes().first();
            int slot = lane.state.table.find(source, DeltaCodec.tag(Family.IPV4, Dimension.REQUESTS));
            return slot == SourceTable.NONE ? 0 : lane.rates.proven(slot, WINDOW, nanos() / MILLI);
        }

        /** What it would show of the source's last window. */
        double shown(long source) {
            Lane lane = counter.lanes().first();
            int slot = lane.state.table.find(source, DeltaCodec.tag(Family.IPV4, Dimension.REQUESTS));
            return slot == SourceTable.NONE ? 0 : lane.rates.estimate(slot, WINDOW, nanos() / MILLI);
        }

        private void turn() {
            for (Message message : List.copyOf(inbox)) {
                if (message.dueMillis <= nowMillis) {
                    inbox.remove(message);
                    take(message);
                }
            }
            counter.relays().turn(nanos(), EPOCH_MILLIS + nowMillis);
            counter.setPeers(counter.relays().fleetNodes() - 1);
            counter.publish(this, nanos());
            counter.relays().publish(this, nanos());
        }

        private void take(Message message) {
            if (deaf.contains(message.from)) {
                return;
            }
            if (message.relay) {
                counter.relays().merge(message.from.id, message.bytes, nanos());
            } else {
                counter.merge(message.from.id, message.bytes, nanos());
            }
        }

        @Override
        public void publishDelta(byte[] bytes, int length) {
            byte[] copy = Arrays.copyOf(bytes, length);
            lastDelta = entries(copy, 0) > 0 ? copy : lastDelta;
            for (Node to : nodes) {
                if (to != this && to.id.region().equals(id.region())) {
                    to.inbox.add(new Message(nowMillis + LOCAL_DELAY, this, false, copy));
                }
            }
        }

        @Override
        public void publishRelay(byte[] bytes, int length) {
            relayedMessages++;
            byte[] copy = Arrays.copyOf(bytes, length);
            lastRelayed = entries(copy, RelayCodec.HEADER_BYTES) > 0 ? copy : lastRelayed;
            for (Node to : nodes) {
                if (to != this) {
                    int delay = to.id.region().equals(id.region()) ? LOCAL_DELAY : CROSS_DELAY;
                    to.inbox.add(new Message(nowMillis + delay, this, true, copy));
                }
            }
        }

        @Override
        public void publishBlocks(byte[] bytes, int length) {
            throw new AssertionError("a counter publishes no blocks");
        }

        @Override
        public void requestSnapshots() {
            throw new AssertionError("a counter asks for nothing");
        }

        @Override
        public void send(NodeId peer, byte[] bytes) {
            throw new AssertionError("a counter tells nobody alone");
        }

        @Override
        public int poll(Receiver receiver, int limit) {
            return 0;
        }
    }

    final List<Node> nodes = new ArrayList<>();
    private final Map<Long, List<Long>> happened = new HashMap<>();
    private long nowMillis;

    /** Regions {@code r0}, {@code r1} and so on, of nodes {@code n0}, {@code n1} and so on. */
    RelayWorld(int regions, int nodesPerRegion, int sources) {
        CounterSettings settings = new CounterSettings(
                100, WINDOW, sources, sources * 16, 300_000, 100, CounterSettings.ASSUME_NOTHING_MILLIS, 0.25, 42);
        for (int region = 0; region < regions; region++) {
            for (int n = 0; n < nodesPerRegion; n++) {
                long clock = 7_000_000L * (region + 1) - 1_313_131L * n;
                nodes.add(new Node(NodeId.of("r" + region, "n" + n), clock, settings));
            }
        }
    }

    private static int entries(byte[] bytes, int from) {
        return (bytes[from + 2] & 0xFF) | (bytes[from + 3] & 0xFF) << 8;
    }

    Node node(int region, int n) {
        return nodes.stream()
                .filter(node -> node.id.equals(NodeId.of("r" + region, "n" + n)))
                .findFirst()
                .orElseThrow();
    }

    long nowMillis() {
        return nowMillis;
    }

    /** Runs on, {@code each} at the beginning of each millisecond. */
    void run(long millis, Runnable each) {
        for (long end = nowMillis + millis; nowMillis < end; ) {
            nowMillis++;
            each.run();
            nodes.stream().filter(node -> !node.down).forEach(Node::turn);
        }
    }

    void run(long millis) {
        run(millis, () -> {});
    }

    /** How much truly happened in the window that ends now. */
    long truth(long source) {
        return happened.getOrDefault(source, List.of()).stream()
                .filter(at -> at > nowMillis - WINDOW - 1)
                .count();
    }
}
