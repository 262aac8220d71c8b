// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes once to each page of tables that are mapped, beside the work, and changes nothing there: in a virtual machine whose
 * page tables its host keeps, the first write to a page takes some fifteen microseconds, a hundred times as long as any later
 * one, and a long order comes to nearly every page of a table that is empty. Such a wait belongs into the quiet after the
 * start, not into an attack.
 *
 * <p>It adds zero to a word as one step, which undoes nothing that the program or this process writes meanwhile. One thread
 * of its own, which ends by itself, and takes at most a fifth of a processor.
 */
final class PageTouch implements AutoCloseable {
    private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();
    private static final long PAGE_BYTES = 4_096;
    private static final int PAGES_AT_ONCE = 32;
    private static final int RESTS_A_WORK = 4;
    /** The start has other work. */
    private static final long BEGIN_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final List<MemorySegment> tables;
    private final long beginNanos;
    private final Thread thread;
    private final AtomicLong touched = new AtomicLong();
    private volatile boolean closed;

    private PageTouch(List<MemorySegment> tables, long beginNanos) {
        this.tables = List.copyOf(tables);
        this.beginNanos = beginNanos;
        thread = Thread.ofPlatform()
                .name("page-touch")
                .priority(Thread.MIN_PRIORITY)
                .daemon()
                .unstarted(this::run);
    }

    /** Begins in a moment; {@link #close} it before the memory of {@code tables}, aligned to words, is let go of. */
    static PageTouch start(List<MemorySegment> tables) {
        return start(tables, BEGIN_NANOS);
    }

    static PageTouch start(List<MemorySegment> tables, long beginNanos) {
        PageTouch touch = new PageTouch(tables, beginNanos);
        touch.thread.start();
        return touch;
    }

    /** Pages written to so far. Any thread. */
    long touched() {
        return touched.get();
    }

    /** Ends it, wherever it is; from then on no memory is touched. Any thread. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // It is about to end; until it has, the memory must stay.
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        LockSupport.parkNanos(this, beginNanos);
        for (MemorySegment table : tables) {
            for (long at = 0; at < table.byteSize() && !closed; at += PAGES_AT_ONCE * PAGE_BYTES) {
                long startNanos = System.nanoTime();
                touch(table, at);
                LockSupport.parkNanos(this, RESTS_A_WORK * (System.nanoTime() - startNanos));
            }
        }
    }

    private void touch(MemorySegment table, long from) {
        long end = Math.min(from + PAGES_AT_ONCE * PAGE_BYTES, table.byteSize() - Integer.BYTES + 1);
        for (long at = from; at < end && !closed; at += PAGE_BYTES) {
            int _ = (int) WORD.getAndAdd(table, at, 0);
            touched.lazySet(touched.get() + 1);
        }
    }
}
