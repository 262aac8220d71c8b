// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.BlastRadius;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.agrona.collections.Long2LongHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What passes a node at one moment, by source: sorted, so that the share of a prefix is found in logarithmic time.
 *
 * <p>IPv6 is counted by /64, so a narrower prefix counts as the /64 it lies in. Never changes.
 */
public final class TrafficMix {
    /** Fewer events than this, in all the time that is looked at, say nothing about shares. */
    public static final long LEAST_EVENTS = 1_000;

    /** Nothing passes. */
    public static final TrafficMix NONE = new TrafficMix(1, List.of());

    private static final List<Dimension> DIMENSIONS = List.of(Dimension.REQUESTS, Dimension.PACKETS);

    /** Sources of one family in one dimension, ascending unsigned, and the events up to each. */
    private static final class Column {
        private final Dimension dimension;
        private final Family family;
        private final long[] sources;
        private final long[] upTo;

        Column(Dimension dimension, Family family, long[] sources, long[] upTo) {
            this.dimension = dimension;
            this.family = family;
            this.sources = sources;
            this.upTo = upTo;
        }

        long all() {
            return upTo[sources.length];
        }

        /** Index of the first source not below {@code bits}. */
        int indexOf(long bits) {
            int from = 0;
            int to = sources.length;
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (Long.compareUnsigned(sources[middle], bits) < 0) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            return from;
        }
    }

    private final int seconds;
    private final List<Column> columns;
    private final long[] all = new long[Dimension.values().length];

    private TrafficMix(int seconds, List<Column> columns) {
        this.seconds = seconds;
        this.columns = columns;
        columns.forEach(column -> all[column.dimension.code()] += column.all());
    }

    /** Begins to add up prefixes; what several of them share counts once. */
    public Cover cover() {
        return new Cover();
    }

    private long all(Dimension dimension) {
        return all[dimension.code()];
    }

    /** The prefixes of an order, one after the other. Owned by one thread. */
    public final class Cover {
        private final BitSet[] covered = new BitSet[columns.size()];
        private final long[] events = new long[columns.size()];
        private @Nullable Prefix most;
        private double mostPart;

        private Cover() {
            Arrays.setAll(covered, _ -> new BitSet());
        }

        /** Adds a prefix. In time logarithmic in the sources, but for those nothing had covered before. */
        public void add(Prefix prefix) {
            for (int i = 0; i < columns.size(); i++) {
                Column column = columns.get(i);
                if (column.family == prefix.family() && column.sources.length > 0) {
                    int from = column.indexOf(first(prefix));
                    int to = last(prefix) == -1 ? column.sources.length : column.indexOf(last(prefix) + 1);
                    note(prefix, column, from, to);
                    take(i, from, to);
                }
            }
        }

        /** The share of all prefixes so far of each dimension of which enough passes. */
        public List<BlastRadius.Share> shares() {
            List<BlastRadius.Share> shares = new ArrayList<>();
            for (Dimension dimension : DIMENSIONS) {
                long all = all(dimension);
                if (all >= LEAST_EVENTS) {
                    long from = 0;
                    for (int i = 0; i < columns.size(); i++) {
                        from += columns.get(i).dimension == dimension ? events[i] : 0;
                    }
                    shares.add(new BlastRadius.Share(dimension, (double) from / all, all / seconds));
                }
            }
            return shares;
        }

        /** The prefix with the largest share by itself, if any has one. */
        public Optional<Prefix> mostly() {
            return Optional.ofNullable(most);
        }

        private void note(Prefix prefix, Column column, int from, int to) {
            long all = all(column.dimension);
            double part = all < LEAST_EVENTS ? 0 : (double) (column.upTo[to] - column.upTo[from]) / all;
            if (part > mostPart) {
                mostPart = part;
                most = prefix;
            }
        }

        private void take(int index, int from, int to) {
            long[] upTo = columns.get(index).upTo;
            BitSet seen = covered[index];
            for (int i = seen.nextClearBit(from); i < to; i = seen.nextClearBit(i + 1)) {
                events[index] += upTo[i + 1] - upTo[i];
            }
            seen.set(from, to);
        }
    }

    private static long first(Prefix prefix) {
        return prefix.family() == Family.IPV4 ? prefix.low() : prefix.high();
    }

    private static long last(Prefix prefix) {
        int free = Math.max(0, (prefix.family() == Family.IPV4 ? Integer.SIZE : Long.SIZE) - prefix.length());
        return first(prefix) | (free == Long.SIZE ? -1L : (1L << free) - 1);
    }

    /** Collects. */
    static final class Builder {
        private final int seconds;
        private final Predicate<SourceKey> isOver;
        private final Map<Dimension, Map<Family, Long2LongHashMap>> counts = new EnumMap<>(Dimension.class);

        Builder(int seconds, Predicate<SourceKey> isOver) {
            this.seconds = seconds;
            this.isOver = isOver;
            for (Dimension dimension : DIMENSIONS) {
                Map<Family, Long2LongHashMap> families = new EnumMap<>(Family.class);
                for (Family family : Family.values()) {
                    families.put(family, new Long2LongHashMap(0));
                }
                counts.put(dimension, families);
            }
        }

        void add(Dimension dimension, Family family, long bits, long events) {
            Long2LongHashMap map = countsOf(dimension, family);
            map.put(bits, map.get(bits) + events);
        }

        private Long2LongHashMap countsOf(Dimension dimension, Family family) {
            return Objects.requireNonNull(
                    Objects.requireNonNull(counts.get(dimension)).get(family));
        }

        TrafficMix build() {
            List<Column> columns = new ArrayList<>();
            for (Dimension dimension : DIMENSIONS) {
                for (Family family : Family.values()) {
                    columns.add(column(dimension, family));
                }
            }
            return new TrafficMix(seconds, List.copyOf(columns));
        }

        private Column column(Dimension dimension, Family family) {
            Long2LongHashMap map = countsOf(dimension, family);
            long[] sources = new long[map.size()];
            int size = 0;
            for (Long2LongHashMap.EntryIterator each = map.entrySet().iterator(); each.hasNext(); ) {
                each.next();
                if (!isOver.test(new SourceKey(family, each.getLongKey()))) {
                    sources[size++] = each.getLongKey() ^ Long.MIN_VALUE; // Signed order is the unsigned one then.
                }
            }
            long[] sorted = Arrays.copyOf(sources, size);
            Arrays.sort(sorted);
            long[] upTo = new long[size + 1];
            for (int i = 0; i < size; i++) {
                sorted[i] ^= Long.MIN_VALUE;
                upTo[i + 1] = upTo[i] + map.get(sorted[i]);
            }
            return new Column(dimension, family, sorted, upTo);
        }
    }
}
