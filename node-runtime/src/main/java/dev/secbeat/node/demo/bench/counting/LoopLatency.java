// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench.counting;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.crdt.DeltaChannel;
import dev.secbeat.node.runtime.LoopPorts;
import dev.secbeat.node.runtime.LoopSettings;
import dev.secbeat.node.runtime.NodeLoop;
import dev.secbeat.node.time.NodeClock;
import dev.secbeat.node.traffic.TrafficObserver;
import dev.secbeat.node.traffic.TrafficSource;
import dev.secbeat.node.verdict.RateRule;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * A process that turns a node's loop while the kernel reports and peers' entries come at fixed rates, whatever the loop
 * does: how long a report waits from when it is there until the turn that judged it has ended. What arrives while the loop
 * is held up is counted with all its waiting.
 */
public final class LoopLatency {
    private static final int PEERS = 5;
    private static final int REPORTS_PER_S = 100_000;
    private static final int ENTRIES_PER_S = 50_000;
    private static final int SOURCES = 20_000;
    /** One report in so many is of few sources, which go over their limit. */
    private static final int ATTACK_ONE_IN = 10;

    private static final int ATTACKERS = 50;
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final long GAP_NANOS = SECOND_NANOS / REPORTS_PER_S;
    private static final long REST_NANOS = 1_000_000;
    private static final int WARM_UP_SLICES = 5;
    private static final double NANOS_PER_MILLI = 1e6;

    private final SplittableRandom random = new SplittableRandom(1);
    private final PeerMessages messages;
    private final NodeLoop loop;
    private final long startNanos;
    private final long cpuNanos;
    private long reports;
    private long judged;
    private long entries;

    private LoopLatency() {
        NodeId self = NodeId.of("region-0", "self");
        int perPeer = ENTRIES_PER_S / PEERS / 7; // Each is told some seven times a second.
        messages = PeerMessages.record(PEERS, perPeer, 10);
        var rule = RateRule.perSecond(Dimension.REQUESTS, 100, 60);
        TrafficSource kernel = this::report;
        loop = new NodeLoop(
                LoopSettings.standard(self, 1, List.of(rule), List.of()),
                new LoopPorts(NodeClock.system(), List.of(kernel), List.of(), channel(), _ -> {}));
        cpuNanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        startNanos = System.nanoTime();
    }

    /** Arguments: how many slices of a second to measure. */
    public static void main(String[] args) {
        var measured = new LoopLatency();
        int slices = Integer.parseInt(args[0]);
        double[] p50 = new double[slices];
        double[] p99 = new double[slices];
        Histogram all = new Histogram(3);
        for (int slice = -WARM_UP_SLICES; slice < slices; slice++) {
            Histogram waits = new Histogram(3);
            measured.turnUntil((slice + WARM_UP_SLICES + 1) * SECOND_NANOS, waits);
            if (slice >= 0) {
                p50[slice] = waits.getValueAtPercentile(50) / NANOS_PER_MILLI;
                p99[slice] = waits.getValueAtPercentile(99) / NANOS_PER_MILLI;
                all.add(waits);
            }
        }
        double busy = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - measured.cpuNanos;
        double seconds = WARM_UP_SLICES + slices;
        System.out.println("loop_wait_p50_ms " + Readings.median(p50));
        System.out.println("loop_wait_p99_ms " + Readings.median(p99));
        System.out.println("loop_worst_wait_p99_ms " + all.getValueAtPercentile(99) / NANOS_PER_MILLI);
        System.out.println("loop_worst_wait_max_ms " + all.getMaxValue() / NANOS_PER_MILLI);
        System.out.println("loop_reports_per_s " + measured.judged / seconds);
        System.out.println("loop_entries_per_s " + measured.entries / seconds);
        System.out.println("loop_cpu_share " + busy / measured.now());
        System.out.println("loop_detections " + measured.loop.counters().detections());
    }

    private void turnUntil(long endNanos, Histogram waits) {
        long done;
        do { // At least once: a turn may last longer than a slice on a machine that does other things.
            int work = loop.doWork(startNanos + now());
            done = now();
            for (; judged < reports; judged++) {
                waits.recordValue(done - judged * GAP_NANOS);
            }
            if (work == 0) {
                LockSupport.parkNanos(REST_NANOS);
            }
        } while (done < endNanos);
    }

    /** Hands over the reports that are there by now. */
    private int report(TrafficObserver observer) {
        long due = now() / GAP_NANOS + 1;
        int count = 0;
        for (; reports < due; reports++) {
            int source = reports % ATTACK_ONE_IN == 0 ? random.nextInt(ATTACKERS) : ATTACKERS + random.nextInt(SOURCES);
            long since = startNanos + reports * GAP_NANOS;
            observer.onCount(Family.IPV4, PeerMessages.source(source), Dimension.REQUESTS, 1, since);
            count++;
        }
        return count;
    }

    private DeltaChannel channel() {
        SendOnly outwards = new SendOnly((bytes, length) -> {});
        return new DeltaChannel() {
            @Override
            public void publishDelta(byte[] bytes, int length) {
                outwards.publishDelta(bytes, length);
            }

            @Override
            public void publishBlocks(byte[] bytes, int length) {
                outwards.publishBlocks(bytes, length);
            }

            @Override
            public void requestSnapshots() {
                outwards.requestSnapshots();
            }

            @Override
            public void send(NodeId peer, byte[] bytes) {
                outwards.send(peer, bytes);
            }

            @Override
            public int poll(Receiver receiver, int limit) {
                int taken = 0;
                for (; taken < limit && messages.dueNanos() <= now(); taken++) {
                    NodeId sender = messages.sender();
                    byte[] bytes = messages.take();
                    entries += PeerMessages.entries(bytes);
                    receiver.onDelta(sender, bytes);
                }
                return taken;
            }
        };
    }

    private long now() {
        return System.nanoTime() - startNanos;
    }
}
