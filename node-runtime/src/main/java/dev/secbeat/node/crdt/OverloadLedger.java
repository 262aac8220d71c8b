// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import java.util.Arrays;

/**
 * Proves overloads that no single window shows, because what a node knows of a window lacks its edges: what happened so
 * early that it may have been before the window, and what is still on its way.
 *
 * <p>Idea: m windows side by side hold at most m L events of a source that keeps to L in each, so more than m L in any of
 * them prove that one window held too many. The edges are lost once, not m times: whatever overload lasts is proven in the
 * end. It is CUSUM (Page 1954) over windows laid side by side, from the best beginning to now, or GCRA (ITU-T I.371) that
 * leaks a window at a time. {@value #PHASES} ledgers a source whose windows begin at different times keep the wait for
 * the end of a window to a share of it.
 *
 * <p>Sound by this: an event is entered once, under the earliest time at which it can have happened. In truth it happened
 * then or later, but not after now; so all that is entered from the beginning of a window on truly lies in that window
 * and those after it, the one that has just begun counted as a whole.
 *
 * <p>A burst of B allowed besides is in all of them together once: m windows hold at most m L + B, and more than that is proof.
 *
 * <p>Bound: let u be the time of the source's events that are lost at the edges (its writers' round trips and the width of a
 * bucket, averaged over the events). Then a source that keeps to x L a window, x above 1, is proven to be over after m = u x
 * / ((x - 1) W) windows W, rounded up, and one part in {@value #PHASES} of a window; with a burst after B / ((x - 1) L) windows more.
 *
 * <p>What is entered beyond {@value #MOST_WINDOWS} windows' worth and the burst is forgotten, so that who stops is clean soon. Memory:
 * a fixed pool, from which a source takes a ledger at half its limit. Owned by the node loop's thread.
 */
final class OverloadLedger {
    static final int PHASES = 4;
    static final int MOST_WINDOWS = 2;

    /** Windows that may still be entered into, the newest first. */
    private static final int OPEN = 3;

    private static final int NONE = -1;

    private final int[] ledgers;
    private final int[] free;
    private int freeCount;
    private final long[] stampMillis;
    /** By ledger and phase: surplus of the windows before the open ones, from the best beginning. */
    private final long[] surplus;
    /** By ledger, phase and age in windows: what is entered. */
    private final long[] open;

    long refused;

    /** For slots 0 to {@code slots} - 1, of which {@code capacity} may have a ledger at a time. */
    OverloadLedger(int slots, int capacity) {
        ledgers = new int[slots];
        Arrays.fill(ledgers, NONE);
        free = new int[capacity];
        stampMillis = new long[capacity];
        surplus = new long[capacity * PHASES];
        open = new long[capacity * PHASES * OPEN];
        for (int ledger = 0; ledger < capacity; ledger++) {
            free[freeCount++] = ledger;
        }
    }

    /** How far back an event's earliest time may lie to be entered, in milliseconds. */
    static long reachMillis(CountLimit limit) {
        return (long) (OPEN - 1) * limit.windowMillis();
    }

    boolean has(int slot) {
        return ledgers[slot] != NONE;
    }

    /** Gives the slot an empty ledger unless it has one; returns false, which is counted, when there is none left. */
    boolean begin(int slot, long nowMillis) {
        if (has(slot)) {
            return true;
        }
        if (freeCount == 0) {
            refused++;
            return false;
        }
        freeCount--;
        ledgers[slot] = free[freeCount];
        stampMillis[ledgers[slot]] = nowMillis;
        wipe(ledgers[slot]);
        return true;
    }

    /** Takes the slot's ledger back. */
    void end(int slot) {
        if (has(slot)) {
            free[freeCount] = ledgers[slot];
            freeCount++;
            ledgers[slot] = NONE;
        }
    }

    /** Takes all ledgers back: after a change of limits. */
    void endAll() {
        for (int slot = 0; slot < ledgers.length; slot++) {
            end(slot);
        }
    }

    /**
     * Enters events of a slot that has a ledger. What is too old to be entered is left out.
     *
     * @param earliestMillis none of them happened before
     */
    void enter(int slot, CountLimit limit, long count, long earliestMillis, long nowMillis) {
        int ledger = rolled(slot, limit, nowMillis);
        for (int phase = 0; phase < PHASES; phase++) {
            long age = windowOf(nowMillis, phase, limit) - windowOf(earliestMillis, phase, limit);
            if (age >= 0 && age < OPEN) {
                open[at(ledger, phase) + (int) age] += count;
            }
        }
    }

    /** Whether some windows side by side up to now hold more than the limit allows them. */
    boolean isOver(int slot, CountLimit limit, long nowMillis) {
        if (!has(slot)) {
            return false;
        }
        int ledger = rolled(slot, limit, nowMillis);
        long most = most(limit);
        double burst = limit.burst();
        for (int phase = 0; phase < PHASES; phase++) {
            if (total(ledger, phase, most) > burst) {
                return true;
            }
        }
        return false;
    }

    /** Whether nothing is entered that could still count. */
    boolean isEmpty(int slot, CountLimit limit, long nowMillis) {
        if (!has(slot)) {
            return true;
        }
        int ledger = rolled(slot, limit, nowMillis);
        for (int phase = 0; phase < PHASES; phase++) {
            if (!isIdle(ledger, phase)) {
                return false;
            }
        }
        return true;
    }

    private long total(int ledger, int phase, long most) {
        long sum = surplus[ledger * PHASES + phase];
        for (int age = OPEN - 1; age > 0; age--) {
            sum = Math.max(0, sum + open[at(ledger, phase) + age] - most);
        }
        return sum + open[at(ledger, phase)] - most;
    }

    /** The slot's ledger, its windows moved on to {@code nowMillis}. */
    private int rolled(int slot, CountLimit limit, long nowMillis) {
        int ledger = ledgers[slot];
        for (int phase = 0; phase < PHASES; phase++) {
            long steps = windowOf(nowMillis, phase, limit) - windowOf(stampMillis[ledger], phase, limit);
            for (; steps > 0 && !isIdle(ledger, phase); steps--) {
                shift(ledger, phase, limit);
            }
        }
        stampMillis[ledger] = nowMillis;
        return ledger;
    }

    private void shift(int ledger, int phase, CountLimit limit) {
        long most = most(limit);
        int first = at(ledger, phase);
        int last = first + OPEN - 1;
        long sum = surplus[ledger * PHASES + phase] + open[last] - most;
        surplus[ledger * PHASES + phase] = Math.clamp(sum, 0, MOST_WINDOWS * most + (long) limit.burst());
        System.arraycopy(open, first, open, first + 1, OPEN - 1);
        open[first] = 0;
    }

    private boolean isIdle(int ledger, int phase) {
        long sum = surplus[ledger * PHASES + phase];
        for (int age = 0; age < OPEN; age++) {
            sum |= open[at(ledger, phase) + age];
        }
        return sum == 0;
    }

    private void wipe(int ledger) {
        Arrays.fill(surplus, ledger * PHASES, (ledger + 1) * PHASES, 0);
        Arrays.fill(open, at(ledger, 0), at(ledger + 1, 0), 0);
    }

    private static int at(int ledger, int phase) {
        return (ledger * PHASES + phase) * OPEN;
    }

    private static long windowOf(long millis, int phase, CountLimit limit) {
        long shift = (long) phase * limit.windowMillis() / PHASES;
        return Math.floorDiv(millis - shift, (long) limit.windowMillis());
    }

    /**
     * Whole events a window may hold; counts are whole, so this is as exact as the limit itself. But where a burst is allowed, a
     * window may hold the fraction that another has left.
     */
    private static long most(CountLimit limit) {
        double most = limit.countPerWindow();
        return (long) (limit.burst() > 0 ? Math.ceil(most) : most);
    }
}
