// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** One query over the held sources: what is compared for each of a million stays primitive, text is made last. */
final class SourceMatch {
    private static final double WATCHING_SHARE = 0.8;

    /** What one region counts of a row. */
    @FunctionalInterface
    interface RegionCount {
        double of(int row, String region);
    }

    /** A prefix as bits under a mask, of one family. */
    private record Net(boolean six, long bits, int length) {
        static Net of(Prefix prefix) {
            SourceKey key = SourceKey.ofPrefix(prefix);
            return new Net(key.family() == Family.IPV6, key.bits(), key.length());
        }

        boolean overlaps(boolean otherSix, long other, int otherLength) {
            int shared = Math.min(length, otherLength);
            int width = six ? 64 : 32;
            return six == otherSix && (shared == 0 || (bits ^ other) >>> (width - shared) == 0);
        }
    }

    private final SourceQuery query;
    private final SourceIndex index;
    private final RegionCount regions;
    private final IntFunction<SourceRow.Standing> standings;
    private final List<Net> nets = new ArrayList<>();

    /** @param standings where the source of a row stands */
    SourceMatch(SourceQuery query, SourceIndex index, RegionCount regions, IntFunction<SourceRow.Standing> standings) {
        this.query = query;
        this.index = index;
        this.regions = regions;
        this.standings = standings;
        query.within().stream().map(SourceMatch::net).forEach(nets::add);
    }

    boolean accepts(int row) {
        double global = index.globals[row];
        if (!(global > query.above()) || !(global < query.below())) {
            return false;
        }
        for (Net net : nets) {
            if (!net.overlaps(index.isSix(row), index.bits(row), index.length(row))) {
                return false;
            }
        }
        return (query.standing().isEmpty() || query.standing().get() == standings.apply(row))
                && isInRegions(row)
                && (query.texts().isEmpty() || holdsTexts(row));
    }

    /** Without a stream: this is asked of each of a million rows. */
    private boolean isInRegions(int row) {
        for (String region : query.regions()) {
            if (!(regions.of(row, region) > 0)) {
                return false;
            }
        }
        return true;
    }

    private boolean holdsTexts(int row) {
        String source = index.source(row).toString();
        String dimension = index.dimension(row).label();
        return query.texts().stream().allMatch(text -> source.contains(text) || dimension.equals(text));
    }

    /** What sorts a row: the largest first. */
    long key(int row) {
        long key = switch (query.sort()) {
            case GLOBAL -> ordered(index.globals[row]);
            case SHARE -> ordered(index.limit(row) > 0 ? index.globals[row] / index.limit(row) : 0);
            case REGION -> ordered(regions.of(row, query.sortRegion()));
            case SOURCE -> index.isSix(row) ? 1L << 62 | index.bits(row) >>> 2 : index.bits(row) << 30;
        };
        return query.descending() ? key : -key;
    }

    static SourceRow.Standing standing(SourceIndex index, int row) {
        if (index.blocked[row]) {
            return SourceRow.Standing.BLOCKED;
        }
        boolean close = index.limit(row) > 0 && index.globals[row] > WATCHING_SHARE * index.limit(row);
        return close ? SourceRow.Standing.WATCHING : SourceRow.Standing.PASSING;
    }

    /** Doubles that are not negative are in the order of their bits. */
    private static long ordered(double value) {
        return Double.doubleToLongBits(Math.max(0, value));
    }

    /** {@code 0.0.0.0/0} is no source, yet a fine filter. */
    private static Net net(Prefix prefix) {
        return prefix.length() == 0 ? new Net(prefix.family() == Family.IPV6, 0, 0) : Net.of(prefix);
    }
}
