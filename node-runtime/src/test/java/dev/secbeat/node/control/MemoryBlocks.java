// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.crdt.BlockState;
import dev.secbeat.node.crdt.OrderStamp;
import dev.secbeat.node.verdict.BlockControl;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;

/** Blocks in memory, which other threads may look at and which can be told to fail as a kernel or a block map can. */
public final class MemoryBlocks implements BlockControl {
    public final Map<Prefix, BlockEntry> entries = new ConcurrentSkipListMap<>();
    /** Prefixes the sinks refuse. */
    public final Set<Prefix> refusedBySink = new HashSet<>();
    /** Prefixes that are written but not found again. */
    public final Set<Prefix> lostBySink = new HashSet<>();
    /** Prefixes the map has no room for. */
    public final Set<Prefix> refusedByMap = new HashSet<>();

    /** Until when decisions of others on a prefix are kept out. */
    public final Map<Prefix, Long> declined = new TreeMap<>();

    public int decisions;

    @Override
    public BlockEntry decide(
            Prefix prefix, Origin origin, boolean active, long expiresAtMillis, Scope scope, OrderStamp order) {
        decisions++;
        if (refusedByMap.contains(prefix)) {
            throw new IllegalArgumentException("the block map is full");
        }
        return put(new BlockEntry(prefix, decisions, NodeId.of("us-east", "n"), origin, active, expiresAtMillis)
                .within(scope));
    }

    @Override
    public BlockEntry unblock(
            Prefix prefix, long expiresAtMillis, long sparedUntilMillis, Scope scope, OrderStamp order) {
        BlockEntry ended = decide(prefix, Origin.OPERATOR, false, expiresAtMillis);
        return put(new BlockEntry(
                        prefix,
                        ended.version(),
                        ended.writer(),
                        Origin.OPERATOR,
                        false,
                        expiresAtMillis,
                        sparedUntilMillis)
                .within(scope));
    }

    private BlockEntry put(BlockEntry entry) {
        Prefix prefix = entry.prefix();
        entries.put(prefix, entry);
        if (refusedBySink.contains(prefix)) {
            throw new VerdictSinkException("the kernel's map is full");
        }
        return entry;
    }

    /** Until when the entry for {@code prefix}, a block or the memory of an unblock, counts. */
    public long expiry(Prefix prefix) {
        return Optional.ofNullable(entries.get(prefix)).orElseThrow().expiresAtMillis();
    }

    @Override
    public boolean verify(Prefix prefix, boolean active) {
        BlockEntry entry = entries.get(prefix);
        return (entry != null && entry.active() && !lostBySink.contains(prefix)) == active;
    }

    @Override
    public BlockState state(Prefix prefix) {
        Optional<BlockEntry> word = Optional.ofNullable(entries.get(prefix));
        return new BlockState(word, Optional.empty(), 0, 0); // It keeps one word of each prefix, until it is replaced.
    }

    @Override
    public BlockEntry reinstate(Prefix prefix, long expiresAtMillis, Scope scope, OrderStamp order) {
        return decide(prefix, Origin.RATE_LIMIT, true, expiresAtMillis, scope, order);
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
            Prefix prefix, Optional<BlockEntry> told, Predicate<BlockEntry> which, long decidedUntilMillis) {
        declined.put(prefix, decidedUntilMillis);
        told.ifPresent(entry -> entries.remove(prefix, entry));
    }

    @Override
    public Collection<BlockEntry> active() {
        return entries.values().stream().filter(BlockEntry::active).toList();
    }
}
