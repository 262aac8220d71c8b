// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import dev.secbeat.node.api.Family;

/** Packets that one of a benchmark's drivers is to make and hand to a program. Owned by one thread. */
final class BenchRun {
    private final TestRun driver;
    private final byte[] frame;
    private final PacketBench.Sources sources;
    private final Family family;
    private final int packets;

    /**
     * Nothing is run yet.
     *
     * @param frame whose source the driver fills in; it is not copied
     */
    BenchRun(TestRun driver, byte[] frame, PacketBench.Sources sources, Family family, int packets) {
        this.driver = driver;
        this.frame = frame;
        this.sources = sources;
        this.family = family;
        this.packets = packets;
    }

    PacketBench.Sources sources() {
        return sources;
    }

    Family family() {
        return family;
    }

    int packets() {
        return packets;
    }

    /** Nanoseconds a packet of the driver with {@code program} behind it, one of the benchmark's own that drops. */
    double dropNanos(BenchObject object, String program) {
        TestRun.Outcome outcome = through(object, object.programFd(program));
        PacketBench.require(outcome.verdict() == TestRun.XDP_DROP, "the driver did not reach " + program);
        return outcome.nanos();
    }

    /** Runs it with any program behind the driver. */
    TestRun.Outcome through(BenchObject object, int programFd) {
        object.lay(frame);
        object.target(programFd);
        return driver.run(frame, packets);
    }

    /** One packet, as a program leaves it. */
    TestRun.Reply reply(BenchObject object, int programFd) {
        object.lay(frame);
        object.target(programFd);
        return driver.reply(frame, 0);
    }
}
