// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static dev.secbeat.node.kernel.Services.count;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.ServicePolicy.Policed;
import dev.secbeat.node.kernel.PolicyStats.Verdict;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * How many packets of a source pass. While the clock stands the number is exact; as it goes on, what the rate gives for
 * the time measured, and a tick of the kernel's coarse clock, may be added.
 */
@NeedsKernel
class PoliceTest {
    private static final String V4 = "198.51.100.7";
    private static final int PORT = 443;
    /** Longest tick of any kernel: 100 a second. */
    private static final long TICK_NANOS = 10_000_000;

    private static final long SECOND = 1_000_000_000;
    private static final int MINUTE_MILLIS = 60_000;

    private static byte[] syn(String from) {
        return Frame.from(from).tcp(Frame.SYN).ports(40_000, PORT).bytes();
    }

    private static byte[] ack(String from) {
        return Frame.from(from).tcp(Frame.ACK).ports(40_000, PORT).bytes();
    }

    private static XdpBench policing(Policed rates) {
        return new XdpBench(Services.policy(Services.tcp("web", PORT, rates)));
    }

    private static long passed(XdpBench bench) {
        return count(bench, "web", Verdict.PASSED);
    }

    /** What a rate gives in the time since {@code startNanos}, at most. */
    private static long given(long perSecond, long startNanos) {
        return (System.nanoTime() - startNanos + TICK_NANOS) * perSecond / SECOND + 1;
    }

    @Test
    void aBurstOfPacketsPassesAndNoneMore() {
        try (var bench = policing(Services.packets(3, MINUTE_MILLIS))) {
            long start = System.nanoTime();
            bench.send(ack(V4), 179);
            assertThat(passed(bench)).isEqualTo(179);
            bench.send(ack(V4), 2_000);
            assertThat(passed(bench)).isBetween(180L, 180 + given(3, start));
            assertThat(count(bench, "web", Verdict.POLICED)).isEqualTo(2_179 - passed(bench));
            assertThat(bench.plane().stats().of(XdpReason.POLICED).packets()).isEqualTo(2_179 - passed(bench));
        }
    }

    @Test
    void aBurstOfBytesPassesAndNoneMore() {
        byte[] frame = Frame.from(V4)
                .tcp(Frame.ACK, 20, 1_000 - 54)
                .ports(40_000, PORT)
                .bytes();
        try (var bench = policing(Services.bytes(1_000, 30_000))) {
            long start = System.nanoTime();
            bench.send(frame, 500);
            assertThat(frame).hasSize(1_000);
            assertThat(passed(bench)).isBetween(30L, 30 + given(1, start));
        }
    }

    @Test
    void aPacketLargerThanTheBurstNeverPasses() {
        try (var bench = policing(Services.bytes(2_000, 1_000))) {
            byte[] large =
                    Frame.from(V4).tcp(Frame.ACK, 20, 1_960).ports(40_000, PORT).bytes();
            assertThat(bench.reasonFor(large)).isEqualTo(XdpReason.POLICED);
            assertThat(bench.reasonFor(ack(V4))).as("and takes nothing").isEqualTo(XdpReason.CLEAN);
        }
    }

    @Test
    void onlySegmentsThatOpenAConnectionAreSyns() {
        try (var bench = policing(Services.syns(1, 10_000))) {
            long start = System.nanoTime();
            bench.send(ack(V4), 1_000);
            bench.send(Frame.from(V4).tcp(Frame.SYN_ACK).ports(40_000, PORT).bytes(), 1_000);
            assertThat(passed(bench)).isEqualTo(2_000);
            bench.send(syn(V4), 100);
            assertThat(passed(bench)).isBetween(2_010L, 2_010 + given(1, start));
            bench.send(ack(V4), 10);
            assertThat(count(bench, "web", Verdict.POLICED)).as("acks go on").isBetween(90 - given(1, start), 90L);
        }
    }

    @Test
    void whatOneDimensionRefusesCostsNothingInTheOthers() {
        Policed both = new Policed(OptionalLong.of(1), OptionalLong.empty(), OptionalLong.of(1), MINUTE_MILLIS);
        try (var bench = policing(both)) {
            long start = System.nanoTime();
            bench.send(syn(V4), 50);
            bench.send(ack(V4), 5);
            bench.send(syn(V4), 1_000);
            assertThat(passed(bench)).as("five of 60 went to acks").isBetween(60L, 60 + given(1, start));
        }
        Policed synsRunOut = new Policed(OptionalLong.of(1), OptionalLong.empty(), OptionalLong.of(2), 20_000);
        try (var bench = policing(synsRunOut)) {
            long start = System.nanoTime();
            bench.send(syn(V4), 1_000);
            assertThat(passed(bench)).as("the stricter one holds").isBetween(20L, 20 + given(1, start));
        }
        Policed packetsAreLeft = new Policed(OptionalLong.of(4), OptionalLong.empty(), OptionalLong.of(1), 20_000);
        try (var bench = policing(packetsAreLeft)) {
            long start = System.nanoTime();
            bench.send(syn(V4), 1_000);
            assertThat(passed(bench)).isBetween(20L, 20 + given(1, start));
            bench.send(ack(V4), 1_000);
            assertThat(passed(bench)).as("refused syns took no packets").isBetween(80L, 80 + given(4, start));
        }
    }

    @Test
    void sourcesDoNotShareAndASlash64IsOne() {
        try (var bench = policing(Services.packets(1, 4_000))) {
            long start = System.nanoTime();
            int sources = 5_000;
            for (int i = 0; i < sources; i++) {
                bench.send(ack("198." + (18 + i % 2) + "." + (i >> 8) + "." + (i & 0xFF)), 4);
            }
            assertThat(passed(bench)).isEqualTo(4L * sources);
            bench.send(ack("2001:db8:1:2::1"), 2);
            bench.send(ack("2001:db8:1:2:ffff::1"), 100);
            assertThat(passed(bench) - 4L * sources).isBetween(4L, 4 + given(1, start));
            assertThat(bench.reasonFor(ack("2001:db8:1:3::1"))).isEqualTo(XdpReason.CLEAN);
        }
    }

    /** Without a key of their own, and where the filter of martians lets them through, they are one source. */
    @Test
    void sourcesThatCannotBeArePolicedToo() {
        AbuseFilter off = new AbuseFilter(Martians.OFF, new TreeSet<>());
        PacketPolicy policy = Services.policy(Services.tcp("web", PORT, Services.packets(1, 10_000)));
        try (var bench = new XdpBench(MapCapacities.DEFAULT, ReportPacing.DEFAULT, off, policy)) {
            long start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                for (String source : List.of("::5", "0:0:0:1::5", "ff0e:" + i + "::1")) {
                    bench.send(ack(source), 1);
                }
            }
            assertThat(passed(bench)).isBetween(10L, 10 + given(1, start));
        }
    }

    @Test
    void servicesDoNotShare() {
        PacketPolicy policy = Services.policy(
                Services.tcp("web", PORT, Services.packets(1, 10_000)),
                Services.tcp("other", 80, Services.packets(1, 10_000)));
        try (var bench = new XdpBench(policy)) {
            bench.send(ack(V4), 100);
            assertThat(bench.reasonFor(
                            Frame.from(V4).tcp(Frame.ACK).ports(9, 80).bytes()))
                    .isEqualTo(XdpReason.CLEAN);
        }
    }

    @Test
    void noMorePassesOverTimeThanTheRateGives() {
        int rate = 2_000;
        try (var bench = policing(Services.packets(rate, 20))) {
            byte[] frame = ack(V4);
            long start = System.nanoTime();
            for (int i = 0; i < 2_000; i++) {
                bench.send(frame, 100);
            }
            assertThat(passed(bench)).isBetween(40L, 40 + given(rate, start));
        }
    }

    @Test
    void twoCpusHoldALimitTogether() throws InterruptedException {
        int each = 200_000;
        int rate = 100;
        try (var bench = policing(Services.packets(rate, MINUTE_MILLIS))) {
            byte[] frame = ack(V4);
            long start = System.nanoTime();
            onTwoCpus(cpu -> bench.sendHere(frame, each));
            assertThat(passed(bench)).isBetween(6_000L, 6_000 + given(rate, start));
            assertThat(count(bench, "web", Verdict.POLICED)).isEqualTo(2L * each - passed(bench));
        }
    }

    /** Both CPUs meet each source for the first time at once: it must not get a place from each. */
    @Test
    void twoCpusMakeOnePlaceForANewSource() throws InterruptedException {
        int sources = 4_000;
        int burst = 3;
        try (var bench = policing(Services.packets(1, 1_000 * burst))) {
            long start = System.nanoTime();
            AtomicInteger arrived = new AtomicInteger();
            onTwoCpus(cpu -> {
                for (int i = 0; i < sources; i++) {
                    byte[] frame = ack("198.18." + (i >> 8) + "." + (i & 0xFF));
                    arrived.incrementAndGet();
                    while (arrived.get() < 2 * (i + 1)) {
                        Thread.onSpinWait();
                    }
                    bench.sendHere(frame, burst);
                }
            });
            // Whoever is held up for a second between two packets of a source gets one more for it.
            assertThat(passed(bench)).isBetween((long) burst * sources, (long) burst * sources + given(2, start));
        }
    }

    private interface CpuWork {
        void on(int cpu);
    }

    private static void onTwoCpus(CpuWork work) throws InterruptedException {
        int last = Runtime.getRuntime().availableProcessors() - 1;
        List<Thread> threads = List.of(Pinned.start(0, () -> work.on(0)), Pinned.start(last, () -> work.on(last)));
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void aBusySourceKeepsItsPlaceAndKeepsNobodyOut() {
        PacketPolicy tiny =
                new PacketPolicy(List.of(), List.of(Services.tcp("web", PORT, Services.packets(1, MINUTE_MILLIS))), 1);
        try (var bench = new XdpBench(tiny)) {
            long start = System.nanoTime();
            bench.send(ack(V4), 1_000);
            int spoofed = 2_000;
            for (int i = 0; i < spoofed; i++) {
                assertThat(bench.reasonFor(ack("198.18." + (i >> 8) + "." + (i & 0xFF))))
                        .as("source %d of %d in eight places", i, spoofed)
                        .isEqualTo(XdpReason.CLEAN);
            }
            bench.send(ack(V4), 1_000);
            assertThat(passed(bench) - spoofed)
                    .as("the busy one owed most, so it stayed")
                    .isBetween(60L, 60 + given(1, start));
        }
    }

    @Test
    void whoGaveWayGetsAFreshBurstAndNoMore() {
        PacketPolicy tiny =
                new PacketPolicy(List.of(), List.of(Services.tcp("web", PORT, Services.packets(1, 10_000))), 1);
        try (var bench = new XdpBench(tiny)) {
            long start = System.nanoTime();
            int rounds = 5;
            int sources = 40; // Five times the places there are: all owe a full burst, so each makes one give way.
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < sources; i++) {
                    long before = passed(bench);
                    bench.send(ack("198.18.0." + i), 100);
                    assertThat(passed(bench) - before).isBetween(0L, 10 + given(1, start));
                }
            }
            assertThat(passed(bench)).isLessThanOrEqualTo((long) rounds * sources * (10 + given(1, start)));
        }
    }
}
