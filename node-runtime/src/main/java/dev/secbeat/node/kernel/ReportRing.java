// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.traffic.TrafficObserver;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Reads the ring buffer of source reports. Owned by one thread, {@link #fill} apart. */
final class ReportRing {
    /** In the order of the report's counts. */
    private static final Dimension[] DIMENSIONS = {Dimension.PACKETS, Dimension.BYTES, Dimension.CONNECTIONS};

    private final RingRecords ring;

    ReportRing(LibC c, int fd, int ringBytes, Arena arena) {
        ring = new RingRecords(c, fd, ringBytes, arena);
    }

    /** Hands over at most {@code budget} reports; returns the number of counts handed over. */
    int drain(TrafficObserver observer, int budget) {
        int counts = 0;
        for (int seen = 0; seen < budget; seen++) {
            MemorySegment report = ring.next();
            if (report == null) {
                break;
            }
            counts += report.byteSize() == Abi.REPORT_BYTES ? deliver(report, observer) : 0;
            ring.release();
        }
        return counts;
    }

    /** Bytes waiting, and the ring's size. Any thread. */
    MapFill fill() {
        return ring.fill();
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
