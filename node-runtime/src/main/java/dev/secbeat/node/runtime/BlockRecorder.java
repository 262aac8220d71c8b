// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.journal.BlockJournal;
import dev.secbeat.node.time.NodeClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes operators' decisions to the journal on a thread of its own, so that the loop never waits for the disk.
 *
 * <p>Decisions are offered by the loop's thread; {@link #lost()} is safe for all threads.
 */
final class BlockRecorder implements Consumer<BlockEntry>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BlockRecorder.class);
    private static final int MOST_WAITING = 65_536;
    private static final int MOST_AT_ONCE = 1_024;
    private static final long JOIN_MILLIS = 5_000;
    private static final long POLL_MILLIS = 100;

    private final BlockJournal journal;
    private final NodeClock clock;
    private final BlockingQueue<BlockEntry> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;

    BlockRecorder(BlockJournal journal, NodeClock clock) {
        this.journal = journal;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("block-journal").daemon().start(this::run);
    }

    /** What an earlier start of this node wrote and is still in force. */
    List<BlockEntry> earlier() {
        return journal.entries(clock.epochMillis());
    }

    @Override
    public void accept(BlockEntry entry) {
        if (entry.isOfOperators() && !waiting.offer(entry)) {
            lost.incrementAndGet();
        }
    }

    /** Decisions that are in force but not in the journal: the queue was full or the disk refused. */
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
                List<BlockEntry> batch = new ArrayList<>();
                Optional.ofNullable(waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS))
                        .ifPresent(batch::add);
                write(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // What still waits is written on closing.
        }
    }

    private void write(List<BlockEntry> batch) {
        waiting.drainTo(batch, MOST_AT_ONCE);
        while (!batch.isEmpty()) {
            try {
                journal.append(batch, clock.epochMillis());
            } catch (IOException e) {
                lost.addAndGet(batch.size());
                LOG.error(
                        "event=journal_write_failed entries={} error=\"{}\" text=\"these blocks are in force but would not"
                                + " survive a restart of the whole fleet: check the disk\"",
                        batch.size(),
                        e.toString());
            }
            batch.clear();
            waiting.drainTo(batch, MOST_AT_ONCE);
        }
    }
}
