// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The records of a ring buffer, straight from shared memory: no system call, nothing copied. Layout: Linux,
 * kernel/bpf/ringbuf.c. A page with the consumer's position (ours to write), a page with the producers', then the records
 * twice in a row, so that one that wraps can be read in one piece. A record starts with its length; the two top bits say
 * that it is still being written, or to be skipped.
 *
 * <p>Owned by one thread, {@link #fill} apart; a ring has one reader at a time. The position lies in the ring itself, so
 * the next reader goes on where this one stopped.
 */
final class RingRecords {
    private static final VarHandle LONG = JAVA_LONG.varHandle();
    private static final VarHandle INT = JAVA_INT.varHandle();
    private static final int BUSY = 1 << 31;
    private static final int DISCARD = 1 << 30;
    private static final int HEADER_BYTES = 8;

    private final MemorySegment consumer;
    private final MemorySegment producer;
    private final MemorySegment records;
    private final int ringBytes;
    private long at;
    private long end;

    RingRecords(LibC c, int fd, int ringBytes, Arena arena) {
        this.ringBytes = ringBytes;
        int page = c.getpagesize();
        consumer = c.mmap(fd, page, LibC.PROT_READ | LibC.PROT_WRITE, 0, arena);
        producer = c.mmap(fd, page + 2L * ringBytes, LibC.PROT_READ, page, arena);
        records = producer.asSlice(page);
        at = (long) LONG.getAcquire(consumer, 0L);
        end = at;
    }

    /** The next record that is complete, null when there is none; it may be read until {@link #release}. */
    @Nullable
    MemorySegment next() {
        if (at >= end) {
            end = (long) LONG.getAcquire(producer, 0L);
        }
        while (at < end) {
            long offset = at & (ringBytes - 1);
            int header = (int) INT.getAcquire(records, offset);
            if ((header & BUSY) != 0) {
                return null;
            }
            int length = header & ~(BUSY | DISCARD);
            at += (length + HEADER_BYTES + 7) & -8;
            if ((header & DISCARD) == 0) {
                return records.asSlice(offset + HEADER_BYTES, length);
            }
            release();
        }
        return null;
    }

    /** Lets the kernel write over everything up to the record that {@link #next} gave last. */
    void release() {
        LONG.setRelease(consumer, 0L, at);
    }

    /** Bytes waiting, and the ring's size. Any thread. */
    MapFill fill() {
        long waiting = (long) LONG.getAcquire(producer, 0L) - (long) LONG.getAcquire(consumer, 0L);
        return new MapFill(waiting, ringBytes);
    }
}
