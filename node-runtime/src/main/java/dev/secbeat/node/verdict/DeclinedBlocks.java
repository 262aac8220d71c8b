// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.crdt.OrderStamp;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Predicate;

/**
 * What this node has not carried out and other nodes may have all the same: their decisions are not taken here. Bounded; the
 * oldest goes first. Owned by one thread; not kept over a restart.
 */
final class DeclinedBlocks {
    static final int CAPACITY = 200_000;

    /** So long a command that others have carried out may be on its way here. */
    private static final long ON_ITS_WAY_MILLIS = 5_000;

    private record Declined(Predicate<BlockEntry> which, long untilMillis) {}

    private record Heard(long version, long atMillis) {}

    private final SequencedMap<Prefix, Declined> declined = new LinkedHashMap<>();
    private final SequencedMap<Prefix, Heard> heard = new LinkedHashMap<>();

    /**
     * Whether {@code entry}, for more nodes than what stands is for, may be by an order that is on its way here and will leave
     * alone what stands. It is told again.
     *
     * <p>What is stamped by its order does not tell when it was carried out, so it waits from when it is first heard.
     */
    boolean isTooEarly(BlockEntry standing, BlockEntry entry, long epochMillis) {
        if (!entry.isOfOperators() || !entry.scope().isWiderThan(standing.scope())) {
            return false;
        }
        long age = epochMillis - entry.decidedAtMillis();
        if (!OrderStamp.isShared(entry)) {
            return age < ON_ITS_WAY_MILLIS;
        }
        return age < OrderStamp.OLDEST_MILLIS + ON_ITS_WAY_MILLIS
                && epochMillis - firstHeardMillis(entry, epochMillis) < ON_ITS_WAY_MILLIS;
    }

    private long firstHeardMillis(BlockEntry entry, long epochMillis) {
        Heard before = heard.get(entry.prefix());
        if (before != null && before.version == entry.version()) {
            return before.atMillis;
        }
        heard.putLast(entry.prefix(), new Heard(entry.version(), epochMillis));
        if (heard.size() > CAPACITY) {
            heard.pollFirstEntry();
        }
        return epochMillis;
    }

    void add(Prefix prefix, Predicate<BlockEntry> which, long decidedUntilMillis) {
        declined.putLast(prefix, new Declined(which, decidedUntilMillis));
        if (declined.size() > CAPACITY) {
            declined.pollFirstEntry();
        }
    }

    /** This node has decided on {@code prefix}. */
    void remove(Prefix prefix) {
        declined.remove(prefix);
        heard.remove(prefix);
    }

    /** Whether {@code entry} is, or may be, what was not carried out here. */
    boolean covers(BlockEntry entry) {
        Declined found = declined.get(entry.prefix());
        return found != null
                && entry.isOfOperators()
                && entry.decidedAtMillis() <= found.untilMillis
                && found.which.test(entry);
    }
}
