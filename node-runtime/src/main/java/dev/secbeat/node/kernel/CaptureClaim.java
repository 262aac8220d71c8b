// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Who reads the ring of samples: it has one reader at a time. Two locks beside the pins, which the kernel ends with their
 * processes: one is the reader's, the other says that a person wants to be it. The node, which reads only to fill screens,
 * gives way to a person; two people refuse each other. Owned by one thread.
 */
final class CaptureClaim {
    private static final String READS = "capturing";
    private static final String WANTS = "capture_wanted";

    /** So long a person waits for the node to give way; it looks several times a second. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** So long for the wish: the node's look at it is over in no time, another person's is not. */
    private static final long WISH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final PinDirectory pins;
    private final LibC c;

    CaptureClaim(PinDirectory pins, LibC c) {
        this.pins = pins;
        this.c = c;
    }

    /** The folders that are locked, for whoever clears up. */
    static String[] folders() {
        return new String[] {READS, WANTS};
    }

    /** Becomes the reader, and keeps the node away meanwhile. @throws XdpException when another person reads */
    void insist(Lifetime lifetime) {
        int wish = within(WISH_NANOS, WANTS);
        lifetime.add(() -> c.close(wish));
        int claim = within(PATIENCE_NANOS, READS);
        lifetime.add(() -> c.close(claim));
    }

    /** Becomes the reader unless a person is or wants to be. @throws XdpException when one does */
    void offer(Lifetime lifetime) {
        int claim = wanted() ? -1 : tryLock(READS);
        if (claim < 0) {
            throw new XdpException("'secbeat capture' on this host reads the samples now; they come back at its end");
        }
        lifetime.add(() -> c.close(claim));
    }

    /** Whether a person reads or waits for it. */
    boolean wanted() {
        int probe = tryLock(WANTS);
        if (probe >= 0) {
            c.close(probe);
        }
        return probe < 0;
    }

    private int within(long nanos, String name) {
        long deadlineNanos = System.nanoTime() + nanos;
        int fd = tryLock(name);
        while (fd < 0) {
            if (System.nanoTime() - deadlineNanos >= 0) {
                throw new XdpException("another capture of the filter in " + pins.path()
                        + " is running, and two cannot read one ring: wait for its end, or end it with Ctrl+C");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            fd = tryLock(name);
        }
        return fd;
    }

    /** A descriptor that holds the lock until it is closed; -1 when another has it. */
    private int tryLock(String name) {
        return pins.lock(c, name);
    }
}
