// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.verdict.RateRule;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The clock that limits ask first stands still between two ticks of some milliseconds. Nobody is refused for that: not when
 * the bucket is full by it and not by the exact one, nor when another CPU fills it between a look and a charge.
 */
@NeedsKernel
class LimitClockTest {
    private static final String SOURCE = "198.51.100.7";
    /** Two CPUs together run the program less often than that: a packet in 25 ns. */
    private static final double FASTER_THAN_ANY = 40_000_000;

    private static final int WINDOW_MILLIS = 100;
    private static final int ROUNDS = 2_000;
    private static final int PACKETS = 2_000;
    /** By what both CPUs are at work and neither is done, in nanoseconds of the limit's worth. */
    private static final int SOONEST_NANOS = 5_000;

    private static final int LATEST_NANOS = 60_000;

    private static final int CLOCK_MONOTONIC_COARSE = 6;
    private static final CFunction CLOCK = NativeLibrary.c().bind("clock_gettime");

    private final byte[] packet = Frame.from(SOURCE).tcp(Frame.ACK).bytes();

    private static RateRule rule() {
        return new RateRule(Dimension.PACKETS, FASTER_THAN_ANY, WINDOW_MILLIS, 0, Grouping.ADDRESS, 60, 60);
    }

    /**
     * In each round the source owes by the standing clock a little less than it may, so that by that clock its bucket is full
     * within the round, and by the exact one never. Both CPUs are at the edge at the same time then.
     */
    @Test
    void whoKeepsToTheLimitIsNotRefusedByAClockThatStandsStillThoughTwoCpusCharge() throws InterruptedException {
        int last = Runtime.getRuntime().availableProcessors() - 1;
        try (var bench = new XdpBench(new PacketPolicy(List.of(), List.of(), 1, List.of(rule())))) {
            var table = new PolicedTable(bench.plane());
            bench.send(packet, 100);
            int[] round = {0};
            CyclicBarrier together = new CyclicBarrier(2, () -> owe(table, round[0]++));
            List<Thread> threads = IntStream.of(0, last)
                    .mapToObj(cpu -> Pinned.start(cpu, () -> {
                        for (int i = 0; i < ROUNDS; i++) {
                            meet(together);
                            bench.sendHere(packet, PACKETS);
                        }
                    }))
                    .toList();
            for (Thread thread : threads) {
                thread.join();
            }
            XdpStats stats = bench.plane().stats();
            assertThat(table.sources()).as("it was looked at").isOne();
            assertThat(stats.of(XdpReason.CLEAN).packets()).isEqualTo(100 + 2L * ROUNDS * PACKETS);
            assertThat(stats.of(XdpReason.OVER_LIMIT).packets()).isZero();
        }
    }

    private static void owe(PolicedTable table, int round) {
        long less = SOONEST_NANOS + (LATEST_NANOS - SOONEST_NANOS) * (long) round / ROUNDS;
        table.owe(standingNanos() + WINDOW_MILLIS * 1_000_000L - less);
    }

    private static long standingNanos() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(2L * Long.BYTES, Long.BYTES);
            assertThat(CLOCK.call(CLOCK_MONOTONIC_COARSE, time.address())).isZero();
            return time.get(JAVA_LONG, 0) * 1_000_000_000L + time.get(JAVA_LONG, Long.BYTES);
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            int _ = barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }
}
