// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourcePage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All sources that nodes tell of: what each node counts of each, in flat arrays. A count goes when its node has walked over all
 * its sources twice without telling it again, or is silent for a minute.
 *
 * <p>Bound: {@link #MOST_SOURCES} sources and twice as many counts, some 70 MB; what is beyond is refused and counted.
 * Confined to one thread.
 */
final class SourceStore {
    static final int MOST_SOURCES = 1 << 20;
    static final int MOST_NODES = 2_048;

    private static final int SILENT_SECONDS = 60;
    private static final int LATELY_SECONDS = 15;

    /** Rows gone over before what has come meanwhile is taken in: with a million of them pages would find no room. */
    static final int A_STRETCH = 1 << 15;

    private static final long SECOND_NANOS = 1_000_000_000;
    private static final long UPPER = 0xFFFF_FFFF_0000_0000L;

    /** What is known of a node's walks. */
    private static final class Teller {
        private final NodeId id;
        private int heard;
        private int pass;
        private int passBegan;
        private int beganBefore;
        private int walks;

        private Teller(NodeId id) {
            this.id = id;
        }

        private boolean isLately(int now) {
            return now - heard <= LATELY_SECONDS;
        }

        private void hear(SourcePage page, int second) {
            heard = second;
            if (page.isWatched()) {
                return;
            }
            if (page.pass() != pass) {
                pass = page.pass();
                passBegan = second;
            }
            if (page.last()) {
                walks++;
                deadBefore = walks > 1 ? beganBefore : Integer.MIN_VALUE;
                beganBefore = passBegan;
            }
        }

        /** Counts told before this second are over. */
        private int deadBefore = Integer.MIN_VALUE;
    }

    private final SourceIndex index;
    private final ComponentPool pool;
    private final List<Teller> tellers = new ArrayList<>();
    private final Map<NodeId, Integer> numbers = new HashMap<>();

    /** Of the rows found last: what was counted, a sample each second. */
    private Map<String, Trend> trends = Map.of();

    private int trendSecond;
    private long refused;
    private int oldest;

    /** Second of the latest sweep or search. */
    private int now;

    SourceStore() {
        this(MOST_SOURCES);
    }

    SourceStore(int most) {
        index = new SourceIndex(most);
        pool = new ComponentPool(2 * most);
    }

    void accept(SourcePage page, long receivedNanos) {
        int second = second(receivedNanos);
        int node = numberOf(page.node());
        if (node < 0) {
            refused += page.sources().size();
            return;
        }
        tellers.get(node).hear(page, second);
        for (SourceCount source : page.sources()) {
            int row = index.rowOf(source);
            int cell = row == SourceIndex.NONE ? ComponentPool.NONE : cellOf(row, node);
            if (cell == ComponentPool.NONE) {
                refused++;
            } else {
                pool.set(cell, source.local(), second);
                index.globals[row] = (float) Math.max(source.global(), counted(row));
                index.rule(row, source.limit(), source.windowMillis());
                index.blocked[row] = source.blocked();
            }
        }
    }

    /** Forgets what is over; to be called each few seconds. */
    void sweep(long nowNanos) {
        sweep(nowNanos, () -> {});
    }

    /** @param intake run after each {@link #A_STRETCH} rows; it may add to this store */
    void sweep(long nowNanos, Runnable intake) {
        now = second(nowNanos);
        oldest = now;
        for (int row = 0; row < index.made(); row++) {
            if (row % A_STRETCH == A_STRETCH - 1) {
                intake.run();
            }
            if (index.isTaken(row)) {
                sweepRow(row);
            }
        }
    }

    private void sweepRow(int row) {
        int previous = ComponentPool.NONE;
        for (int cell = index.heads[row]; cell != ComponentPool.NONE; ) {
            int next = pool.next(cell);
            Teller teller = tellers.get(pool.node(cell));
            if (pool.seen(cell) < teller.deadBefore || now - teller.heard > SILENT_SECONDS) {
                if (previous == ComponentPool.NONE) {
                    index.heads[row] = next;
                } else {
                    pool.setNext(previous, next);
                }
                pool.release(cell);
            } else {
                oldest = Math.min(oldest, pool.seen(cell));
                previous = cell;
            }
            cell = next;
        }
        if (index.heads[row] == ComponentPool.NONE) {
            index.free(row);
        }
    }

    /** What is wanted, in one pass over all, with what {@code board} knows of it. */
    HeldSources find(SourceQuery query, long nowNanos, Board board) {
        return find(query, nowNanos, board, () -> {});
    }

    /** @param intake run after each {@link #A_STRETCH} rows; it may add to this store */
    HeldSources find(SourceQuery query, long nowNanos, Board board, Runnable intake) {
        now = second(nowNanos);
        SourceMatch match = new SourceMatch(query, index, this::countedIn, this::standing);
        TopRows top = new TopRows(HeldSources.MOST_ROWS);
        int matching = 0;
        for (int row = 0; row < index.made(); row++) {
            if (row % A_STRETCH == A_STRETCH - 1) {
                intake.run();
            }
            if (index.isTaken(row) && match.accepts(row)) {
                matching++;
                top.offer(match.key(row), row);
            }
        }
        List<SourceRow> rows = followed(top.take(), now, new BoardMerge(board.sources(), board.blocks()));
        int nodes = 0;
        int walked = 0;
        for (Teller teller : tellers) {
            boolean lately = teller.isLately(now);
            nodes += lately ? 1 : 0;
            walked += lately && teller.walks > 0 ? 1 : 0;
        }
        long age = index.used() == 0 ? 0 : Math.max(0, now - oldest) * 1_000L;
        return new HeldSources(rows, matching, index.used(), refused, nodes, walked, age);
    }

    /**
     * All that match as the upper half of what sorts them and their row: the first ones first, of those that the half does not
     * tell apart the lower row.
     */
    long[] order(SourceQuery query) {
        SourceMatch match = new SourceMatch(query, index, this::countedIn, this::standing);
        long[] order = new long[index.used()];
        int matching = 0;
        for (int row = 0; row < index.made(); row++) {
            if (index.isTaken(row) && match.accepts(row)) {
                order[matching++] = (~match.key(row) & UPPER) | row;
            }
        }
        long[] found = Arrays.copyOf(order, matching);
        Arrays.sort(found);
        return found;
    }

    /** The rows of a part of {@link #order}, without those that have gone or no longer match. */
    List<SourceRow> describe(SourceQuery query, long[] order, int from, int to, BoardMerge board) {
        SourceMatch match = new SourceMatch(query, index, this::countedIn, this::standing);
        List<SourceRow> rows = new ArrayList<>();
        for (int i = from; i < to; i++) {
            int row = (int) order[i];
            if (index.isTaken(row) && match.accepts(row)) {
                rows.add(board.merge(describe(row, Trend.EMPTY)));
            }
        }
        return rows;
    }

    /** Who is shown has a trend, from when it was first shown. */
    private List<SourceRow> followed(int[] found, int second, BoardMerge merge) {
        Map<String, Trend> next = new HashMap<>();
        List<SourceRow> rows = new ArrayList<>();
        for (int row : found) {
            String key = index.source(row) + " " + index.dimension(row).label();
            Trend before = trends.getOrDefault(key, Trend.EMPTY);
            Trend trend = before.size() > 0 && second == trendSecond ? before : before.plus(index.globals[row]);
            next.put(key, trend);
            rows.add(merge.merge(describe(row, trend)));
        }
        trends = next;
        trendSecond = second;
        return rows;
    }

    private SourceRow describe(int row, Trend trend) {
        Map<String, Double> perRegion = new TreeMap<>();
        for (int cell = index.heads[row]; cell != ComponentPool.NONE; cell = pool.next(cell)) {
            String region = tellers.get(pool.node(cell)).id.region().value();
            perRegion.merge(region, pool.own(cell), Double::sum);
        }
        return new SourceRow(
                index.source(row).toString(),
                index.dimension(row).label(),
                index.globals[row],
                index.limit(row),
                index.windowMillis(row),
                perRegion,
                Map.of(),
                standing(row),
                "",
                0,
                trend,
                Trend.EMPTY);
    }

    /** What the nodes said last, unless none of those that count it has told anything lately. */
    private SourceRow.Standing standing(int row) {
        for (int cell = index.heads[row]; cell != ComponentPool.NONE; cell = pool.next(cell)) {
            if (tellers.get(pool.node(cell)).isLately(now)) {
                return SourceMatch.standing(index, row);
            }
        }
        return SourceRow.Standing.GONE;
    }

    private double counted(int row) {
        double sum = 0;
        for (int cell = index.heads[row]; cell != ComponentPool.NONE; cell = pool.next(cell)) {
            sum += pool.own(cell);
        }
        return sum;
    }

    private double countedIn(int row, String region) {
        double sum = 0;
        for (int cell = index.heads[row]; cell != ComponentPool.NONE; cell = pool.next(cell)) {
            boolean ofRegion = tellers.get(pool.node(cell)).id.region().value().equals(region);
            sum += ofRegion ? pool.own(cell) : 0;
        }
        return sum;
    }

    private int cellOf(int row, int node) {
        for (int cell = index.heads[row]; cell != ComponentPool.NONE; cell = pool.next(cell)) {
            if (pool.node(cell) == node) {
                return cell;
            }
        }
        int cell = pool.allocate(node, index.heads[row]);
        if (cell != ComponentPool.NONE) {
            index.heads[row] = cell;
        }
        return cell;
    }

    private int numberOf(NodeId node) {
        Integer known = numbers.get(node);
        if (known != null) {
            return known;
        }
        if (tellers.size() == MOST_NODES) {
            return -1;
        }
        tellers.add(new Teller(node));
        numbers.put(node, tellers.size() - 1);
        return tellers.size() - 1;
    }

    private static int second(long nanos) {
        return (int) (nanos / SECOND_NANOS);
    }
}
