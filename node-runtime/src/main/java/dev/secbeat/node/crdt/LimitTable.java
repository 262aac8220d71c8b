// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one lane, by dimension the strictest in the long run first. Of all that a source is held to the first is the
 * one by which its counts are told and its ledger is kept: what goes beyond any of the others for long goes beyond that one as
 * well. Few, so they are looked through one by one. Owned by one thread.
 */
final class LimitTable {
    private static final Comparator<CountLimit> STRICTEST_FIRST = Comparator.<CountLimit>comparingDouble(
                    limit -> limit.countPerWindow() / limit.windowMillis())
            .thenComparingDouble(CountLimit::mostInWindow);

    /** A limit, and which sources are held to it: those whose bits agree in all that are not shifted out. */
    static final class Row {
        final CountLimit limit;
        private final @Nullable Family family;
        private final long bits;
        private final int shift;

        Row(CountLimit limit) {
            this.limit = limit;
            Prefix within = limit.within().orElse(null);
            family = within == null ? null : within.family();
            shift = within == null ? 0 : sourceBits(within.family()) - within.length();
            bits = within == null ? 0 : shifted(within.family() == Family.IPV4 ? within.low() : within.high());
        }

        boolean covers(Family of, long sourceBits) {
            return family == null || (family == of && shifted(sourceBits) == bits);
        }

        /** A shift by 64 would be one by 0. */
        private long shifted(long value) {
            return shift == Long.SIZE ? 0 : value >>> shift;
        }

        private static int sourceBits(Family of) {
            return of == Family.IPV4 ? Integer.SIZE : Long.SIZE;
        }
    }

    private final Row[][] rows = new Row[Dimension.values().length][0];

    /** Replaces all; returns whether any differs. */
    boolean replace(Collection<CountLimit> limits) {
        boolean changed = false;
        for (Dimension dimension : Dimension.values()) {
            List<CountLimit> wanted = limits.stream()
                    .filter(limit -> limit.dimension() == dimension)
                    .sorted(STRICTEST_FIRST)
                    .toList();
            List<CountLimit> held =
                    Arrays.stream(rows[dimension.code()]).map(row -> row.limit).toList();
            if (!wanted.equals(held)) {
                rows[dimension.code()] = wanted.stream().map(Row::new).toArray(Row[]::new);
                changed = true;
            }
        }
        return changed;
    }

    /** The strictest limit that a source is held to; null when there is none, so that it is not counted. */
    @Nullable
    CountLimit strictest(int dimension, Family family, long sourceBits) {
        for (Row row : of(dimension)) {
            if (row.covers(family, sourceBits)) {
                return row.limit;
            }
        }
        return null;
    }

    /** All limits on a dimension; to be read only. */
    Row[] of(int dimension) {
        return Objects.requireNonNull(rows[dimension]);
    }
}
