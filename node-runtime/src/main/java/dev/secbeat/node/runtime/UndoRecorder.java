// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.control.PastOrder;
import dev.secbeat.node.control.UndoLog;
import dev.secbeat.node.journal.UndoJournal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what orders changed to its journal on a thread of its own, so that the loop never waits for the disk.
 *
 * <p>Pieces are offered by the loop's thread; {@link #lost()} is safe for all threads.
 */
final class UndoRecorder implements UndoLog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UndoRecorder.class);
    private static final int MOST_WAITING = 1_024;
    private static final int MOST_AT_ONCE = 64;
    private static final long JOIN_MILLIS = 5_000;
    private static final long POLL_MILLIS = 100;

    private final UndoJournal journal;
    private final BlockingQueue<PastOrder> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong lost = new AtomicLong();
    private final List<PastOrder> earlier;
    private final Thread thread;
    private volatile boolean closing;

    UndoRecorder(UndoJournal journal) {
        this.journal = journal;
        this.earlier = journal.orders();
        this.thread = Thread.ofPlatform().name("undo-journal").daemon().start(this::run);
    }

    @Override
    public List<PastOrder> earlier() {
        return earlier;
    }

    @Override
    public void append(PastOrder order) {
        if (!waiting.offer(order)) {
            lost.incrementAndGet();
        }
    }

    /** Pieces of orders that could not be undone after a restart: the queue was full or the disk refused. */
    long lost() {
        return lost.get();
    }

    /** Writes what waits, then closes the journal. Not by interrupting: that would close the file under a write. */
    @Override
    public void close() throws IOException {
        closing = true;
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        write(new ArrayList<>());
        journal.close();
    }

    private void run() {
        try {
            while (!closing) {
                List<PastOrder> batch = new ArrayList<>();
                PastOrder next = waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    batch.add(next);
                }
                write(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // What still waits is written on closing.
        }
    }

    private void write(List<PastOrder> batch) {
        waiting.drainTo(batch, MOST_AT_ONCE);
        while (!batch.isEmpty()) {
            try {
                journal.append(batch);
            } catch (IOException e) {
                lost.addAndGet(batch.size());
                LOG.error(
                        "event=undo_journal_write_failed pieces={} error=\"{}\" text=\"these orders could not be undone"
                                + " after a restart of this node: check the disk\"",
                        batch.size(),
                        e.toString());
            }
            batch.clear();
            waiting.drainTo(batch, MOST_AT_ONCE);
        }
    }
}
