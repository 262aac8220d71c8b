// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.assets.RegionCatalogue;
import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.api.SourcePage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Nodes that are made up: what each says in a heartbeat and on each page of its walk over all it counts. A source is counted by
 * one node, every fourth by a second one. Confined to one thread.
 */
final class GeneratedNodes {
    /** As many as a node of a fleet of a thousand puts on a page. */
    static final int A_PAGE = 8;

    private static final int LOUD = 1_000;
    private static final int BLOCKS = 16;
    private static final long BLOCK_MILLIS = 600_000;
    private static final long RATE = 20_000;
    private static final long FIRST = 0x0A00_0000L;

    /** How far a node is with telling all its sources. */
    private static final class Walk {
        private int pass = 1;
        private int told;
    }

    private final GeneratedFleet.Size size;
    private final long incarnation;
    private final List<NodeId> ids = new ArrayList<>();
    private final List<Map<String, Long>> lags = new ArrayList<>();
    private final List<Walk> walks = new ArrayList<>();
    private final Random random = new Random(7);
    private final long begunMillis = System.currentTimeMillis();
    private int quiet;

    GeneratedNodes(GeneratedFleet.Size size, long incarnation) {
        this.size = size;
        this.incarnation = incarnation;
        List<String> regions = new ArrayList<>();
        RegionCatalogue.shipped().all().stream().limit(size.regions()).forEach(place -> regions.add(place.id()));
        while (regions.size() < size.regions()) {
            regions.add("region-" + regions.size());
        }
        for (int i = 0; i < size.nodes(); i++) {
            String region = regions.get(i % size.regions());
            ids.add(NodeId.of(region, "node-" + (i / size.regions() + 1)));
            Map<String, Long> lag = new HashMap<>();
            for (int other = 0; other < size.regions(); other++) {
                if (other != i % size.regions()) {
                    lag.put(regions.get(other), 20L + 5L * Math.floorMod(i - other, 40));
                }
            }
            lags.add(Map.copyOf(lag));
            walks.add(new Walk());
        }
    }

    List<NodeId> ids() {
        return ids;
    }

    /** Sources that this node counts: those of its own number, and a quarter of the nodes those of another as well. */
    int counted(int node) {
        int own = size.sources() / size.nodes();
        return isSecond(node) ? 2 * own : own;
    }

    private boolean isSecond(int node) {
        return other(node) % 4 == 0 && size.nodes() > 1;
    }

    private int other(int node) {
        return (node + size.nodes() / 2) % size.nodes();
    }

    /** The next page of this node's walk; after the last it begins anew. */
    SourcePage page(int node) {
        Walk walk = walks.get(node);
        int own = size.sources() / size.nodes();
        int all = counted(node);
        List<SourceCount> sources = new ArrayList<>(A_PAGE);
        while (walk.told < all && sources.size() < A_PAGE) {
            int source =
                    walk.told < own ? node + walk.told * size.nodes() : other(node) + (walk.told - own) * size.nodes();
            sources.add(count(source, 20 + source % 80, source % 997 == 0));
            walk.told++;
        }
        boolean last = walk.told == all;
        SourcePage page = new SourcePage(ids.get(node), System.currentTimeMillis(), walk.pass, last, sources);
        if (last) {
            walk.told = 0;
            walk.pass++;
        }
        return page;
    }

    private static SourceCount count(int source, double global, boolean blocked) {
        return new SourceCount(
                new SourceKey(Family.IPV4, FIRST + source),
                Dimension.REQUESTS,
                global / 2,
                global,
                100,
                1_000,
                blocked);
    }

    /** Half of the sources it names are loud everywhere, half are others in turn. */
    NodeStatus status(int index) {
        long nowMillis = System.currentTimeMillis();
        long uptime = nowMillis - begunMillis + 1_000;
        boolean attacked = index % 10 == 0 && size.nodes() > 10;
        int loudest = Math.min(LOUD, size.sources() / 2);
        List<SourceCount> top = new ArrayList<>();
        for (int i = 0; i < NodeStatus.MAX_TOP_SOURCES; i++) {
            boolean loud = i < NodeStatus.MAX_TOP_SOURCES / 2;
            int source = loud ? random.nextInt(loudest) : loudest + quiet++ % (size.sources() - loudest);
            double global = loud ? 60 + source % 80 : 1 + source % 20;
            top.add(new SourceCount(
                    new SourceKey(Family.IPV4, FIRST + source),
                    Dimension.REQUESTS,
                    global / 20,
                    global,
                    100,
                    1_000,
                    loud && source < BLOCKS));
        }
        return new NodeStatus(
                ids.get(index),
                incarnation,
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
                size.sources() / 10,
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
                    new SourceKey(Family.IPV4, FIRST + i).asPrefix(),
                    Origin.RATE_LIMIT,
                    nowMillis / BLOCK_MILLIS * BLOCK_MILLIS + 2 * BLOCK_MILLIS,
                    true,
                    uptime,
                    BlockCause.UNKNOWN));
        }
        return blocks;
    }

    /** Packets a second that a node passes. */
    static double rate() {
        return RATE;
    }
}
