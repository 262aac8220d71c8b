// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import dev.secbeat.node.control.DecisionLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to a journal on a thread of its own, so that the loop never waits for the disk and nothing misses it: of entries
 * with the same key only the newest waits, at the place of the first, so that as much can wait as there is to remember,
 * however fast it comes; what the disk refuses is tried until it takes it. Should more wait than there can be to remember,
 * the oldest is let go of and counted.
 *
 * <p>Entries are offered by one thread; {@link #state} and {@link #lost} are safe for all. They hold a lock for moments
 * only, never while the disk is at work.
 *
 * @param <E> entry
 */
public final class JournalWriter<E> implements DecisionLog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);
    private static final int WEIGHT_AT_ONCE = 16_384;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long JOIN_MILLIS = 5_000;

    /**
     * What comes within it goes to the disk together. And an order that arrives at many nodes of one machine is in all their kernels
     * before the first of them is at its disk.
     */
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** The journal, used by the writer's thread alone. */
    public interface Journal<E> extends AutoCloseable {
        /** What supersedes what: of entries with equal keys the newest is enough. */
        Object key(E entry);

        /** How much of the room the entry takes, at least 1. */
        default int weight(E entry) {
            return 1;
        }

        /** Returns when the disk has the entries. */
        void append(List<E> entries) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** Keeps one entry, the newest. Used by the writer's thread alone. */
    @FunctionalInterface
    public interface Place<E> {
        /** Returns when the disk has the entry instead of the one before. */
        void write(E entry) throws IOException;
    }

    private record Newest<E>(Place<E> place) implements Journal<E> {
        @Override
        public Object key(E entry) {
            return place;
        }

        @Override
        public void append(List<E> entries) throws IOException {
            place.write(entries.getLast());
        }

        @Override
        public void close() {}
    }

    private record Waiting<E>(E entry, long number) {}

    private final String name;
    private final long room;
    private final Journal<E> journal;
    private final Runnable onProgress;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final SequencedMap<Object, Waiting<E>> waiting = new LinkedHashMap<>();
    private final Thread thread;
    private long waitingWeight;
    private boolean closing;
    private volatile long newest;
    private volatile long written;
    private volatile long lastLost;
    private final AtomicLong lost = new AtomicLong();

    /**
     * @param name of the journal, for its thread and the log
     * @param room weight of entries that can wait
     * @param onProgress called by the writer's thread whenever the disk has more
     */
    public JournalWriter(String name, long room, Journal<E> journal, Runnable onProgress) {
        this.name = name;
        this.room = room;
        this.journal = journal;
        this.onProgress = onProgress;
        this.thread = Thread.ofPlatform()
                .name(name)
                .priority(Thread.MIN_PRIORITY)
                .daemon()
                .unstarted(this::run);
    }

    /** One to a place for one entry: of several that wait only the newest is written. */
    public JournalWriter(String name, Place<E> place) {
        this(name, 1, new Newest<>(place), () -> {});
    }

    /** Begins to write. */
    public void start() {
        thread.start();
    }

    /** Takes an entry to be written. Called by one thread. */
    public void offer(E entry) {
        lock.lock();
        try {
            long number = newest + 1;
            newest = number;
            Object key = journal.key(entry);
            boolean isFirst = waiting.isEmpty();
            Waiting<E> before = waiting.put(key, new Waiting<>(entry, number));
            if (before != null) {
                waiting.put(key, new Waiting<>(entry, before.number()));
            }
            waitingWeight += journal.weight(entry) - (before == null ? 0 : journal.weight(before.entry()));
            while (waitingWeight > room && waiting.size() > 1) {
                letGoOf(waiting.pollFirstEntry().getValue());
            }
            if (isFirst) { // Else the writer has not come back for those before yet.
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long newest() {
        return newest;
    }

    @Override
    public State state(long after, long through) {
        if (lastLost > after) {
            return State.NOT_KEPT;
        }
        return written >= through ? State.DURABLE : State.PENDING;
    }

    /** Entries that will never be written: there was no room, or the disk refused them to the end. */
    public long lost() {
        return lost.get();
    }

    /** Writes what waits, once more what the disk refused, and closes the journal. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(JOIN_MILLIS); // Not by interrupting: that would close the file under a write.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (journal) {
            Batch<E> batch = take();
            while (batch != null) {
                write(batch);
                batch = take();
            }
        } catch (IOException e) {
            LOG.warn("event=journal_not_closed journal={} error=\"{}\"", name, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Nobody does.
        }
    }

    /** @param through all entries up to this number are in it or have been written */
    private record Batch<E>(List<E> entries, long through) {}

    /** Waits for entries and takes the oldest; null when closing and none are left. */
    private @Nullable Batch<E> take() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty()) {
                if (closing) {
                    return null;
                }
                changed.await();
            }
            gather();
            List<E> entries = new ArrayList<>(Math.min(waiting.size(), WEIGHT_AT_ONCE));
            boolean takesAll = waitingWeight <= WEIGHT_AT_ONCE;
            int weight = 0;
            Iterator<Waiting<E>> oldest = waiting.values().iterator();
            while (oldest.hasNext() && weight < WEIGHT_AT_ONCE) {
                E entry = oldest.next().entry();
                entries.add(entry);
                weight += journal.weight(entry);
                if (!takesAll) {
                    oldest.remove();
                }
            }
            if (takesAll) {
                waiting.clear(); // Cheaper than one by one.
            }
            waitingWeight -= weight;
            long through =
                    waiting.isEmpty() ? newest : waiting.firstEntry().getValue().number() - 1;
            return new Batch<>(entries, through);
        } finally {
            lock.unlock();
        }
    }

    /** Whoever offers does not signal meanwhile. */
    private void gather() throws InterruptedException {
        long left = GATHER_NANOS;
        while (left > 0 && !closing && waitingWeight < WEIGHT_AT_ONCE) {
            left = changed.awaitNanos(left);
        }
    }

    private void write(Batch<E> batch) throws InterruptedException {
        boolean done = false;
        int tries = 0;
        while (!done) {
            try {
                journal.append(batch.entries());
                written = batch.through();
                done = true;
                onProgress.run();
            } catch (IOException e) {
                tries++;
                if (Integer.bitCount(tries) == 1) { // Each time it has lasted twice as long.
                    LOG.error(
                            "event=journal_write_failed journal={} entries={} tries={} error=\"{}\" text=\"they are in"
                                    + " force and wait for the disk, but would not survive a restart: check it\"",
                            name,
                            batch.entries().size(),
                            tries,
                            e.toString());
                }
                done = pauseOrGiveUp(batch);
            }
        }
    }

    /** Returns true when closing: then the disk has had its last chance. */
    private boolean pauseOrGiveUp(Batch<E> batch) throws InterruptedException {
        lock.lock();
        try {
            if (!closing) {
                long left = RETRY_NANOS;
                while (left > 0 && !closing) { // New entries are no reason to try earlier.
                    left = changed.awaitNanos(left);
                }
                return false;
            }
            lost.addAndGet(batch.entries().size());
            lastLost = Math.max(lastLost, batch.through());
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void letGoOf(Waiting<E> oldest) {
        waitingWeight -= journal.weight(oldest.entry());
        lost.incrementAndGet();
        lastLost = Math.max(lastLost, oldest.number());
    }
}
