// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.crdt.CounterSettings;
import dev.secbeat.node.crdt.DeltaChannel;
import dev.secbeat.node.runtime.EarlierBlocks;
import dev.secbeat.node.runtime.LoopPorts;
import dev.secbeat.node.runtime.LoopSettings;
import dev.secbeat.node.runtime.NodeLoop;
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
import java.util.OptionalLong;
import java.util.Random;

/** A node of the simulated fleet: a real loop with real codecs between ports of memory. */
final class SimNode implements DeltaChannel, TrafficSource, VerdictSink {
    /** How long before the last poll counts may have happened at most, as an event loop's pulse says it. */
    private static final long MOST_LATE_NANOS = 40_000_000;

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** That this node itself found a source to be over its limit; true time. */
    record Finding(SourceKey source, long atNanos) {}

    /** A block in the kernel, which outlives the process. */
    private record Held(long untilNanos) {}

    final NodeId id;
    final int regionIndex;
    final SimClock clock;
    final List<FleetEvent> events = new ArrayList<>();
    final List<Finding> findings = new ArrayList<>();
    /** True time of the first block of each prefix. */
    final Map<Prefix, Long> firstBlockedNanos = new HashMap<>();

    private final SimFleet fleet;
    private final Dimension dimension;
    private final Deque<SimNetwork.Message> inbox = new ArrayDeque<>();
    private final Map<SourceKey, Long> seen = new LinkedHashMap<>();
    private long polledNanos;
    private final Random lateness;
    private final Map<Prefix, Held> kernel = new LinkedHashMap<>();
    private NodeLoop loop;
    private boolean down;
    private boolean everyoneWanted = true;
    private long frozenUntilNanos;
    /** What the clock showed when the turn began in which it stands still. */
    private OptionalLong begunNanos = OptionalLong.empty();

    private long pausedUntilNanos;

    SimNode(SimFleet fleet, NodeId id, int regionIndex, SimClock clock, RateRule rule, CounterSettings settings) {
        this.fleet = fleet;
        dimension = rule.dimension();
        this.id = id;
        this.regionIndex = regionIndex;
        this.clock = clock;
        polledNanos = clock.nanoTime();
        lateness = new Random(fleet.random.nextLong());
        loop = newLoop(1, rule, settings);
    }

    /** Forgets all but what is in the kernel, as a killed and restarted process does. */
    void restart(long incarnation, RateRule rule, CounterSettings settings) {
        inbox.clear();
        seen.clear();
        down = false;
        begunNanos = OptionalLong.empty();
        everyoneWanted = true;
        polledNanos = clock.nanoTime();
        loop = newLoop(incarnation, rule, settings);
    }

    void kill() {
        down = true;
    }

    /** Stands still. */
    void freeze(long nanos) {
        frozenUntilNanos = Math.max(frozenUntilNanos, fleet.nowNanos() + nanos);
    }

    /** Begins a turn and stands still before it reads anything; not while it stands still already. */
    void stall(long nanos) {
        if (frozenUntilNanos <= fleet.nowNanos()) {
            freeze(nanos);
            begunNanos = OptionalLong.of(clock.nanoTime());
        }
    }

    /** Stands still, and its clock with it; not while it stands still already. */
    void pause(long nanos) {
        if (frozenUntilNanos <= fleet.nowNanos()) {
            freeze(nanos);
            clock.standStill(nanos);
            pausedUntilNanos = frozenUntilNanos;
        }
    }

    /** Whether its machine is paused, so that nothing reaches it. */
    boolean isPaused() {
        return pausedUntilNanos > fleet.nowNanos();
    }

    /** True time until which it stands still; in the past when it does not. */
    long frozenUntilNanos() {
        return frozenUntilNanos;
    }

    /** Whether it believes to be its region's relay. */
    boolean isRelay() {
        return !down && loop.counters().relay().relaying();
    }

    NodeLoop loop() {
        return loop;
    }

    void request(SourceKey source) {
        if (!blocks(source.asPrefix())) {
            seen.merge(source, 1L, Long::sum);
        }
    }

    boolean blocks(Prefix prefix) {
        Held held = kernel.get(prefix);
        return held != null && held.untilNanos > fleet.nowNanos();
    }

    void receive(SimNetwork.Message message) {
        if (!down) {
            inbox.addLast(message);
        }
    }

    void turn() {
        if (!down && fleet.nowNanos() >= frozenUntilNanos) {
            long turnNanos = begunNanos.orElseGet(clock::nanoTime);
            begunNanos = OptionalLong.empty();
            loop.doWork(turnNanos);
        }
    }

    @Override
    public int poll(TrafficObserver observer) {
        int count = seen.size();
        long sinceNanos = polledNanos - lateness.nextLong(MOST_LATE_NANOS);
        seen.forEach(
                (source, events) -> observer.onCount(source.family(), source.bits(), dimension, events, sinceNanos));
        seen.clear();
        polledNanos = clock.nanoTime();
        return count;
    }

    @Override
    public void publishDelta(byte[] bytes, int length) {
        fleet.broadcast(this, SimNetwork.Kind.DELTA, Arrays.copyOf(bytes, length));
    }

    @Override
    public void publishRelay(byte[] bytes, int length) {
        fleet.broadcast(this, SimNetwork.Kind.RELAY, Arrays.copyOf(bytes, length));
    }

    @Override
    public void wantEveryone(boolean all) {
        everyoneWanted = all;
    }

    /** Whether it is subscribed to what {@code from} counts. */
    boolean hears(SimNode from) {
        return everyoneWanted || from.regionIndex == regionIndex;
    }

    @Override
    public void publishBlocks(byte[] bytes, int length) {
        fleet.broadcast(this, SimNetwork.Kind.BLOCKS, Arrays.copyOf(bytes, length));
    }

    @Override
    public void requestSnapshots() {
        fleet.broadcast(this, SimNetwork.Kind.SNAPSHOT_REQUEST, new byte[0]);
    }

    @Override
    public void send(NodeId peer, byte[] bytes) {
        fleet.send(this, peer, bytes);
    }

    @Override
    public int poll(Receiver receiver, int limit) {
        int count = 0;
        for (; count < limit && !inbox.isEmpty(); count++) {
            SimNetwork.Message message = inbox.removeFirst();
            switch (message.kind()) {
                case DELTA -> receiver.onDelta(message.from().id, message.bytes());
                case RELAY -> receiver.onRelay(message.from().id, message.bytes());
                case BLOCKS -> receiver.onBlocks(message.from().id, message.bytes());
                case SNAPSHOT_REQUEST -> receiver.onSnapshotRequest(message.from().id);
                case DIRECT -> receiver.onDirect(message.from().id, message.bytes());
            }
        }
        return count;
    }

    @Override
    public List<Prefix> block(Prefix prefix, long remainingMillis, BlockCause cause) {
        firstBlockedNanos.putIfAbsent(prefix, fleet.nowNanos());
        kernel.put(prefix, new Held(fleet.nowNanos() + remainingMillis * NANOS_PER_MILLI));
        return List.of();
    }

    @Override
    public void unblock(Prefix prefix) {
        kernel.remove(prefix);
    }

    @Override
    public boolean holds(Prefix prefix) {
        return blocks(prefix);
    }

    @Override
    public long hits(Prefix prefix) {
        return 0;
    }

    private NodeLoop newLoop(long incarnation, RateRule rule, CounterSettings settings) {
        LoopSettings loopSettings = LoopSettings.standard(id, incarnation, List.of(rule), List.of())
                .withCounter(settings)
                .withSharedLimits(fleet.isSharing())
                .withRelays(fleet.relays);
        NodeLoop started =
                new NodeLoop(loopSettings, new LoopPorts(clock, List.of(this), List.of(this), this, this::onEvent));
        started.addStep(new EarlierBlocks(List.of(), heldBlocks(), started.enforcer()));
        return started;
    }

    private void onEvent(FleetEvent event) {
        events.add(event);
        if (event instanceof FleetEvent.Detected detected) {
            findings.add(new Finding(detected.source(), fleet.nowNanos()));
        }
    }

    private List<BlockEntry> heldBlocks() {
        long now = clock.epochMillis();
        return kernel.entrySet().stream()
                .filter(block -> blocks(block.getKey()))
                .map(block -> EarlierBlocks.found(
                        id, block.getKey(), Origin.RATE_LIMIT, now, remainingMillis(block.getValue())))
                .toList();
    }

    private long remainingMillis(Held held) {
        return Math.ceilDiv(held.untilNanos - fleet.nowNanos(), NANOS_PER_MILLI);
    }
}
