// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.testing;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.cluster.NatsLink;
import dev.secbeat.node.cluster.NatsSettings;
import dev.secbeat.node.cluster.NkeyVerifier;
import dev.secbeat.node.control.CommandPorts;
import dev.secbeat.node.control.CommandProcessor;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.crdt.BlockState;
import dev.secbeat.node.crdt.OrderStamp;
import dev.secbeat.node.time.NodeClock;
import dev.secbeat.node.verdict.BlockControl;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A test node: the real link, the real command processor, and a block map in memory where the kernel's would be. What it
 * counts is written by hand. Confined to one thread, but for reading its totals.
 */
final class LiveNode implements AutoCloseable, BlockControl {
    /** A source and what each second of it brings to this node and to the whole fleet. */
    record Source(String address, double local, double global) {}

    static final double LIMIT = 100;
    private final NodeId id;
    private final NatsLink link;
    private final NodeClock clock = NodeClock.system();
    private final CommandProcessor commands;
    private final Map<Prefix, BlockEntry> blocks = new TreeMap<>();
    private final List<Source> sources;
    private final Map<String, Long> lag;
    private final double passedPerSecond;
    private final long begunNanos = System.nanoTime();
    private long version;
    private double passed;
    private double dropped;

    LiveNode(
            NodeId id,
            NatsSettings nats,
            TrustFile trust,
            double passedPerSecond,
            List<Source> sources,
            Map<String, Long> lag) {
        this.id = id;
        this.passedPerSecond = passedPerSecond;
        this.sources = List.copyOf(sources);
        this.lag = Map.copyOf(lag);
        link = NatsLink.open(nats, id, clock, () -> {});
        CommandPorts ports = new CommandPorts(link.commands(), new NkeyVerifier(), entry -> {}, link.reports());
        commands = new CommandProcessor(
                id, () -> trust, List.of(Prefix.parse("192.0.2.0/24")), ports, this, Map.of(), clock);
    }

    NodeId id() {
        return id;
    }

    synchronized double passed() {
        return passed;
    }

    synchronized double dropped() {
        return dropped;
    }

    /** Handles commands that have arrived. */
    void work() {
        commands.doWork(clock.nanoTime(), clock.epochMillis());
    }

    /** Lets this much time pass and reports. */
    void beat(double seconds) {
        long now = clock.epochMillis();
        blocks.values().removeIf(entry -> !entry.blocksAt(now));
        double stopped = 0;
        for (Source source : sources) {
            stopped += isBlocked(source) ? source.local() : 0;
        }
        count(passedPerSecond * seconds, stopped * seconds);
        link.reports().heartbeat(status(now, stopped > 0));
    }

    private synchronized void count(double morePassed, double moreDropped) {
        passed += morePassed;
        dropped += moreDropped;
    }

    @Override
    public BlockEntry decide(
            Prefix prefix, Origin origin, boolean active, long expiresAtMillis, Scope scope, OrderStamp order) {
        long decided = clock.nanoTime();
        BlockEntry entry = new BlockEntry(
                        prefix, (clock.epochMillis() << 16) | (++version & 0xFFFF), id, origin, active, expiresAtMillis)
                .within(scope);
        blocks.put(prefix, entry);
        link.reports()
                .event(new FleetEvent.Enforced(
                        id, clock.epochMillis(), prefix, origin, active, entry.version(), decided, clock.nanoTime()));
        return entry;
    }

    @Override
    public BlockEntry unblock(
            Prefix prefix, long expiresAtMillis, long sparedUntilMillis, Scope scope, OrderStamp order) {
        return decide(prefix, Origin.OPERATOR, false, expiresAtMillis, scope, order);
    }

    @Override
    public BlockEntry reinstate(Prefix prefix, long expiresAtMillis, Scope scope, OrderStamp order) {
        return decide(prefix, Origin.RATE_LIMIT, true, expiresAtMillis, scope, order);
    }

    @Override
    public BlockState state(Prefix prefix) {
        Optional<BlockEntry> word = Optional.ofNullable(blocks.get(prefix));
        return new BlockState(word, Optional.empty(), 0, 0); // It keeps one word of each prefix, until it is replaced.
    }

    @Override
    public boolean hasLength(Family family, int length) {
        return true;
    }

    @Override
    public Optional<BlockEntry> displacedBy(BlockEntry standing) {
        return Optional.of(standing);
    }

    @Override
    public void decline(
            Prefix prefix, Optional<BlockEntry> told, Predicate<BlockEntry> which, long decidedUntilMillis) {}

    @Override
    public boolean verify(Prefix prefix, boolean active) {
        BlockEntry entry = blocks.get(prefix);
        return (entry != null && entry.active()) == active;
    }

    @Override
    public Collection<BlockEntry> active() {
        return List.copyOf(blocks.values());
    }

    @Override
    public void close() {
        link.close();
    }

    private boolean isBlocked(Source source) {
        Prefix prefix = Prefix.parse(source.address());
        return blocks.values().stream()
                .anyMatch(entry -> entry.active() && entry.prefix().contains(prefix));
    }

    private NodeStatus status(long now, boolean mitigating) {
        List<NodeStatus.BlockStatus> newest = new ArrayList<>();
        blocks.values().stream()
                .filter(BlockEntry::active)
                .forEach(entry -> newest.add(new NodeStatus.BlockStatus(
                        entry.prefix(), entry.origin(), entry.expiresAtMillis(), true, (long) dropped())));
        List<SourceCount> top = sources.stream()
                .map(source -> new SourceCount(
                        SourceKey.of(Prefix.parse(source.address())),
                        Dimension.REQUESTS,
                        source.local(),
                        source.global(),
                        LIMIT,
                        1_000,
                        isBlocked(source)))
                .toList();
        return new NodeStatus(
                id,
                1,
                "0.1.0",
                (System.nanoTime() - begunNanos) / 1_000_000,
                now,
                mitigating ? NodeStatus.Health.MITIGATING : NodeStatus.Health.HEALTHY,
                "native",
                (long) passed(),
                (long) dropped(),
                0,
                newest.isEmpty() ? Map.of() : Map.of("operator", newest.size()),
                newest.hashCode(),
                sources.size(),
                lag,
                Map.of(),
                top,
                newest,
                NodeStatus.Answers.NONE,
                List.of(),
                List.of());
    }
}
