// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

/**
 * How much a source did in the window that ends now. Buckets are mapped to local time here and only here: were they
 * mapped on arrival, a better estimate of a peer's clock would file the same events a second time.
 *
 * <p>Two figures for two purposes; a third way to find a source over its limit is the {@link OverloadLedger}:
 *
 * <ul>
 *   <li>{@link #estimate}: the oldest bucket weighs by its overlap; unbiased, for screens and for deciding when to report.
 *   <li>{@link #proven}: only buckets that lie wholly inside the window even if the peer's events happened as early as
 *       the round trip allows. Never above the true count of the window, so it may block. It overlooks up to one bucket
 *       and one round trip at the old end, which does not matter to a source that crosses its limit within a window.
 * </ul>
 */
final class WindowRates {
    private final CounterState state;

    WindowRates(CounterState state) {
        this.state = state;
    }

    /** Events surely inside the window and not pardoned; never more than there truly were. */
    long proven(int slot, int windowMillis, long nowMillis) {
        long sum = 0;
        for (int cell = state.table.heads[slot]; cell != CellPool.NONE; cell = state.cells.next(cell)) {
            int writer = state.cells.writer(cell);
            long first = firstProven(slot, writer, windowMillis, nowMillis);
            sum += state.cells.sum(cell, first, lastBegun(writer, nowMillis));
        }
        return sum;
    }

    /** First bucket of a writer that lies wholly inside the window, by the writer's numbers. */
    long firstProven(int slot, int writer, int windowMillis, long nowMillis) {
        long fromMillis = Math.max(nowMillis - windowMillis, state.pardonedMillis[slot]) + 1;
        if (writer != Writers.SELF) {
            fromMillis -= aheadMillis(writer);
        }
        return Math.ceilDiv(fromMillis, (long) state.settings.bucketMillis());
    }

    /** Last bucket of a writer that can have begun by now: what is filed later is no part of a window that ends now. */
    private long lastBegun(int writer, long nowMillis) {
        long byMillis = writer == Writers.SELF ? nowMillis : nowMillis - aheadMillis(writer);
        return Math.floorDiv(byMillis, (long) state.settings.bucketMillis());
    }

    /** Earliest local time at which an event of the writer's bucket can have happened. */
    long earliestMillis(int writer, long bucket) {
        long startMillis = bucket * state.settings.bucketMillis();
        return writer == Writers.SELF ? startMillis : startMillis + aheadMillis(writer);
    }

    /** Add this to a time of the peer's clock to get a time of ours that is not late. */
    private long aheadMillis(int writer) {
        PeerClock clock = state.writers.get(writer).clock;
        return clock.offsetMillis() - clock.latenessMillis(state.settings.assumedDelayMillis());
    }

    /** Best guess of the events in the window over all writers. */
    double estimate(int slot, int windowMillis, long nowMillis) {
        double sum = 0;
        for (int cell = state.table.heads[slot]; cell != CellPool.NONE; cell = state.cells.next(cell)) {
            sum += estimateCell(cell, windowMillis, nowMillis);
        }
        return sum;
    }

    /** The share of one writer; zero when it has none. */
    double estimateOf(int slot, int writer, int windowMillis, long nowMillis) {
        int cell = state.cellOf(slot, writer);
        return cell == CellPool.NONE ? 0 : estimateCell(cell, windowMillis, nowMillis);
    }

    private double estimateCell(int cell, int windowMillis, long nowMillis) {
        int width = state.settings.bucketMillis();
        long offset = state.writers.get(state.cells.writer(cell)).clock.offsetMillis();
        long fromMillis = nowMillis - windowMillis - offset;
        long partial = Math.floorDiv(fromMillis, (long) width);
        double overlap = ((partial + 1) * width - fromMillis) / (double) width;
        return state.cells.sumFrom(cell, partial + 1) + overlap * state.cells.count(cell, partial);
    }
}
