// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

/**
 * How much of a source may stay untold while nobody is the worse for it. A source is held to all limits that cover it, and which of
 * them it is nearest to depends on how it comes: one of a second by a burst, one of a minute by what lasts. So each answer is
 * the least over all of them.
 */
final class Headroom {
    /** Of what is left to the limit, what all tellers together may keep to themselves. */
    private static final double NEAR_SHARE = 0.25;
    /** The same while more than half of the limit is left: even all of it would not reach the limit. */
    private static final double FAR_SHARE = 0.5;

    private final CounterState state;
    private final WindowRates rates;

    Headroom(CounterState state, WindowRates rates) {
        this.state = state;
        this.rates = rates;
    }

    /**
     * Below this count a source is not worth a word.
     *
     * @param tellers who may keep so much to themselves each
     */
    long tau(int slot, int tellers, long nowMillis) {
        double least = Double.MAX_VALUE;
        for (LimitTable.Row row : rows(slot)) {
            if (covers(row, slot)) {
                least = Math.min(least, state.allowed(row.limit, nowMillis));
            }
        }
        return Math.max(1, (long) (state.settings.quietShare() * least / tellers));
    }

    /** From so much untold on it is told at once, whatever is left. */
    long nearTheta(int slot, int tellers, long nowMillis) {
        return theta(slot, NEAR_SHARE, tellers, nowMillis);
    }

    /** The same, more while a source is far from all its limits. */
    long theta(int slot, int tellers, long nowMillis) {
        return theta(slot, FAR_SHARE, tellers, nowMillis);
    }

    /**
     * The same while the source did less than half of what each limit lets it go on doing, else nothing: from there on it has a ledger,
     * which lacks what comes later than a window, and a burst that is left to it proves nothing about what lasts.
     */
    long farTheta(int slot, int tellers, long nowMillis) {
        double least = Double.MAX_VALUE;
        for (LimitTable.Row row : rows(slot)) {
            if (covers(row, slot)) {
                double allowed = state.allowed(row.limit, nowMillis);
                double left = left(slot, row.limit, allowed, nowMillis);
                double lasting = allowed * row.limit.countPerWindow() / row.limit.mostInWindow();
                if (allowed - left >= lasting / 2) {
                    return 0;
                }
                least = Math.min(least, left);
            }
        }
        return Math.max(1, (long) (least * FAR_SHARE / tellers));
    }

    private long theta(int slot, double farShare, int tellers, long nowMillis) {
        double least = Double.MAX_VALUE;
        for (LimitTable.Row row : rows(slot)) {
            if (covers(row, slot)) {
                double allowed = state.allowed(row.limit, nowMillis);
                double left = left(slot, row.limit, allowed, nowMillis);
                least = Math.min(least, left * (left > allowed / 2 ? farShare : NEAR_SHARE));
            }
        }
        return Math.max(1, (long) (least / tellers));
    }

    private double left(int slot, CountLimit limit, double allowed, long nowMillis) {
        return allowed - rates.estimate(slot, limit.windowMillis(), nowMillis);
    }

    private LimitTable.Row[] rows(int slot) {
        return state.limits.of(state.table.tag(slot) >>> 1);
    }

    private boolean covers(LimitTable.Row row, int slot) {
        return row.covers(state.family(slot), state.table.bits(slot));
    }
}
