// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

/**
 * Tells the loaded program what time it is, see clock.h: from then on it counts the kernel's ticks. These keep up with the
 * clock by themselves, except where the kernel has no high-resolution timers; so it is said again now and then. Owned by one
 * thread.
 */
final class TickClock {
    private static final long PAUSE_NANOS = 60_000_000_000L;
    private static final int ETHERNET_BYTES = 14;

    private final TestRun program;
    private long nextNanos;

    /** @param programFd of the program {@link Abi#SET_CLOCK} */
    TickClock(int programFd) {
        program = new TestRun(programFd);
    }

    /** Sets the clock; before that the program must not see a packet. */
    void set(long nowNanos) {
        int verdict = program.verdict(new byte[ETHERNET_BYTES], 1);
        if (verdict != TestRun.XDP_DROP) {
            throw new XdpException("the XDP program could not read the kernel's clock: verdict " + verdict);
        }
        nextNanos = nowNanos + PAUSE_NANOS;
    }

    /** Sets the clock if that was a minute ago. */
    void keep(long nowNanos) {
        if (nowNanos - nextNanos >= 0) {
            set(nowNanos);
        }
    }
}
