// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.cluster.NatsLink;
import dev.secbeat.node.cluster.NatsSettings;
import dev.secbeat.node.crdt.DeltaChannel;
import dev.secbeat.node.runtime.LoopPorts;
import dev.secbeat.node.runtime.LoopSettings;
import dev.secbeat.node.runtime.NodeLoop;
import dev.secbeat.node.time.NodeClock;
import dev.secbeat.node.traffic.TrafficObserver;
import dev.secbeat.node.traffic.TrafficSource;
import dev.secbeat.node.verdict.RateRule;
import dev.secbeat.node.verdict.VerdictSink;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A node's loop and its link to NATS on a thread of their own, with requests and blocks in memory. It turns as a node's
 * does: a millisecond of rest while something goes on, else until something arrives. Requests and questions are safe for all
 * threads.
 */
final class WanNode implements CountingNode, TrafficSource, VerdictSink, AutoCloseable {
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int LOOK_EACH_TURNS = 64;

    private record Request(SourceKey source, long nanos) {}

    private final ConcurrentLinkedQueue<Request> requests = new ConcurrentLinkedQueue<>();
    private final Map<Prefix, Long> blockedNanos = new ConcurrentHashMap<>();
    private final NatsLink link;
    private final Optional<TickedChannel> ticks;
    private final NodeLoop loop;
    private final Thread thread;
    private volatile int peers;
    private volatile boolean stopping;

    /** @param tickNanos how long counts are held back for fixed ticks; empty to send them as nodes do */
    WanNode(NodeId id, long incarnation, NatsSettings settings, RateRule rule, Optional<Long> tickNanos) {
        NodeClock clock = NodeClock.system();
        thread = Thread.ofPlatform().name("bench-" + id.name()).daemon().unstarted(this::run);
        link = NatsLink.open(settings, id, clock, this::wake);
        ticks = tickNanos.map(
                each -> new TickedChannel(link, each, clock.nanoTime() + Math.floorMod(id.hashCode(), each)));
        DeltaChannel channel = ticks.isPresent() ? ticks.get() : link;
        var ports = new LoopPorts(clock, List.of(this), List.of(this), channel, _ -> {});
        loop = new NodeLoop(LoopSettings.standard(id, incarnation, List.of(rule), List.of()), ports);
        thread.start();
    }

    /** Peers this node has heard of. */
    int peers() {
        return peers;
    }

    @Override
    public void request(SourceKey source, long nanos) {
        requests.add(new Request(source, nanos));
        wake();
    }

    /** When it blocked the source. */
    @Override
    public Optional<Long> overNanos(SourceKey source) {
        return Optional.ofNullable(blockedNanos.get(source.asPrefix()));
    }

    @Override
    public void close() {
        stopping = true;
        wake();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        link.close();
    }

    private void wake() {
        LockSupport.unpark(thread);
    }

    private void run() {
        for (int turn = 0; !stopping; turn++) {
            long nowNanos = System.nanoTime();
            int work = loop.doWork(nowNanos);
            if (ticks.isPresent()) {
                work += ticks.get().tick(nowNanos);
            }
            if (turn % LOOK_EACH_TURNS == 0) {
                peers = loop.peerAges().size();
            }
            if (work == 0) {
                LockSupport.parkNanos(this, REST_NANOS);
            }
        }
    }

    @Override
    public int poll(TrafficObserver observer) {
        int work = 0;
        for (Request request = requests.poll(); request != null; request = requests.poll()) {
            SourceKey source = request.source();
            observer.onCount(source.family(), source.bits(), Dimension.REQUESTS, 1, request.nanos());
            work++;
        }
        return work;
    }

    @Override
    public List<Prefix> block(Prefix prefix, long remainingMillis, BlockCause cause) {
        blockedNanos.putIfAbsent(prefix, System.nanoTime());
        return List.of();
    }

    @Override
    public void unblock(Prefix prefix) {
        blockedNanos.remove(prefix);
    }

    @Override
    public boolean holds(Prefix prefix) {
        return blockedNanos.containsKey(prefix);
    }

    @Override
    public long hits(Prefix prefix) {
        return 0;
    }
}
