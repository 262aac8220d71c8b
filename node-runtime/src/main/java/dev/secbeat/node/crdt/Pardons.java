// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The unblocks of a {@link BlockMap} that keep counting from blocking again. An automatic block gives way to each of them
 * that it shares an address with and that lasted when the block was decided: a rule that depends on the two decisions
 * alone, so that all nodes come to the same whichever they heard first.
 *
 * <p>In order of addresses those inside a prefix follow it; those around it are looked up by each length that occurs.
 */
final class Pardons {
    /** None; nothing is added to it. */
    static final Pardons NONE = new Pardons();

    private final TreeMap<Prefix, BlockEntry> pardons = new TreeMap<>();
    private final int[] lengthsV4 = new int[Family.IPV4.bits() + 1];
    private final int[] lengthsV6 = new int[Family.IPV6.bits() + 1];

    /** Takes note of an entry that is held from now on; of others than pardons there is nothing to note. */
    void add(BlockEntry entry) {
        if (entry.sparedUntilMillis() > 0 && pardons.put(entry.prefix(), entry) == null) {
            lengths(entry.prefix().family())[entry.prefix().length()]++;
        }
    }

    void remove(BlockEntry entry) {
        if (entry.sparedUntilMillis() > 0 && pardons.remove(entry.prefix(), entry)) {
            lengths(entry.prefix().family())[entry.prefix().length()]--;
        }
    }

    void forEach(Consumer<BlockEntry> taker) {
        pardons.values().forEach(taker);
    }

    /** Whether a block of {@code prefix} decided by counting at that epoch time gives way. */
    boolean spares(Prefix prefix, long decidedAtMillis) {
        return spares(prefix, pardon -> decidedAtMillis < pardon.sparedUntilMillis());
    }

    /** Whether the block gives way; one that is reinstated, to later pardons alone. */
    boolean spares(BlockEntry block) {
        return block.isAutomatic()
                && spares(
                        block.prefix(),
                        pardon -> block.decidedAtMillis() < pardon.sparedUntilMillis()
                                && (!block.reinstated() || pardon.isNewerThan(block)));
    }

    private boolean spares(Prefix prefix, Predicate<BlockEntry> wins) {
        return !pardons.isEmpty() && (isInside(prefix, wins) || isAround(prefix, wins));
    }

    private boolean isInside(Prefix prefix, Predicate<BlockEntry> wins) {
        int[] lengths = lengths(prefix.family());
        for (int length = prefix.length(); length >= 0; length--) {
            BlockEntry pardon = lengths[length] == 0 ? null : pardons.get(prefix.widened(length));
            if (pardon != null && wins.test(pardon)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAround(Prefix prefix, Predicate<BlockEntry> wins) {
        for (BlockEntry pardon : pardons.tailMap(prefix, false).values()) {
            if (!prefix.contains(pardon.prefix())) {
                return false;
            }
            if (wins.test(pardon)) {
                return true;
            }
        }
        return false;
    }

    private int[] lengths(Family family) {
        return family == Family.IPV4 ? lengthsV4 : lengthsV6;
    }
}
