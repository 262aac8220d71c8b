// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.journal.JournalWriter;
import dev.secbeat.node.journal.NoteFile;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * How many nodes the fleet has, those that are away included: as many as were ever heard at the same time, also before a
 * restart, each under its own name; nobody's word on how many others there are counts. It is taken to have shrunk when a node that knows whom to obey has heard fewer for a day. Owned by the loop's
 * thread.
 */
final class FleetSize implements IntSupplier, AutoCloseable {
    /** No fleet is larger; a note that says so is wrong. */
    static final int MOST_NODES = 8_192;

    static final long SHRUNK_NANOS = TimeUnit.DAYS.toNanos(1);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int least;
    private final JournalWriter<Integer> writer;
    private int noted;
    private int mostSince;
    private long sinceNanos;
    private long lookNanos;
    private boolean begun;

    /**
     * @param note where it is kept over restarts
     * @param least so many there are at least, by the configuration
     */
    FleetSize(NoteFile note, int least) {
        this.least = least;
        this.noted = Math.min(note.read().orElse(1), MOST_NODES);
        this.writer = new JournalWriter<>("fleet-size", note::write);
        writer.start();
    }

    @Override
    public int getAsInt() {
        return Math.max(noted, least);
    }

    /**
     * Looks who is there, each second.
     *
     * @param heard nodes that are heard now, each under its own name, this one included; asked once a second
     * @param sure whether this node knows whom to obey: one that was cut off must not take itself for all there is
     */
    int doWork(long nowNanos, IntSupplier heard, boolean sure) {
        if (begun && nowNanos - lookNanos < LOOK_NANOS) {
            return 0;
        }
        begun = true;
        lookNanos = nowNanos;
        int now = Math.min(heard.getAsInt(), MOST_NODES);
        if (now >= noted || !sure) {
            mostSince = 0;
            sinceNanos = nowNanos;
            return now > noted ? note(now) : 0;
        }
        mostSince = Math.max(mostSince, now);
        if (nowNanos - sinceNanos < SHRUNK_NANOS) {
            return 0;
        }
        int fewer = mostSince;
        mostSince = 0;
        sinceNanos = nowNanos;
        return note(fewer);
    }

    @Override
    public void close() {
        writer.close();
    }

    private int note(int nodes) {
        noted = nodes;
        writer.offer(nodes);
        return 1;
    }
}
