// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

/**
 * How much a source did in the window that ends now. Buckets are mapped to local time here and only here: were they
 * mapped on arrival, a better estimate of a peer's clock would file the same events a second time.
 *
 * <p>Three figures for three purposes:
 *
 * <ul>
 *   <li>{@link #estimate}: the oldest bucket weighs by its overlap; unbiased, for screens and for deciding when to report.
 *   <li>{@link #proven}: only buckets that lie wholly inside the window even if the peer's events happened as early as
 *       the round trip allows. Never above the true count of the window, so it may block. It overlooks up to one bucket
 *       and one round trip at the old end, which does not matter to a source that crosses its limit within a window.
 *   <li>{@link #isSustained}: for the others. A leaky bucket (GCRA, ITU-T I.371) that drains at the limit and is fed each
 *       proven event once. Whoever keeps to L in each window W puts at most L (t / W + 2) into it during any t, since
 *       what arrives now happened within the last W; so it never stands above 2 L. Whoever keeps above L by x per window
 *       gets there within 2 L / x windows. A burst of B allowed besides is in it once: it never stands above 2 L + B.
 * </ul>
 */
final class WindowRates {
    private static final double SUSTAINED_LIMITS = 2;

    private final CounterState state;

    WindowRates(CounterState state) {
        this.state = state;
    }

    /** Events surely inside the window and not pardoned; never more than there truly were. */
    long proven(int slot, int windowMillis, long nowMillis) {
        long sum = 0;
        for (int cell = state.table.heads[slot]; cell != CellPool.NONE; cell = state.cells.next(cell)) {
            sum += state.cells.sumFrom(cell, firstProven(slot, state.cells.writer(cell), windowMillis, nowMillis));
        }
        return sum;
    }

    /** First bucket of a writer that lies wholly inside the window, by the writer's numbers. */
    long firstProven(int slot, int writer, int windowMillis, long nowMillis) {
        long fromMillis = Math.max(nowMillis - windowMillis, state.pardonedMillis[slot]) + 1;
        if (writer != Writers.SELF) {
            PeerClock clock = state.writers.get(writer).clock;
            fromMillis += clock.latenessMillis(state.settings.assumedDelayMillis()) - clock.offsetMillis();
        }
        return Math.ceilDiv(fromMillis, (long) state.settings.bucketMillis());
    }

    /** Whether the source has kept above its limit for so long that the leaky bucket stands over twice the limit and the burst. */
    boolean isSustained(int slot, CountLimit limit, long nowMillis) {
        return state.levelAt(slot, nowMillis) > SUSTAINED_LIMITS * limit.countPerWindow() + limit.burst();
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
