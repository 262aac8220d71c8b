// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.traffic.TrafficObserver;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * Reads the ring buffer of source reports straight from shared memory: no system call, nothing allocated. Layout: Linux,
 * kernel/bpf/ringbuf.c. A page with the consumer's position (ours to write), a page with the producers', then the records
 * twice in a row, so that one that wraps can be read in one piece. A record starts with its length; the two top bits say
 * that it is still being written, or to be skipped.
 *
 * <p>Owned by one thread, {@link #fill} apart. The position lies in the ring itself, so the next daemon goes on where this
 * one stopped.
 */
final class ReportRing {
    private static final VarHandle LONG = JAVA_LONG.varHandle();
    private static final VarHandle INT = JAVA_INT.varHandle();
    /** In the order of the report's counts. */
    private static final Dimension[] DIMENSIONS = {Dimension.PACKETS, Dimension.BYTES, Dimension.CONNECTIONS};

    private static final int BUSY = 1 << 31;
    private static final int DISCARD = 1 << 30;
    private static final int HEADER_BYTES = 8;

    private final MemorySegment consumer;
    private final MemorySegment producer;
    private final MemorySegment records;
    private final int ringBytes;

    ReportRing(LibC c, int fd, int ringBytes, Arena arena) {
        this.ringBytes = ringBytes;
        int page = c.getpagesize();
        consumer = c.mmap(fd, page, LibC.PROT_READ | LibC.PROT_WRITE, 0, arena);
        producer = c.mmap(fd, page + 2L * ringBytes, LibC.PROT_READ, page, arena);
        records = producer.asSlice(page);
    }

    /** Hands over at most {@code budget} reports; returns the number of counts handed over. */
    int drain(TrafficObserver observer, int budget) {
        int counts = 0;
        long at = (long) LONG.getAcquire(consumer, 0L);
        long end = (long) LONG.getAcquire(producer, 0L);
        for (int seen = 0; at < end && seen < budget; seen++) {
            long offset = at & (ringBytes - 1);
            int header = (int) INT.getAcquire(records, offset);
            if ((header & BUSY) != 0) {
                break;
            }
            int length = header & ~(BUSY | DISCARD);
            at += (length + HEADER_BYTES + 7) & -8;
            MemorySegment report = records.asSlice(offset + HEADER_BYTES, length);
            counts += (header & DISCARD) == 0 && length == Abi.REPORT_BYTES ? deliver(report, observer) : 0;
            // Only now may the kernel write over the record.
            LONG.setRelease(consumer, 0L, at);
        }
        return counts;
    }

    /** Bytes waiting, and the ring's size. Any thread. */
    MapFill fill() {
        long waiting = (long) LONG.getAcquire(producer, 0L) - (long) LONG.getAcquire(consumer, 0L);
        return new MapFill(waiting, ringBytes);
    }

    private int deliver(MemorySegment report, TrafficObserver observer) {
        Family family = report.get(JAVA_INT, Abi.REPORT_FAMILY) == Abi.IPV4 ? Family.IPV4 : Family.IPV6;
        long bits = report.get(JAVA_LONG, Abi.REPORT_BITS);
        long sinceNanos = report.get(JAVA_LONG, Abi.REPORT_SINCE);
        int told = 0;
        for (int i = 0; i < DIMENSIONS.length; i++) {
            long count = report.get(JAVA_LONG, Abi.REPORT_PACKETS + (long) i * Long.BYTES);
            if (count > 0) {
                observer.onCount(family, bits, DIMENSIONS[i], count, sinceNanos);
                told++;
            }
        }
        return told;
    }
}
