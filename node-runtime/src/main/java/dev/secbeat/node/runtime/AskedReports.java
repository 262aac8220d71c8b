// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Questions for the report of where clients are steered: all that come within a second get one answer together, as each is read
 * by everybody who watches, and anybody may ask.
 */
final class AskedReports {
    static final long APART_MILLIS = 1_000;

    private final AtomicBoolean asked = new AtomicBoolean();
    private long answeredMillis;

    /** Somebody asks. True when nobody else waits for an answer, so that it is worth a look. Safe for all threads. */
    boolean ask() {
        return !asked.getAndSet(true);
    }

    /** Whether an answer is due; it is given then. For one thread; a clock that was set back makes nobody wait. */
    boolean take(long nowMillis) {
        long age = nowMillis - answeredMillis;
        boolean tooSoon = age >= 0 && age < APART_MILLIS;
        if (tooSoon || !asked.getAndSet(false)) {
            return false;
        }
        answeredMillis = nowMillis;
        return true;
    }
}
