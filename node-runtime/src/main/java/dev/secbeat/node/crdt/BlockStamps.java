// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import org.jspecify.annotations.Nullable;

/** Makes the words of a {@link BlockMap}'s own node. Owned by its thread. */
public final class BlockStamps {
    /** A tombstone is kept at least this long past the end of what it ended. */
    static final long TOMBSTONE_MILLIS = 120_000;

    private final NodeId self;
    private final HybridClock clock;
    private final BlockRegisters words;

    BlockStamps(NodeId self, HybridClock clock, BlockRegisters words) {
        this.self = self;
        this.clock = clock;
        this.words = words;
    }

    /** Whose words they are, where they are not an order's. */
    public NodeId self() {
        return self;
    }

    /**
     * An operator's unblock as of now, newer than all seen; not stored yet, see {@link BlockMap#merge}.
     *
     * @param sparedUntilMillis until when counting blocks nothing that touches {@code prefix}; 0: it may at once
     */
    public BlockEntry unblock(Prefix prefix, long expiresAtMillis, long sparedUntilMillis, long epochMillis) {
        long spared = sparedUntilMillis <= epochMillis ? 0 : sparedUntilMillis;
        BlockEntry entry = stamp(prefix, Origin.OPERATOR, false, Math.max(expiresAtMillis, spared), epochMillis);
        return new BlockEntry(prefix, entry.version(), self, Origin.OPERATOR, false, entry.expiresAtMillis(), spared);
    }

    /**
     * A decision of this node as of now, newer than all seen; not stored yet, see {@link BlockMap#merge}. The expiry of a
     * tombstone is put off until what it ends is surely over.
     */
    public BlockEntry stamp(Prefix prefix, Origin origin, boolean active, long expiresAtMillis, long epochMillis) {
        long expires = expiresAtMillis;
        if (!active) {
            expires = Math.max(expires, Math.max(epochMillis, endOfBlocks(prefix)) + TOMBSTONE_MILLIS);
            BlockEntry said = words.operators(prefix);
            if (said != null) { // A tombstone said again lives as long as before, not longer each time.
                expires = Math.max(expires, said.expiresAtMillis());
            }
        }
        return new BlockEntry(prefix, clock.next(epochMillis), self, origin, active, expires);
    }

    /**
     * What {@code own}, just stamped, says, as all nodes say it that carry out the same order; itself, where its prefix has been
     * said something newer of than the order, or the order is not fresh.
     */
    public BlockEntry asOrdered(BlockEntry own, OrderStamp order, long epochMillis) {
        if (!order.isFreshAt(epochMillis)) {
            return own;
        }
        BlockEntry shared = own.stamped(order.version(), OrderStamp.WRITER);
        boolean isNews = isNews(shared, words.operators(own.prefix())) && isNews(shared, words.counting(own.prefix()));
        return isNews ? shared : own;
    }

    /** Whether exactly {@code entry} is held. */
    public boolean isHeld(BlockEntry entry) {
        return words.holds(entry);
    }

    private static boolean isNews(BlockEntry entry, @Nullable BlockEntry said) {
        return said == null || entry.isNewerThan(said) || entry.equals(said);
    }

    private long endOfBlocks(Prefix prefix) {
        BlockEntry said = words.operators(prefix);
        BlockEntry counted = words.counting(prefix);
        return Math.max(
                said == null || !said.active() ? 0 : said.expiresAtMillis(),
                counted == null || !counted.active() ? 0 : counted.expiresAtMillis());
    }
}
