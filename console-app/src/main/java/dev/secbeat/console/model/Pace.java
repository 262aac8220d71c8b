// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.LongSupplier;

/**
 * Spreads the work of redrawing over pulses, so that a large fleet makes no single one long. Work is given with a key: given
 * again before it was done, it is done once and keeps its turn, so what waits is bounded by the number of keys. Where pulses
 * come too slowly, what has waited for {@link #LATEST_NANOS} is done whatever it takes: late figures are worse than a long
 * pulse. Where all that waited last was little, a pulse does more of it: drawing and showing a picture takes longer than
 * such work itself, so a small fleet is drawn in few. Each piece must leave what it draws whole, as the model is when it runs.
 * While nobody drives it all is done at once.
 * FX thread only.
 */
public final class Pace {
    /** Time after which no further piece is begun in a pulse, nanoseconds: what is drawn has to be laid out as well. */
    public static final long BUDGET_NANOS = 1_000_000;

    /** The same after a round of at most {@link #LITTLE_NANOS}. */
    public static final long BUDGET_OF_LITTLE_NANOS = 2_000_000;

    /** A round, from the first that waits until nothing does, that took no longer in all its pulses was little, nanoseconds. */
    public static final long LITTLE_NANOS = 6_000_000;

    /** Longest that anything waits once a pulse comes, nanoseconds. */
    public static final long LATEST_NANOS = 250_000_000;

    private record Piece(Runnable work, long sinceNanos) {}

    private final SequencedMap<Object, Piece> waiting = new LinkedHashMap<>();
    private final LongSupplier nanos;
    private Optional<Runnable> wake = Optional.empty();
    private long roundNanos;
    private boolean little;

    Pace(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** A pace by the clock of this machine. */
    public Pace() {
        this(System::nanoTime);
    }

    /** From now on work waits for {@link #pulse}; {@code wake} is run whenever some begins to wait. */
    public void drive(Runnable wake) {
        this.wake = Optional.of(wake);
    }

    /** Does this in one of the next pulses, in the order in which keys were given. */
    public void soon(Object key, Runnable work) {
        if (wake.isEmpty()) {
            work.run();
            return;
        }
        boolean idle = waiting.isEmpty();
        Piece before = waiting.get(key);
        waiting.put(key, new Piece(work, before == null ? nanos.getAsLong() : before.sinceNanos()));
        if (idle) {
            wake.get().run();
        }
    }

    /** Does what waits until the budget is spent, at least one piece. Returns how many pieces are left. */
    public int pulse() {
        if (waiting.isEmpty()) {
            return 0;
        }
        long begun = nanos.getAsLong();
        long budget = little ? BUDGET_OF_LITTLE_NANOS : BUDGET_NANOS;
        while (!waiting.isEmpty()) {
            Map.Entry<Object, Piece> first = waiting.firstEntry();
            boolean spent = nanos.getAsLong() - begun >= budget;
            if (spent && begun - first.getValue().sinceNanos() < LATEST_NANOS) {
                break;
            }
            waiting.remove(first.getKey());
            first.getValue().work().run();
        }
        took(nanos.getAsLong() - begun);
        return waiting.size();
    }

    private void took(long pulseNanos) {
        roundNanos += pulseNanos;
        if (waiting.isEmpty()) {
            little = roundNanos <= LITTLE_NANOS;
            roundNanos = 0;
        }
    }
}
