// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.crdt.CounterSettings;
import dev.secbeat.node.crdt.DeltaChannel;
import dev.secbeat.node.time.NodeClock;
import dev.secbeat.node.traffic.TrafficObserver;
import dev.secbeat.node.traffic.TrafficSource;
import dev.secbeat.node.verdict.RateRule;
import dev.secbeat.node.verdict.VerdictSink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Loops that share rules, each in a region of its own, {@value #DELAY_MILLIS} ms from each other, under one made-up clock
 * that steps by the millisecond. Their clocks differ in origin; everything random comes from the seed.
 */
final class RuleFleet {
    static final long DELAY_MILLIS = 50;
    private static final long MILLI = 1_000_000;
    private static final long EPOCH_MILLIS = 1_800_000_000_000L;

    final List<Node> nodes = new ArrayList<>();
    final Random random;
    private final List<RateRule> rules;
    private final int regions;
    long millis;

    private record Counted(SourceKey source, Dimension dimension) {}

    private record Message(long atMillis, Consumer<DeltaChannel.Receiver> content) {}

    RuleFleet(long seed, int size, RateRule... rules) {
        this(seed, size, size, rules);
    }

    /** With {@code size} nodes, one after the other in each of {@code regions}. */
    RuleFleet(long seed, int size, int regions, RateRule... rules) {
        random = new Random(seed);
        this.regions = regions;
        this.rules = List.of(rules);
        for (int n = 0; n < size; n++) {
            nodes.add(new Node(n));
        }
        run(1_000, () -> {});
    }

    /** One millisecond a step: traffic, then a turn of each node. */
    void run(long duration, Runnable traffic) {
        for (long end = millis + duration; millis < end; ) {
            millis++;
            traffic.run();
            nodes.forEach(Node::turn);
        }
    }

    /** A request of {@code address} at a node picked at random; returns whether it passed. */
    boolean request(String address) {
        return nodes.get(random.nextInt(nodes.size())).count(address, Dimension.REQUESTS, 1);
    }

    boolean blockedEverywhere(String prefix) {
        return nodes.stream().allMatch(node -> node.blocks(Prefix.parse(prefix)));
    }

    boolean blockedAnywhere(String prefix) {
        return nodes.stream().anyMatch(node -> node.blocks(Prefix.parse(prefix)));
    }

    /** A node: a real loop between ports of memory. */
    final class Node implements NodeClock, TrafficSource, VerdictSink, DeltaChannel {
        final NodeId id;
        final List<FleetEvent> events = new ArrayList<>();
        /** Length of each block that began, by prefix, in whole seconds; one that is put off is none. */
        final Map<Prefix, List<Long>> begun = new HashMap<>();

        private final long originNanos;
        private final Map<Counted, Long> seen = new LinkedHashMap<>();
        private final Map<Prefix, Long> until = new HashMap<>();
        private final Deque<Message> inbox = new ArrayDeque<>();
        private long polledNanos;
        NodeLoop loop;
        boolean cut;

        private Node(int n) {
            id = NodeId.of("region-" + n % regions, "node-" + n);
            originNanos = random.nextLong(1L << 50);
            loop = newLoop(1);
        }

        private NodeLoop newLoop(long incarnation) {
            LoopSettings standard = LoopSettings.standard(id, incarnation, rules, List.of());
            CounterSettings smaller = standard.counter().withSources(1 << 10);
            return new NodeLoop(
                    standard.withCounter(smaller),
                    new LoopPorts(this, List.of(this), List.of(this), this, events::add));
        }

        /** Forgets all but what stands in its kernel. */
        void restart() {
            inbox.clear();
            seen.clear();
            loop = newLoop(1 + millis);
        }

        boolean count(String address, Dimension dimension, long count) {
            Prefix source = Prefix.parse(address);
            if (blocks(source)) {
                return false;
            }
            seen.merge(new Counted(SourceKey.of(source), dimension), count, Long::sum);
            return true;
        }

        /** Whether {@code prefix} is shut out, by a block of it or around it. */
        boolean blocks(Prefix prefix) {
            return until.entrySet().stream()
                    .anyMatch(held -> held.getKey().contains(prefix) && held.getValue() > millis);
        }

        private void turn() {
            loop.doWork(nanoTime());
        }

        private void send(Consumer<Receiver> content) {
            send(to -> to != this, content);
        }

        private void send(Predicate<Node> isMeant, Consumer<Receiver> content) {
            for (Node to : nodes) {
                if (isMeant.test(to) && !cut && !to.cut) {
                    to.inbox.addLast(new Message(millis + DELAY_MILLIS, content));
                }
            }
        }

        @Override
        public long nanoTime() {
            return originNanos + millis * MILLI;
        }

        @Override
        public long epochMillis() {
            return EPOCH_MILLIS + millis;
        }

        @Override
        public int poll(TrafficObserver observer) {
            int work = seen.size();
            seen.forEach((of, count) -> observer.onCount(
                    of.source.family(), of.source.bits(), of.dimension, count, Math.max(polledNanos, 1)));
            seen.clear();
            polledNanos = nanoTime();
            return work;
        }

        @Override
        public void publishDelta(byte[] bytes, int length) {
            byte[] copy = Arrays.copyOf(bytes, length);
            send(receiver -> receiver.onDelta(id, copy));
        }

        @Override
        public void publishBlocks(byte[] bytes, int length) {
            byte[] copy = Arrays.copyOf(bytes, length);
            send(receiver -> receiver.onBlocks(id, copy));
        }

        @Override
        public void requestSnapshots() {
            send(receiver -> receiver.onSnapshotRequest(id));
        }

        @Override
        public void send(NodeId peer, byte[] bytes) {
            send(to -> to.id.equals(peer), receiver -> receiver.onDirect(id, bytes));
        }

        @Override
        public int poll(Receiver receiver, int limit) {
            int taken = 0;
            while (taken < limit && !inbox.isEmpty() && inbox.getFirst().atMillis <= millis) {
                inbox.removeFirst().content.accept(receiver);
                taken++;
            }
            return taken;
        }

        @Override
        public List<Prefix> block(Prefix prefix, long remainingMillis, BlockCause cause) {
            if (Optional.ofNullable(until.put(prefix, millis + remainingMillis)).orElse(0L) <= millis) {
                begun.computeIfAbsent(prefix, _ -> new ArrayList<>()).add((remainingMillis + 500) / 1000);
            }
            return List.of();
        }

        @Override
        public void unblock(Prefix prefix) {
            until.remove(prefix);
        }

        @Override
        public boolean holds(Prefix prefix) {
            return until.getOrDefault(prefix, 0L) > millis;
        }

        @Override
        public long hits(Prefix prefix) {
            return 0;
        }
    }
}
