// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.crdt.RelayStatus;
import dev.secbeat.node.kernel.XdpReason;
import dev.secbeat.node.kernel.XdpStats;
import dev.secbeat.node.metrics.NodeMetrics;
import dev.secbeat.node.metrics.Sample;
import dev.secbeat.node.metrics.Series;
import dev.secbeat.node.proxy.ReverseProxy;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Says how each metric of a node is read: packets from the kernel at the moment of the scrape, what the loop owns from
 * its newest heartbeat.
 */
final class NodeReadings {
    private final KernelView kernel;
    private final ReverseProxy proxy;
    private final Supplier<NodeStatus> status;
    private final Supplier<LoopCounters.Snapshot> counters;

    NodeReadings(
            KernelView kernel,
            ReverseProxy proxy,
            Supplier<NodeStatus> status,
            Supplier<LoopCounters.Snapshot> counters) {
        this.kernel = kernel;
        this.proxy = proxy;
        this.status = status;
        this.counters = counters;
    }

    void register(NodeMetrics metrics) {
        metrics.register(Series.PACKETS, out -> byReason(out, true));
        metrics.register(Series.BYTES, out -> byReason(out, false));
        metrics.register(
                Series.REQUESTS, out -> proxy.requestsByCode().forEach((code, n) -> out.put((double) n, code)));
        metrics.register(Series.BLOCKS_ACTIVE, this::blocks);
        metrics.register(
                Series.BLOCKS_EVICTED, out -> out.put((double) counters.get().evicted()));
        metrics.register(Series.BLOCK_HITS, out -> out.put((double) kernel.blockHits()));
        metrics.register(Series.STATE_MESSAGES, this::messages);
        metrics.register(
                Series.STATE_LAG,
                out -> status.get().lagMillis().forEach((region, millis) -> out.put(millis / 1000.0, region)));
        metrics.register(
                Series.STATE_REFUSED,
                out -> counters.get()
                        .refusals()
                        .forEach(refused -> out.put((double) refused.count(), refused.message(), refused.reason())));
        metrics.register(Series.STATE_SNAPSHOTS, out -> {
            out.put((double) counters.get().snapshotsTaken(), "taken");
            out.put((double) counters.get().snapshotsGivenUp(), "given_up");
            out.put((double) counters.get().snapshotAsksRefused(), "put_off");
        });
        metrics.register(Series.STATE_SHARE, out -> out.put(counters.get().limitShare()));
        registerRelay(metrics);
        registerRoom(metrics);
        metrics.register(
                Series.QUEUE_DROPPED,
                out -> status.get().queueDropped().forEach((queue, n) -> out.put((double) n, queue)));
        metrics.register(
                Series.MAP_ENTRIES,
                out -> kernel.mapFill().forEach((map, fill) -> out.put((double) fill.entries(), map)));
        metrics.register(
                Series.MAP_CAPACITY,
                out -> kernel.mapFill().forEach((map, fill) -> out.put((double) fill.capacity(), map)));
        metrics.register(Series.RULE_PACKETS, out -> byRule(out, XdpStats.Tally::packets));
        metrics.register(Series.RULE_BYTES, out -> byRule(out, XdpStats.Tally::bytes));
        metrics.register(Series.SERVICE_PACKETS, this::services);
        metrics.register(
                Series.SYN_COOKIES_ACTIVE,
                out -> kernel.synGuards()
                        .forEach(guard -> out.put(guard.active() ? 1 : 0, Integer.toString(guard.port()))));
        metrics.register(Series.XDP_MODE, out -> out.put(1, kernel.mode()));
    }

    /** How full the tables of sources are, and what that costs. */
    private void registerRoom(NodeMetrics metrics) {
        metrics.register(Series.STATE_SOURCES, out -> out.put(status.get().sourcesTracked()));
        metrics.register(Series.STATE_SOURCES_EVICTED, out -> {
            out.put((double) counters.get().sourcesEvicted(), "sources");
            out.put((double) counters.get().poolEvictions(), "components");
        });
        metrics.register(
                Series.STATE_LEDGERS_REFUSED,
                out -> out.put((double) counters.get().ledgersRefused()));
    }

    private void registerRelay(NodeMetrics metrics) {
        metrics.register(Series.RELAY_ACTIVE, out -> out.put(relay().relaying() ? 1 : 0));
        metrics.register(Series.RELAY_SOURCES, out -> out.put(relay().sources()));
        metrics.register(Series.RELAY_ENTRIES, out -> out.put((double) relay().entries()));
        metrics.register(Series.RELAY_REGIONS, out -> out.put(relay().regions()));
        metrics.register(Series.RELAY_CHANGES, out -> out.put((double) relay().changes()));
        metrics.register(Series.RELAY_STALE, out -> out.put((double) relay().stale()));
    }

    private RelayStatus relay() {
        return counters.get().relay();
    }

    private void byReason(Sample out, boolean packets) {
        kernel.stats().ifPresent(stats -> {
            for (XdpReason reason : XdpReason.values()) {
                XdpStats.Tally tally = stats.of(reason);
                out.put(
                        (double) (packets ? tally.packets() : tally.bytes()),
                        reason.action().label(),
                        reason.label());
            }
        });
    }

    private void byRule(Sample out, ToLongFunction<XdpStats.Tally> count) {
        kernel.policyStats()
                .ifPresent(stats ->
                        stats.rules().forEach((rule, tally) -> out.put((double) count.applyAsLong(tally), rule)));
    }

    private void services(Sample out) {
        kernel.policyStats()
                .ifPresent(stats -> stats.services()
                        .forEach((service, byVerdict) -> byVerdict.forEach(
                                (verdict, packets) -> out.put((double) packets, service, verdict.label()))));
    }

    /** Zeros too: a series that is not there cannot be told from a node that is not there. */
    private void blocks(Sample out) {
        for (Origin origin : Origin.values()) {
            out.put(status.get().blocks().getOrDefault(origin.label(), 0), origin.label());
        }
    }

    private void messages(Sample out) {
        LoopCounters.Snapshot now = counters.get();
        out.put((double) (now.deltasIn() + now.blockPagesIn() + now.snapshotPagesIn()), "in");
        out.put((double) (now.deltasOut() + now.blockPagesOut() + now.snapshotPagesOut()), "out");
    }
}
