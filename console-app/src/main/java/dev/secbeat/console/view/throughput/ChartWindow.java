// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import dev.secbeat.console.model.ChartSpan;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Which time a chart shows: a stretch that ends now and moves on, the same held still, or a stretch that was chosen. FX
 * thread only; pure otherwise.
 */
final class ChartWindow {
    private static final long LEAST_MILLIS = 30_000;
    private static final int MOST_STEPS = 32;

    private final Deque<ChartSpan> chosen = new ArrayDeque<>();
    private long lengthMillis;
    private Optional<Long> heldAt = Optional.empty();

    ChartWindow(long lengthMillis) {
        this.lengthMillis = lengthMillis;
    }

    /** Shows the newest stretch of this length, live again unless it is held. */
    void show(long length) {
        lengthMillis = length;
        chosen.clear();
    }

    /** Holds what is shown still at {@code nowMillis}, or moves on. */
    void hold(boolean still, long nowMillis) {
        heldAt = still ? Optional.of(nowMillis) : Optional.empty();
    }

    /** Shows a chosen stretch, widened to what can be told apart. */
    void zoom(long fromMillis, long toMillis) {
        long from = Math.min(fromMillis, toMillis);
        long to = Math.max(fromMillis, toMillis);
        long missing = Math.max(0, LEAST_MILLIS - (to - from));
        if (chosen.size() == MOST_STEPS) {
            chosen.removeLast();
        }
        chosen.push(new ChartSpan(from - missing / 2, to + (missing + 1) / 2));
    }

    /** Back to what was shown before the last zoom; false when there was none. */
    boolean back() {
        return chosen.poll() != null;
    }

    /** Back to the stretch that ends now. */
    void reset() {
        chosen.clear();
    }

    boolean isZoomed() {
        return !chosen.isEmpty();
    }

    boolean isHeld() {
        return heldAt.isPresent();
    }

    /** Whether what is shown moves on with time. */
    boolean isLive() {
        return !isZoomed() && !isHeld();
    }

    long lengthMillis() {
        return lengthMillis;
    }

    /** The stretch to show. */
    ChartSpan span(long nowMillis) {
        ChartSpan top = chosen.peek();
        return top == null ? ChartSpan.endingAt(heldAt.orElse(nowMillis), lengthMillis) : top;
    }
}
