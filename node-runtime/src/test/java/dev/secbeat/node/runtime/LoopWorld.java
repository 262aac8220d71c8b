// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.crdt.DeltaChannel;
import dev.secbeat.node.crdt.SnapshotCodec;
import dev.secbeat.node.crdt.SnapshotMessage;
import dev.secbeat.node.crdt.SnapshotPart;
import dev.secbeat.node.time.NodeClock;
import dev.secbeat.node.traffic.TrafficObserver;
import dev.secbeat.node.traffic.TrafficSource;
import dev.secbeat.node.verdict.VerdictSink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Everything around a loop in memory: time, one source's traffic, a sink and the peers. */
final class LoopWorld implements NodeClock, TrafficSource, VerdictSink, DeltaChannel {
    private static final long MILLI = 1_000_000;
    private static final long SOURCE = 0xCB00712AL;

    long millis = 1_000_000;
    /** For how long the monotonic clock stood still so far. */
    long lostMillis;

    long pendingCount;
    long polledNanos = millis * MILLI;
    boolean trafficFails;
    final Set<Prefix> blocked = new HashSet<>();
    final Map<Prefix, BlockCause> causes = new HashMap<>();
    final Deque<Consumer<Receiver>> inbox = new ArrayDeque<>();
    int blockPages;
    int deltas;
    int snapshotRequests;
    final List<Boolean> everyoneWanted = new ArrayList<>();
    final List<byte[]> direct = new ArrayList<>();

    @Override
    public long nanoTime() {
        return (millis - lostMillis) * MILLI;
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
    public void wantEveryone(boolean all) {
        everyoneWanted.add(all);
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
    public void send(NodeId peer, byte[] bytes) {
        direct.add(bytes);
    }

    /** Pages of a snapshot that peers were told alone. */
    int pagesTold(SnapshotPart part) {
        return (int) direct.stream()
                .map(bytes -> SnapshotCodec.decode(bytes).message().orElseThrow())
                .filter(message -> message instanceof SnapshotMessage.Page page && page.part() == part)
                .count();
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
    public List<Prefix> block(Prefix prefix, long remainingMillis, BlockCause cause) {
        blocked.add(prefix);
        causes.put(prefix, cause);
        return List.of();
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
