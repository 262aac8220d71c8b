// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.crdt.BlockMap;
import dev.secbeat.node.crdt.BlockState;
import dev.secbeat.node.crdt.OrderStamp;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the sinks in step with the block map. A difference is written at once; what a sink refuses is tried again a
 * bounded number of times; what a sink has lost, or had no room for, is found by reading back a few entries at a time and
 * written anew. What is written is what stands on the prefix by then, whoever said it.
 *
 * <p>A full map or a full sink lets go of an automatic block; whichever it is, the block is ended in all of them.
 *
 * <p>A protected prefix is never blocked, whatever an operator or a peer says.
 *
 * <p>Owned by the node loop's thread, which announces each turn's time with {@link #beginTurn}.
 */
public final class Enforcer implements BlockControl {
    /** Tries after the first, {@value #RETRY_NANOS} ns apart. */
    static final int MAX_RETRIES = 20;

    static final long RETRY_NANOS = 250_000_000;
    private static final int MAX_RETRYING = 4096;

    private record Retry(BlockEntry entry, BlockCause cause, long decidedAtNanos, int tries, long dueNanos) {}

    private final BlockMap map;
    private final Sinks sinks;
    private final ProtectedPrefixes kept;
    private final EnforcementListener listener;
    private final DisplacedDecisions displaced = new DisplacedDecisions();
    private final DeclinedBlocks declined = new DeclinedBlocks();
    private final Deque<Retry> retries = new ArrayDeque<>();
    private final Announcements outgoing;
    private final ReadBack unchecked = new ReadBack();
    private final EnforcedMany manyEnforced = new EnforcedMany();
    private final EnforcerCounts counts = new EnforcerCounts();
    private final Consumer<BlockEntry> evictions = this::evicted;
    private long nowNanos;
    private long epochMillis;

    public Enforcer(BlockMap map, Collection<VerdictSink> sinks, ProtectedPrefixes kept, EnforcementListener listener) {
        this.map = map;
        outgoing = new Announcements(map.stamps().self());
        this.sinks = new Sinks(sinks, map, this::madeRoom);
        this.kept = kept;
        this.listener = listener;
    }

    /** Announces the time of what follows. */
    public void beginTurn(long turnNanos, long turnEpochMillis) {
        manyEnforced.tell(listener, nowNanos);
        nowNanos = turnNanos;
        epochMillis = turnEpochMillis;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when a block would hit a protected prefix, or the map is full
     */
    @Override
    public BlockEntry decide(
            Prefix prefix, Origin origin, boolean active, long expiresAtMillis, Scope scope, OrderStamp order) {
        refuseProtected(prefix, active);
        BlockEntry own = map.stamps().stamp(prefix, origin, active, expiresAtMillis, epochMillis);
        return decided(own.within(scope), order);
    }

    @Override
    public BlockEntry reinstate(Prefix prefix, long expiresAtMillis, Scope scope, OrderStamp order) {
        refuseProtected(prefix, true);
        BlockEntry own = map.stamps().stamp(prefix, Origin.RATE_LIMIT, true, expiresAtMillis, epochMillis);
        return decided(own.putBack().within(scope), order);
    }

    private void refuseProtected(Prefix prefix, boolean active) {
        if (active && kept.isHitBy(prefix)) {
            counts.protectedRefused++;
            throw new IllegalArgumentException("a block of " + prefix
                    + " would hit a protected prefix; nothing was blocked: narrow it, or change never_block and allow");
        }
    }

    @Override
    public BlockEntry unblock(
            Prefix prefix, long expiresAtMillis, long sparedUntilMillis, Scope scope, OrderStamp order) {
        BlockEntry own = map.stamps().unblock(prefix, expiresAtMillis, sparedUntilMillis, epochMillis);
        return decided(own.within(scope), order);
    }

    private BlockEntry decided(BlockEntry own, OrderStamp order) {
        BlockEntry entry = map.stamps().asOrdered(own, order, epochMillis);
        boolean wasTold = map.stamps().isHeld(entry); // A peer was earlier to carry out the same order.
        BlockMap.Outcome outcome = wasTold ? BlockMap.Outcome.APPLIED : map.merge(entry, epochMillis, evictions);
        if (outcome != BlockMap.Outcome.APPLIED) {
            counts.refused++;
            throw new IllegalArgumentException("the block map did not take " + entry.prefix() + " (" + outcome
                    + "); nothing was changed: unblock something, or check the expiry");
        }
        displaced.decidedHere(entry.prefix());
        declined.remove(entry.prefix());
        if (wasTold) {
            return entry;
        }
        if (!(order.isLong() && OrderStamp.isShared(entry))) {
            queueForPeers(entry);
        }
        listener.onAccepted(entry);
        VerdictSinkException failure = write(entry, sinks.causeOf(entry), nowNanos, 0, order.isLong());
        if (failure != null) {
            throw failure;
        }
        return entry;
    }

    /**
     * Shuts out a source that is over its limit, unless the map refuses. What a sink refuses is reported and tried again.
     *
     * @param cause the limit
     * @param taken run once the decision stands, before it is written
     */
    public BlockMap.Outcome blockSource(Prefix source, BlockCause cause, long expiresAtMillis, Runnable taken) {
        BlockEntry entry = map.stamps().stamp(source, Origin.RATE_LIMIT, true, expiresAtMillis, epochMillis);
        BlockMap.Outcome outcome =
                kept.isHitBy(source) ? BlockMap.Outcome.TOO_WIDE : map.merge(entry, epochMillis, evictions);
        if (outcome != BlockMap.Outcome.APPLIED) {
            counts.refused++;
            return outcome;
        }
        taken.run();
        queueForPeers(entry);
        listener.onAccepted(entry);
        write(entry, cause, nowNanos, 0, false);
        return outcome;
    }

    /**
     * Takes a decision made elsewhere: by a peer, or by this node before it was restarted.
     *
     * @param isOneOfMany whether it comes with a whole map, so that one event stands for all of a turn
     */
    public BlockMap.Outcome accept(BlockEntry entry, boolean isOneOfMany) {
        if (!isOneOfMany) { // A whole map is told to this node alone.
            outgoing.heard(entry);
        }
        if (entry.active() && kept.isHitBy(entry.prefix())) {
            counts.protectedRefused++;
            return BlockMap.Outcome.TOO_WIDE;
        }
        Optional<BlockEntry> before = standing(entry.prefix());
        if (declined.covers(entry)) {
            before.ifPresent(held -> insist(held, entry));
            counts.refused++;
            return BlockMap.Outcome.ELSEWHERE;
        }
        if (before.isPresent() && declined.isTooEarly(before.get(), entry, epochMillis)) {
            counts.stale++;
            return BlockMap.Outcome.OLDER;
        }
        BlockMap.Outcome outcome = map.merge(entry, epochMillis, evictions);
        switch (outcome) {
            case APPLIED -> {
                if (entry.isOfOperators() || isInForce(entry)) {
                    displaced.heard(entry, before);
                }
                listener.onAccepted(entry);
                write(entry, sinks.causeOf(entry), nowNanos, 0, isOneOfMany);
            }
            case FROM_THE_FUTURE, TOO_WIDE, FULL -> counts.refused++;
            case OLDER, EXPIRED, SPARED, ELSEWHERE -> counts.stale++;
        }
        return outcome;
    }

    /** Says again what stands for few nodes where others have decided for more without knowing of it, so that it is the newer. */
    private void insist(BlockEntry standing, BlockEntry against) {
        if (against.scope().isWiderThan(standing.scope()) && against.isNewerThan(standing)) {
            BlockEntry stamp = map.stamps().stamp(standing.prefix(), Origin.OPERATOR, true, epochMillis, epochMillis);
            BlockEntry again = standing.saidAgain(stamp);
            if (map.merge(again, epochMillis, evictions) == BlockMap.Outcome.APPLIED) {
                queueForPeers(again);
                listener.onAccepted(again);
            }
        }
    }

    /**
     * Takes a block that a sink was found to hold, so that it can be seen and ended like any other. It is no news, so
     * nobody is told that it was enforced. What may not be blocked at all is lifted.
     */
    public BlockMap.Outcome adopt(BlockEntry found) {
        BlockMap.Outcome outcome =
                kept.isHitBy(found.prefix()) ? BlockMap.Outcome.TOO_WIDE : map.merge(found, epochMillis, evictions);
        switch (outcome) {
            case APPLIED -> {
                listener.onAccepted(found);
                settle(found);
            }
            case TOO_WIDE, SPARED -> {
                counts.refused++;
                settle(found);
            }
            case OLDER -> {
                counts.stale++;
                settle(found);
            }
            case FROM_THE_FUTURE, FULL -> counts.refused++;
            case EXPIRED, ELSEWHERE -> counts.stale++;
        }
        return outcome;
    }

    /** Ends what has expired, tries again what failed and reads back up to {@code checks} entries; returns the work done. */
    public int doWork(int checks) {
        int work = map.expire(epochMillis, this::settle);
        for (int due = retries.size(); due > 0 && retries.getFirst().dueNanos <= nowNanos; due--) {
            Retry retry = retries.removeFirst();
            if (isInForce(retry.entry)) {
                counts.retries++;
                write(retry.entry, retry.cause, retry.decidedAtNanos, retry.tries, false);
                work++;
            }
        }
        return work + readBack(checks);
    }

    /** Hands over decisions of this node that are to be told to the peers now. */
    public int drainOutgoing(Consumer<BlockEntry> taker, int limit) {
        return outgoing.drain(taker, limit, nowNanos);
    }

    @Override
    public boolean verify(Prefix prefix, boolean active) {
        return sinks.agree(prefix, active);
    }

    @Override
    public BlockState state(Prefix prefix) {
        return map.state(prefix, epochMillis);
    }

    @Override
    public boolean hasLength(Family family, int length) {
        return map.hasLength(family, length);
    }

    @Override
    public Optional<BlockEntry> displacedBy(BlockEntry standing) {
        return displaced.before(standing);
    }

    @Override
    public void decline(
            Prefix prefix, Optional<BlockEntry> told, Predicate<BlockEntry> which, long decidedUntilMillis) {
        declined.add(prefix, which, decidedUntilMillis);
        told.filter(map::letGo).ifPresent(entry -> {
            settle(entry);
            displaced.before(entry).filter(before -> !before.equals(entry)).ifPresent(before -> accept(before, false));
        });
    }

    @Override
    public Collection<BlockEntry> active() {
        List<BlockEntry> active = new ArrayList<>();
        map.forEachBlocking(epochMillis, active::add);
        return active;
    }

    /** What went wrong so far. */
    public EnforcerCounts.Snapshot counts() {
        return counts.snapshot(retries.size());
    }

    private @Nullable VerdictSinkException write(
            BlockEntry entry, BlockCause cause, long decidedAtNanos, int tries, boolean isOneOfMany) {
        BlockState state = state(entry.prefix());
        VerdictSinkException failure = sinks.write(entry, cause, state, epochMillis);
        if (failure != null) {
            retryLater(new Retry(entry, cause, decidedAtNanos, tries, nowNanos), failure);
        } else if (entry.active() == state.isBlocked()) { // Else a word of the others says more.
            if (isOneOfMany) {
                manyEnforced.add(entry, listener, nowNanos);
            } else {
                listener.onEnforced(entry, decidedAtNanos);
            }
        }
        return failure;
    }

    private Retry firstTry(BlockEntry entry) {
        return new Retry(entry, sinks.causeOf(entry), nowNanos, 0, nowNanos);
    }

    private void retryLater(Retry job, VerdictSinkException failure) {
        counts.failures++;
        boolean givenUp = job.tries >= MAX_RETRIES || retries.size() >= MAX_RETRYING;
        if (givenUp) {
            counts.givenUp++;
        } else {
            retries.addLast(new Retry(job.entry, job.cause, job.decidedAtNanos, job.tries + 1, nowNanos + RETRY_NANOS));
        }
        listener.onSinkFailure(job.entry, failure, givenUp);
    }

    /** Whether the entry still is the word that stands: a newer decision has its own job. */
    private boolean isInForce(BlockEntry entry) {
        return standing(entry.prefix()).map(entry::equals).orElse(!entry.active());
    }

    /** A sink has let go of {@code prefix}. What it took for automatic and an operator wants blocked, it is given again. */
    private void madeRoom(Prefix prefix) {
        Optional<BlockEntry> ordered =
                standing(prefix).filter(BlockEntry::active).filter(BlockEntry::isOfOperators);
        if (ordered.isEmpty()) {
            map.evict(prefix).ifPresent(evictions);
        } else if (retries.size() < MAX_RETRYING) {
            retries.addLast(firstTry(ordered.get()));
        }
    }

    /** The map has let go of {@code entry} before its time. */
    private void evicted(BlockEntry entry) {
        if (entry.active()) {
            settle(entry);
            counts.evicted++;
            listener.onEvicted(entry);
        }
    }

    /**
     * Brings the sinks to what stands where {@code changed} was said: it has ended, has made room, rests or is back. That is no
     * news, so nobody is told.
     */
    private void settle(BlockEntry changed) {
        if (!changed.active()) {
            return; // Its end lets nothing out and nothing in.
        }
        BlockState state = state(changed.prefix());
        Retry job = firstTry(state.word().orElse(changed));
        VerdictSinkException failure = sinks.write(job.entry, job.cause, state, epochMillis);
        if (failure != null && state.isBlocked()) {
            retryLater(job, failure);
        } else if (failure != null) {
            counts.failures++; // A sink ends a block by its own clock, and what it does not spare is found by reading
            // back.
        }
    }

    private void queueForPeers(BlockEntry entry) {
        counts.outgoingDropped += outgoing.add(entry, nowNanos) ? 1 : 0;
    }

    /** Goes round what is in force, a few at a time, and writes again what a sink has lost or had no room for. */
    private int readBack(int checks) {
        if (checks > 0) {
            unchecked.refill(map, epochMillis);
        }
        int repaired = 0;
        for (int i = 0; i < checks && !unchecked.isEmpty(); i++) {
            BlockEntry entry = unchecked.next();
            if (isInForce(entry) && isLost(entry)) {
                counts.repaired++;
                repaired++;
                write(entry, sinks.causeOf(entry), nowNanos, MAX_RETRIES, false);
            }
        }
        return repaired;
    }

    private boolean isLost(BlockEntry entry) {
        if (entry.blocksAt(epochMillis)) {
            return !verify(entry.prefix(), true);
        }
        return epochMillis < entry.sparedUntilMillis() && !sinks.spare(entry.prefix());
    }
}
