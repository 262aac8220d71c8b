// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.journal.JournalWriter;
import dev.secbeat.node.journal.NoteFile;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * How many nodes the fleet has, those that are away included: as many as were ever heard at the same time, also before a
 * restart. It is taken to have shrunk when a node that knows whom to obey has heard fewer for a day. Owned by the loop's
 * thread.
 */
final class FleetSize implements IntSupplier, AutoCloseable {
    static final long SHRUNK_NANOS = TimeUnit.DAYS.toNanos(1);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final IntSupplier heard;
    private final int least;
    private final JournalWriter<Integer> writer;
    private int noted;
    private int mostSince;
    private long sinceNanos;
    private long lookNanos;
    private boolean begun;

    /**
     * @param note where it is kept over restarts
     * @param heard nodes that are heard now, this one included
     * @param least so many there are at least, by the configuration
     */
    FleetSize(NoteFile note, IntSupplier heard, int least) {
        this.heard = heard;
        this.least = least;
        this.noted = note.read().orElse(1);
        this.writer = new JournalWriter<>("fleet-size", 1, new Note(note), () -> {});
        writer.start();
    }

    @Override
    public int getAsInt() {
        return Math.max(noted, least);
    }

    /**
     * Looks who is there, each second.
     *
     * @param sure whether this node knows whom to obey: one that was cut off must not take itself for all there is
     */
    int doWork(long nowNanos, boolean sure) {
        if (begun && nowNanos - lookNanos < LOOK_NANOS) {
            return 0;
        }
        begun = true;
        lookNanos = nowNanos;
        int now = heard.getAsInt();
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

    private record Note(NoteFile file) implements JournalWriter.Journal<Integer> {

        @Override
        public Object key(Integer entry) {
            return file;
        }

        @Override
        public int weight(Integer entry) {
            return 1;
        }

        @Override
        public void append(List<Integer> entries) throws IOException {
            file.write(entries.getLast());
        }

        @Override
        public void close() {}
    }
}
