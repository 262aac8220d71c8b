// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.NodeId;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When to compare the block map with a peer's by digest, and with whose: every {@value #SECONDS} seconds with the next one. So a
 * node comes by what long orders decided without it, of which peers tell one page a second only. Where maps
 * differ for good, as with decisions for a region, looking in vain becomes rare. On the loop's thread.
 */
final class BlockLook {
    static final int SECONDS = 10;
    static final int MOST_SECONDS = 640;
    /** Changes in a second that only a long order makes, or a whole map on its way. */
    static final long BUSY = 2_000;
    /** So many seconds a look is put off at most. */
    static final int MOST_POSTPONED = 60;

    private BooleanSupplier isWorkingOff = () -> false;
    private int period = SECONDS;
    private int passed;
    private long changesSeen;
    private int pages;
    private int news;
    private @Nullable NodeId last;

    /** @param working tells whether a long order is under way here: what a digest differs by then, each node gets by itself */
    void putOffWhile(BooleanSupplier working) {
        isWorkingOff = working;
    }

    /** Whether maps had better not be compared now. */
    boolean isPutOff() {
        return isWorkingOff.getAsBoolean();
    }

    /**
     * A second has passed; returns whom to ask now, if anybody. A map that changes a lot this very moment is not compared: an order that
     * nodes are working off makes their maps differ, and each gets to the end by itself.
     *
     * @param changes as {@code BlockMap.changes}
     */
    Optional<NodeId> second(SortedSet<NodeId> live, long changes) {
        boolean changed = changes - changesSeen > BUSY || isPutOff();
        changesSeen = changes;
        passed++;
        if (passed < period || live.isEmpty() || (changed && passed < period + MOST_POSTPONED)) {
            return Optional.empty();
        }
        boolean inVain = pages > 0 && news == 0;
        period = inVain ? Math.min(2 * period, MOST_SECONDS) : SECONDS;
        passed = 0;
        pages = 0;
        news = 0;
        NodeId before = last;
        SortedSet<NodeId> after = before == null ? live : new TreeSet<>(live).tailSet(before, false);
        last = after.isEmpty() ? live.first() : after.first();
        return Optional.of(last);
    }

    /** A page with blocks has come, because this or another look found a difference; so many of them were not here. */
    void took(int newOnes) {
        pages++;
        news += newOnes;
    }
}
