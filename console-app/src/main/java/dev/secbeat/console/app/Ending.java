// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Ends the console once, whoever comes first: the person who closes the window, or a signal. The newest part goes first;
 * whoever comes second waits for the first. Safe for all threads.
 */
final class Ending implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private volatile boolean begun;

    /** Whether the end has begun; JavaFX ends itself on a signal and stumbles over its own parts then. */
    boolean hasBegun() {
        return begun;
    }

    synchronized void add(AutoCloseable part) {
        parts.push(part);
    }

    @Override
    public void close() {
        begun = true;
        closeParts();
    }

    private synchronized void closeParts() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.err.println("secbeat console: while ending: " + e.getMessage());
            }
        }
    }
}
