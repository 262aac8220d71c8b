// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Samples on their way to the FX thread: the newest, as many as a screen holds; older ones give way and are counted. Safe
 * for all threads; nobody waits.
 */
final class SampleFlow {
    private final Deque<Update.Sampled> waiting = new ArrayDeque<>();
    private int rows;
    private long gaveWay;

    /** What has come since the last time, oldest first, and how many samples had to give way. */
    record Taken(List<Update.Sampled> updates, long gaveWay) {}

    synchronized void offer(Update.Sampled update) {
        waiting.addLast(update);
        rows += update.rows().size();
        while (waiting.size() > 1 && (rows > SampleBook.CAPACITY || waiting.size() > SampleBook.CAPACITY)) {
            Update.Sampled oldest = waiting.removeFirst();
            rows -= oldest.rows().size();
            gaveWay += oldest.rows().size() + oldest.leftOut();
        }
    }

    synchronized Taken take() {
        Taken taken = new Taken(new ArrayList<>(waiting), gaveWay);
        waiting.clear();
        rows = 0;
        gaveWay = 0;
        return taken;
    }
}
