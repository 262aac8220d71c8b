// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.verdict.RateRule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Limits whose rate gives a source much within a test: no more than a window's count passes from its first packet until the
 * window's end. Time passes by aging the kernel's table where it says so.
 */
@NeedsKernel
class LimitWindowTest {
    private static final String SOURCE = "198.51.100.7";
    private static final long SECOND = 1_000_000_000;
    private static final long MILLI = 1_000_000;
    private static final long HOUR_MILLIS = 3_600_000;
    /** After so many nanoseconds a window's clock shows the same again. */
    private static final long ROUND = 1L << 46;

    private final byte[] packet = Frame.from(SOURCE).tcp(Frame.SYN).bytes();

    private static PacketPolicy policy(RateRule... rules) {
        return new PacketPolicy(List.of(), List.of(), 1, List.of(rules));
    }

    private static void hold(XdpBench bench, Dimension dimension, long most, int windowMillis) {
        bench.plane()
                .limits()
                .hold(Map.of(new LimitRule(LimitRule.target("all"), dimension, most, windowMillis, 60), HOUR_MILLIS));
    }

    private static long passed(XdpBench bench) {
        return bench.plane().stats().of(XdpReason.CLEAN).packets();
    }

    /** The time of a test: goes on as it should, however long the machine takes. */
    private static final class Time {
        private final PolicedTable table;
        private long aged;

        Time(XdpBench bench) {
            table = new PolicedTable(bench.plane());
        }

        long now() {
            return System.nanoTime() + aged;
        }

        /** Makes it {@code nanos} or a moment more; backwards too. */
        void set(long nanos) {
            aged += table.age(nanos - now());
        }

        /** Not earlier than {@code nanos}, and on a machine that goes on hardly later. */
        void reach(long nanos) {
            if (now() < nanos) {
                set(nanos);
            }
        }
    }

    /** All within the second of the first one. */
    private void sendEvenly(XdpBench bench, Time time, long start, int from, int to, long perSecond) {
        long end = start + (from / perSecond + 1) * SECOND;
        for (int i = from; i < to; i++) {
            // Never back: what a bucket lost while the machine stood still would be missing then.
            time.reach(start + i * SECOND / perSecond);
            bench.send(packet, 1);
            assumeTrue(time.now() < end, "the machine stood still");
        }
    }

    /** 300 a second against 100 in a second: from the 101st on, at 0.33 s, until the second is over. */
    @ParameterizedTest
    @CsvSource({"PACKETS, 2", "PACKETS, 3", "PACKETS, 5", "CONNECTIONS, 3", "BYTES, 3"})
    void inEachWindowOfAFloodExactlyTheLimitPasses(Dimension dimension, int times) {
        int each = dimension == Dimension.BYTES ? packet.length : 1;
        int rate = 100 * times;
        try (var bench = new XdpBench(PacketPolicy.NONE)) {
            hold(bench, dimension, 100L * each, 1_000);
            Time time = new Time(bench);
            long start = time.now() + MILLI;
            sendEvenly(bench, time, start, 0, 101, rate);
            assertThat(passed(bench)).isEqualTo(100);
            // What comes around the end of a window is in either, so it is left out.
            sendEvenly(bench, time, start, 101, rate * 94 / 100, rate);
            assertThat(passed(bench)).isEqualTo(100);
            sendEvenly(bench, time, start, rate * 106 / 100, 2 * rate, rate);
            assertThat(passed(bench)).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 30})
    void exactlyTheLimitAndTheBurstPassInAWindowOfARuleOfTheConfiguration(int burst) {
        RateRule rule = new RateRule(Dimension.PACKETS, 25, 1_000, burst, Grouping.ADDRESS, 60, 60);
        try (var bench = new XdpBench(policy(rule))) {
            Time time = new Time(bench);
            sendEvenly(bench, time, time.now() + MILLI, 0, 94, 100);
            assertThat(passed(bench)).isEqualTo(25 + burst);
        }
    }

    /** By the machine's own clock. */
    @Test
    void whatTheRateGivesMeanwhileDoesNotPass() {
        long millis = 60_000;
        try (var bench = new XdpBench(PacketPolicy.NONE)) {
            hold(bench, Dimension.PACKETS, 60_000, (int) millis);
            long start = System.nanoTime();
            bench.send(packet, 60_000);
            assertThat(passed(bench)).isEqualTo(60_000);
            long later = System.nanoTime() + 50 * MILLI; // Worth fifty packets.
            while (System.nanoTime() < later) {
                Thread.onSpinWait();
            }
            bench.send(packet, 1_000);
            assumeTrue(System.nanoTime() - start < millis * MILLI, "the machine stood still");
            assertThat(passed(bench)).isEqualTo(60_000);
        }
    }

    /** Each time a source moves in that both see first. */
    @RepeatedTest(8)
    void twoCpusCountInOneWindow() throws InterruptedException {
        int each = 100_000;
        int last = Runtime.getRuntime().availableProcessors() - 1;
        try (var bench = new XdpBench(PacketPolicy.NONE)) {
            hold(bench, Dimension.PACKETS, 60_000, 60_000);
            long start = System.nanoTime();
            List<Thread> threads = IntStream.of(0, last)
                    .mapToObj(cpu -> Pinned.start(cpu, () -> bench.sendHere(packet, each)))
                    .toList();
            for (Thread thread : threads) {
                thread.join();
            }
            assumeTrue(System.nanoTime() - start < 60 * SECOND, "the machine stood still");
            assertThat(passed(bench)).isEqualTo(60_000);
        }
    }

    /** Each packet comes a window after the one that was as many before it, and not a moment later than that. */
    @ParameterizedTest
    @CsvSource({"1000, 5", "1000, 20", "1000, 1", "60000, 10"})
    void whoSendsTheLimitAtOnceInEachWindowIsNeverDropped(int windowMillis, int most) {
        try (var bench = new XdpBench(PacketPolicy.NONE)) {
            hold(bench, Dimension.PACKETS, most, windowMillis);
            Time time = new Time(bench);
            long[] sent = new long[most];
            Arrays.fill(sent, time.now() - windowMillis * MILLI);
            for (int i = 0; i < 500; i++) {
                time.reach(sent[i % most] + windowMillis * MILLI);
                assertThat(bench.reasonFor(packet)).as("packet %d", i).isEqualTo(XdpReason.CLEAN);
                sent[i % most] = time.now();
            }
            bench.send(packet, most);
            assertThat(bench.plane().stats().of(XdpReason.OVER_LIMIT).packets())
                    .as("it was at its limit")
                    .isPositive();
        }
    }

    /** The clock that is asked first is ticks of some milliseconds behind; no window ends sooner for that. */
    @Test
    void aWindowLastsAsLongAsItShould() {
        int refused = 0;
        try (var bench = new XdpBench(PacketPolicy.NONE)) {
            hold(bench, Dimension.PACKETS, 3, 1_000);
            Time time = new Time(bench);
            for (int i = 0; i < 200; i++) {
                time.set(time.now() + 10 * SECOND + i * MILLI / 7);
                long before = time.now();
                bench.sendHere(packet, 3);
                long passed = passed(bench);
                time.set(before + SECOND - 2 * MILLI);
                bench.sendHere(packet, 1);
                if (time.now() < before + SECOND - MILLI / 10) {
                    refused++;
                    assertThat(passed(bench)).as("round %d", i).isEqualTo(passed);
                }
            }
        }
        assumeTrue(refused > 50, "the machine stood still");
    }

    /** Its window would seem to be the one of long ago, by a clock that has gone round. */
    @ParameterizedTest
    @ValueSource(longs = {0, 20 * MILLI, ROUND / 2, -ROUND / 2, ROUND, 5 * ROUND})
    void whoWasSilentForAWholeRoundOfTheClockBeginsAnew(long more) {
        try (var bench = new XdpBench(PacketPolicy.NONE)) {
            hold(bench, Dimension.PACKETS, 10, 60_000);
            bench.send(packet, 20);
            assertThat(passed(bench)).isEqualTo(10);
            new Time(bench).table.age(ROUND + more);
            bench.send(packet, 10);
            assertThat(passed(bench)).isEqualTo(20);
        }
    }

    @Test
    void whoTakesAnothersPlaceDoesNotTakeItsWindow() {
        RateRule rule = new RateRule(Dimension.PACKETS, 1, 60_000, 60);
        try (var bench = new XdpBench(policy(rule))) {
            hold(bench, Dimension.PACKETS, 60, 60_000);
            int sources = 100; // In eight places of either kind.
            for (int i = 0; i < sources; i++) {
                bench.send(Frame.from("198.18.0." + i).tcp(Frame.ACK).bytes(), 60);
            }
            assertThat(passed(bench)).isEqualTo(60L * sources);
        }
    }

    /** What a window has refused is charged to nobody, and the other way round. */
    @Test
    void whatOneWindowRefusesCostsNothingByAnother() {
        RateRule packets = new RateRule(Dimension.PACKETS, 1, 30_000, 60);
        RateRule syns = new RateRule(Dimension.CONNECTIONS, 1, 10_000, 60);
        byte[] ack = Frame.from(SOURCE).tcp(Frame.ACK).bytes();
        try (var bench = new XdpBench(policy(packets, syns))) {
            long start = System.nanoTime();
            bench.send(packet, 100);
            assertThat(passed(bench)).isEqualTo(10);
            bench.send(ack, 100);
            assertThat(passed(bench)).isEqualTo(30);
            assumeTrue(System.nanoTime() - start < 10 * SECOND, "the machine stood still");
        }
    }
}
