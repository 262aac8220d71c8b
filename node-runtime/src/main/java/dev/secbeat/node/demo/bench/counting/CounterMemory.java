// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench.counting;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.crdt.CounterSettings;
import dev.secbeat.node.crdt.CounterStats;
import dev.secbeat.node.crdt.GlobalCounter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A process that fills a counter with as many sources as its table has slots, each counted by this node and reported by
 * five peers each second, for some seconds; more sources speak than there is room for, as the slots of a set never fill
 * evenly, so sources go and come all the time. Then it says what memory that takes.
 */
public final class CounterMemory {
    /** Said after the first second: from here on a node is as in service. */
    static final String FILLED = "filled";

    private static final int PEERS = 5;
    /** Sources that speak for each slot: enough for the table to be nearly full. */
    private static final double PRESSURE = 1.24;
    /** One in so many is fast: its buckets outgrow a byte. */
    private static final int FAST_ONE_IN = 100;

    private static final int FAST_COUNT = 300;
    private static final int COUNT = 5;
    private static final int BATCH = 8192;
    private static final long BATCH_NANOS = 5_000_000;
    private static final long SECOND_NANOS = 1_000_000_000;

    private final GlobalCounter counter;
    private final List<NodeId> names = new ArrayList<>();
    private final List<GlobalCounter> peers = new ArrayList<>();
    private final int sources;
    private long overLimit;

    private CounterMemory(int slots) {
        sources = (int) (slots * PRESSURE);
        counter = counter(NodeId.of("region-0", "self"), slots, CounterSettings.COMPONENTS_PER_SOURCE * slots);
        for (int peer = 0; peer < PEERS; peer++) {
            names.add(NodeId.of("region-" + peer % 3, "peer-" + peer));
            peers.add(counter(names.getLast(), 2 * BATCH, 2 * BATCH));
        }
    }

    private static GlobalCounter counter(NodeId self, int slots, int components) {
        var made = new GlobalCounter(
                self, 1, new CounterSettings(100, 1000, slots, components, 300_000, 100, 200, 0.25, 1));
        made.setLimits(List.of(PeerMessages.LIMIT), List.of());
        made.setPeers(PEERS);
        return made;
    }

    /** Arguments: slots of the table, a power of two; seconds of the counters' clocks. */
    public static void main(String[] args) {
        double before = JvmMemory.usedMegabytes();
        var filled = new CounterMemory(Integer.parseInt(args[0]));
        for (int second = 0; second < Integer.parseInt(args[1]); second++) {
            filled.second(second * SECOND_NANOS);
            if (second == 0) {
                System.out.println(FILLED);
            }
        }
        filled.peers.clear();
        JvmMemory.collect();
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        System.out.println("memory_heap_mb " + memory.getHeapMemoryUsage().getUsed() / 1e6);
        System.out.println("memory_off_heap_mb " + JvmMemory.offHeapMegabytes());
        System.out.println("memory_mb " + JvmMemory.usedMegabytes());
        System.out.println("memory_before_mb " + before);
        CounterStats stats = filled.counter.stats();
        System.out.println("memory_sources " + stats.sources());
        System.out.println("memory_components " + stats.components());
        System.out.println("memory_components_short " + (stats.poolEvictions() + stats.componentsRefused()));
        System.out.println("memory_sources_heard " + filled.sources);
        System.out.println("memory_over_limit " + filled.overLimit);
    }

    private void second(long startNanos) {
        long now = startNanos;
        for (int first = 0; first < sources; first += BATCH) {
            now += BATCH_NANOS;
            speak(first, Math.min(sources, first + BATCH), now);
        }
    }

    private void speak(int first, int end, long now) {
        for (int source = first; source < end; source++) {
            int count = source % FAST_ONE_IN == 0 ? FAST_COUNT : COUNT;
            long bits = PeerMessages.source(source);
            counter.count(Family.IPV4, bits, Dimension.REQUESTS, count, now, now);
            for (GlobalCounter peer : peers) {
                peer.count(Family.IPV4, bits, Dimension.REQUESTS, count, now, now);
            }
        }
        for (int peer = 0; peer < PEERS; peer++) {
            NodeId name = names.get(peer);
            int _ = peers.get(peer)
                    .publish(
                            new SendOnly((bytes, length) -> counter.merge(name, Arrays.copyOf(bytes, length), now)),
                            now);
        }
        int _ = counter.judge((source, limit, proven, estimate, sustained) -> overLimit++, now);
        int _ = counter.publish(new SendOnly((bytes, length) -> {}), now);
    }
}
