// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.assets.RegionCatalogue;
import dev.secbeat.console.model.BoardBuilder;
import dev.secbeat.console.model.ConnectionState;
import dev.secbeat.console.model.FleetInbox;
import dev.secbeat.console.model.Freshness;
import dev.secbeat.console.model.RegionSample;
import dev.secbeat.console.model.Update;
import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A large fleet, made up, told to an inbox as a connection tells a real one: each node's heartbeat names {@link
 * NodeStatus#MAX_TOP_SOURCES} sources, half of them loud everywhere, half of them out of {@link #SOURCES} in turn. Owned by
 * one thread of its own.
 */
final class GeneratedFleet implements AutoCloseable {
    static final int REGIONS = 50;
    static final int NODES_A_REGION = 20;
    static final int SOURCES = 1_000_000;

    /** With so many milliseconds between two heartbeats of a node, 50,000 counts come in a second. */
    static final long BEAT_MILLIS = 640;

    private static final int NODES = REGIONS * NODES_A_REGION;
    private static final int TICK_MILLIS = 16;
    private static final int A_TICK = (int) (NODES * TICK_MILLIS / BEAT_MILLIS);
    private static final int LOUD = 1_000;
    private static final int BLOCKS = 16;
    private static final long BLOCK_MILLIS = 600_000;
    private static final long RATE = 20_000;

    private final FleetInbox inbox;
    private final BoardBuilder boards = new BoardBuilder();
    private final List<NodeId> nodes = new ArrayList<>();
    private final List<Map<String, Long>> lags = new ArrayList<>();
    private final Random random = new Random(7);
    private final long begunMillis = System.currentTimeMillis();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("generated-fleet").daemon().factory());
    private long counts;
    private int next;
    private int quiet;
    private long ticks;

    GeneratedFleet(FleetInbox inbox) {
        this.inbox = inbox;
        List<String> regions = new ArrayList<>();
        RegionCatalogue.shipped().all().stream().limit(REGIONS).forEach(place -> regions.add(place.id()));
        while (regions.size() < REGIONS) {
            regions.add("region-" + regions.size());
        }
        for (int i = 0; i < NODES; i++) {
            String region = regions.get(i % REGIONS);
            nodes.add(NodeId.of(region, "node-" + (i / REGIONS + 1)));
            Map<String, Long> lag = new HashMap<>();
            for (int other = 0; other < REGIONS; other++) {
                if (other != i % REGIONS) {
                    lag.put(regions.get(other), 20L + 5L * Math.floorMod(i - other, 40));
                }
            }
            lags.add(Map.copyOf(lag));
        }
    }

    void start() {
        long now = System.currentTimeMillis();
        ConnectionState up =
                new ConnectionState(ConnectionState.Phase.CONNECTED, "generated", now, 0.3, Freshness.NEVER, "");
        inbox.offer(new Update.Nats(up));
        inbox.offer(new Update.Prometheus(up));
        var _ = thread.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Counts of sources told so far; any thread may ask, and gets a recent figure. */
    synchronized long counts() {
        return counts;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void tick() {
        ticks++;
        for (int i = 0; i < A_TICK; i++) {
            beat(next);
            next = (next + 1) % NODES;
        }
        long nowMillis = System.currentTimeMillis();
        if (ticks % (1_000 / TICK_MILLIS) == 0) {
            inbox.offer(new Update.Boards(boards.build(System.nanoTime(), nowMillis)));
        }
        if (ticks % (5_000 / TICK_MILLIS) == 0) {
            inbox.offer(new Update.Metrics(nodes.subList(0, REGIONS).stream()
                    .map(node -> new RegionSample(
                            node.region().value(), NODES_A_REGION * RATE, 900, nowMillis - 400, 20, 20))
                    .toList()));
        }
    }

    private void beat(int index) {
        NodeStatus status = status(index);
        long nanos = System.nanoTime();
        boards.accept(status, nanos);
        inbox.offer(new Update.Heartbeat(status, nanos));
        synchronized (this) {
            counts += status.topSources().size();
        }
    }

    private NodeStatus status(int index) {
        long nowMillis = System.currentTimeMillis();
        long uptime = nowMillis - begunMillis + 1_000;
        boolean attacked = index % 10 == 0;
        List<SourceCount> top = new ArrayList<>();
        for (int i = 0; i < NodeStatus.MAX_TOP_SOURCES; i++) {
            boolean loud = i < NodeStatus.MAX_TOP_SOURCES / 2;
            int source = loud ? random.nextInt(LOUD) : LOUD + quiet++ % (SOURCES - LOUD);
            double global = loud ? 60 + source % 80 : 1 + source % 20;
            top.add(new SourceCount(
                    new SourceKey(Family.IPV4, 0x0A00_0000L + source),
                    Dimension.REQUESTS,
                    global / 20,
                    global,
                    100,
                    1_000,
                    loud && source < BLOCKS));
        }
        return new NodeStatus(
                nodes.get(index),
                1,
                "0.1.0",
                uptime,
                nowMillis,
                attacked ? NodeStatus.Health.MITIGATING : NodeStatus.Health.HEALTHY,
                "native",
                uptime * RATE / 1_000,
                attacked ? uptime * 4 : 0,
                uptime,
                Map.of("rate-limit", BLOCKS),
                4_711,
                SOURCES / 10,
                lags.get(index),
                Map.of(),
                top,
                blocks(nowMillis, uptime),
                NodeStatus.Answers.NONE,
                List.of(),
                List.of());
    }

    private static List<NodeStatus.BlockStatus> blocks(long nowMillis, long uptime) {
        List<NodeStatus.BlockStatus> blocks = new ArrayList<>();
        for (int i = 0; i < BLOCKS; i++) {
            blocks.add(new NodeStatus.BlockStatus(
                    new SourceKey(Family.IPV4, 0x0A00_0000L + i).asPrefix(),
                    Origin.RATE_LIMIT,
                    nowMillis / BLOCK_MILLIS * BLOCK_MILLIS + 2 * BLOCK_MILLIS,
                    true,
                    uptime,
                    BlockCause.UNKNOWN));
        }
        return blocks;
    }
}
