// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.LimitEntry;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.kernel.XdpReason;
import dev.secbeat.node.verdict.VerdictSink;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts the node's status together each second and hands it to whoever publishes and serves it. On the loop's thread. */
final class Heartbeat implements LoopStep {
    /** Some twenty times what it takes to look at one: that is to be a small part of the loop's time. */
    private static final long REST_NANOS_A_BLOCK = 10_000;

    /** So many heartbeats in a row tell of the blocks before them at most. */
    static final int MOST_POSTPONED = 5;

    private static final long PERIOD_NANOS = 1_000_000_000;
    private static final String OVER_A_LIMIT = "429";
    private static final long TROUBLE_MEMORY_MILLIS = 10_000;

    /**
     * What a status is made of besides the loop.
     *
     * @param startedAtNanos when the node was started
     * @param requestsByCode answered by the proxy since start, by status code
     * @param connected whether any NATS server is reached
     * @param queueDropped messages lost to full queues since start, by queue
     * @param lists whose entries the kernel drops
     */
    record Parts(
            NodeId self,
            long incarnation,
            String version,
            long startedAtNanos,
            KernelView kernel,
            Optional<? extends VerdictSink> kernelBlocks,
            Supplier<Map<String, Long>> requestsByCode,
            BooleanSupplier connected,
            Supplier<Map<String, Long>> queueDropped,
            Supplier<List<NodeStatus.ListStatus>> lists) {}

    private final NodeLoop loop;
    private final Parts parts;
    private final Consumer<NodeStatus> publisher;
    private long dueNanos;
    private @Nullable BlockSummary newest;
    private long changesSeen;
    private long changesBefore;
    private int postponed;
    private long nextLookNanos;
    private boolean begun;
    private long dropsBefore;
    private long troublesBefore;
    private long troubledUntilMillis;

    Heartbeat(NodeLoop loop, Parts parts, Consumer<NodeStatus> publisher) {
        this.loop = loop;
        this.parts = parts;
        this.publisher = publisher;
    }

    @Override
    public int doWork(long nowNanos, long epochMillis) {
        if (begun && nowNanos - dueNanos < 0) {
            return 0;
        }
        dueNanos = begun && nowNanos - dueNanos < PERIOD_NANOS ? dueNanos + PERIOD_NANOS : nowNanos + PERIOD_NANOS;
        begun = true;
        publisher.accept(status(nowNanos, epochMillis));
        return 1;
    }

    private NodeStatus status(long nowNanos, long epochMillis) {
        BlockSummary summary = blocks(nowNanos, epochMillis);
        Map<String, Long> dropped = parts.queueDropped.get();
        Map<String, Long> answered = parts.requestsByCode.get();
        return new NodeStatus(
                parts.self,
                parts.incarnation,
                parts.version,
                (nowNanos - parts.startedAtNanos) / 1_000_000,
                epochMillis,
                health(dropped, epochMillis),
                parts.kernel.mode(),
                parts.kernel.total(XdpReason.Action.PASS).packets(),
                parts.kernel.total(XdpReason.Action.DROP).packets(),
                answered.values().stream().mapToLong(Long::longValue).sum(),
                summary.byOrigin(),
                loop.blocks().digest(),
                loop.counterStats().sources(),
                loop.lagMillis(),
                dropped,
                loop.topSources(NodeStatus.MAX_TOP_SOURCES),
                summary.newest().stream().map(this::blockStatus).toList(),
                answers(answered),
                maps(),
                limits(epochMillis),
                parts.lists.get());
    }

    private List<NodeStatus.LimitStatus> limits(long epochMillis) {
        List<LimitEntry> words = loop.limits().inForce();
        boolean inForce = words.isEmpty() || loop.limits().verify();
        return words.stream()
                .flatMap(word -> word
                        .at(epochMillis)
                        .map(terms -> new NodeStatus.LimitStatus(word.key(), terms, word.command(), inForce))
                        .stream())
                .limit(NodeStatus.MAX_LIMITS)
                .toList();
    }

    /**
     * Looks at all blocks only when some have changed, and the less often the more there are: there can be a million. While a
     * long order is being carried out, for a few seconds not at all: its receipt does not wait for a pass over what it changes.
     */
    private BlockSummary blocks(long nowNanos, long epochMillis) {
        BlockSummary summary = newest;
        long changes = loop.blocks().changes();
        boolean isBusy = changes - changesBefore > BlockLook.BUSY && postponed < MOST_POSTPONED;
        postponed = isBusy ? postponed + 1 : 0;
        changesBefore = changes;
        if (summary == null || (changes != changesSeen && nowNanos - nextLookNanos >= 0 && !isBusy)) {
            nextLookNanos = nowNanos + loop.blocks().size() * REST_NANOS_A_BLOCK;
            summary = new BlockSummary(NodeStatus.MAX_NEWEST_BLOCKS);
            loop.blocks().forEachBlocking(epochMillis, summary);
            newest = summary;
            changesSeen = changes;
        }
        return summary;
    }

    /** Requests over a limit say nothing of the backend. */
    private static NodeStatus.Answers answers(Map<String, Long> byCode) {
        long served = 0;
        long failed = 0;
        for (Map.Entry<String, Long> code : byCode.entrySet()) {
            if (code.getKey().startsWith("5")) {
                failed += code.getValue();
            } else if (!code.getKey().equals(OVER_A_LIMIT)) {
                served += code.getValue();
            }
        }
        return new NodeStatus.Answers(served, failed);
    }

    private List<NodeStatus.MapFill> maps() {
        return parts.kernel.mapFill().entrySet().stream()
                .limit(NodeStatus.MAX_MAPS)
                .map(map -> new NodeStatus.MapFill(
                        map.getKey(), map.getValue().entries(), map.getValue().capacity()))
                .toList();
    }

    /** Trouble of the last seconds outweighs an attack that is being handled. */
    private NodeStatus.Health health(Map<String, Long> dropped, long epochMillis) {
        long drops = parts.kernel.attackDrops();
        boolean mitigating = drops > dropsBefore || parts.kernel.isFlooded();
        dropsBefore = drops;
        long troubles = loop.counters().errors()
                + dropped.values().stream().mapToLong(Long::longValue).sum();
        if (troubles > troublesBefore) {
            troubledUntilMillis = epochMillis + TROUBLE_MEMORY_MILLIS;
        }
        troublesBefore = troubles;
        if (epochMillis < troubledUntilMillis || !parts.connected.getAsBoolean()) {
            return NodeStatus.Health.DEGRADED;
        }
        return mitigating ? NodeStatus.Health.MITIGATING : NodeStatus.Health.HEALTHY;
    }

    private NodeStatus.BlockStatus blockStatus(BlockEntry entry) {
        boolean inKernel =
                parts.kernelBlocks.map(sink -> sink.holds(entry.prefix())).orElse(false);
        long hits = parts.kernelBlocks.map(sink -> sink.hits(entry.prefix())).orElse(0L);
        BlockCause cause =
                parts.kernelBlocks.map(sink -> sink.cause(entry.prefix())).orElse(BlockCause.UNKNOWN);
        return new NodeStatus.BlockStatus(
                entry.prefix(), entry.origin(), entry.expiresAtMillis(), inKernel, hits, cause, entry.scope());
    }
}
