// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.support.Await;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Counts by source arrive when due, and none is lost or told twice. */
@NeedsKernel
class SourceAccountTest {
    private static final int ROUNDS = 400;
    private static final String V4 = "198.51.100.7";
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final MapCapacities TINY_RING = new MapCapacities(64, 64, 64, 256, 4096);

    @SuppressWarnings("NullAway.Init") // Each test opens the one it needs.
    private XdpBench bench;

    @AfterEach
    void close() {
        bench.close();
    }

    private void open(int step, Duration tick) {
        bench = new XdpBench(TINY_RING, new ReportPacing(step, tick), "203.0.113.0/24");
    }

    @Test
    void aSourceReportsAtTheStepWithPacketsBytesAndSyns() {
        open(10, LONG);
        byte[] syn = Frame.from(V4).tcp(Frame.SYN).bytes();
        byte[] answer = Frame.from(V4).tcp(Frame.SYN_ACK).bytes();
        bench.send(syn, 4);
        bench.send(answer, 5);
        assertThat(bench.poll()).as("one short of the step").isZero();
        bench.send(syn, 1);
        assertThat(bench.poll()).isEqualTo(3);
        assertThat(bench.counted(V4, Dimension.PACKETS)).isEqualTo(10);
        assertThat(bench.counted(V4, Dimension.BYTES)).isEqualTo(10L * syn.length);
        assertThat(bench.counted(V4, Dimension.CONNECTIONS)).isEqualTo(5);
        assertThat(bench.counted(V4, Dimension.REQUESTS)).isZero();
    }

    @Test
    void aSlowSourceReportsWhenTheTickHasPassed() {
        open(1_000_000, Duration.ofMillis(1));
        byte[] frame = Frame.from(V4).udp(0).bytes();
        long[] sent = {0};
        Await.until("a report", () -> {
            bench.send(frame, 1);
            sent[0]++;
            return bench.poll() > 0;
        });
        assertThat(bench.counted(V4, Dimension.PACKETS)).isEqualTo(sent[0]);
    }

    @Test
    void ipv6CountsByTheUpperHalf() {
        open(2, LONG);
        bench.send(Frame.from("2001:db8:1:2::1").udp(0).bytes(), 1);
        bench.send(Frame.from("2001:db8:1:2:ffff::1").udp(0).bytes(), 1);
        bench.send(Frame.from("2001:db8:1:3::1").udp(0).bytes(), 1);
        bench.poll();
        assertThat(bench.counted("2001:db8:1:2::", Dimension.PACKETS)).isEqualTo(2);
        assertThat(bench.counted("2001:db8:1:3::", Dimension.PACKETS)).isZero();
    }

    @Test
    void blockedAndAllowedSourcesAreNotCounted() {
        open(1, LONG);
        bench.block(V4);
        bench.send(Frame.from(V4).udp(0).bytes(), 3);
        bench.send(Frame.from("203.0.113.7").udp(0).bytes(), 3);
        assertThat(bench.poll()).isZero();
    }

    @Test
    void aFullRingDelaysCountsButLosesNone() {
        open(1, LONG);
        byte[] frame = Frame.from(V4).udp(0).bytes();
        bench.send(frame, 1000);
        long delayed = bench.plane().stats().reportsDelayed();
        assertThat(delayed).isBetween(800L, 999L);
        while (bench.poll() > 0) {
            assertThat(bench.counted(V4, Dimension.PACKETS)).isLessThan(1000);
        }
        assertThat(bench.counted(V4, Dimension.PACKETS)).isEqualTo(1000 - delayed);
        bench.send(frame, 1);
        bench.poll();
        assertThat(bench.counted(V4, Dimension.PACKETS)).isEqualTo(1001);
        assertThat(bench.counted(V4, Dimension.BYTES)).isEqualTo(1001L * frame.length);
    }

    @Test
    void theRingIsReadAcrossItsEndManyTimes() {
        open(1, LONG);
        for (int i = 0; i < 1000; i++) {
            String source = "198.51." + i / 250 + "." + (i % 250 + 1);
            bench.send(Frame.from(source).udp(i % 100).bytes(), 1);
            bench.poll();
            assertThat(bench.counted(source, Dimension.PACKETS)).isEqualTo(1);
            assertThat(bench.counted(source, Dimension.BYTES)).isEqualTo(14 + 20 + 8 + i % 100);
        }
        assertThat(bench.plane().mapFill().get("reports")).isEqualTo(new MapFill(0, 4096));
    }

    @Test
    void twoCpusCountingOneSourceLoseNothing() throws InterruptedException {
        open(3, LONG);
        byte[] frame = Frame.from(V4).tcp(Frame.SYN).bytes();
        int each = 50_000;
        sendOnTwoCpus(frame, each);
        sendOnTwoCpus(frame, 3); // What found the ring full waits on its CPU until the source speaks there again.
        long sent = 2L * each + 6;
        long told = bench.counted(V4, Dimension.PACKETS);
        assertThat(told).as("all but less than a step on each CPU").isBetween(sent - 4, sent);
        assertThat(bench.counted(V4, Dimension.CONNECTIONS)).isEqualTo(told);
        assertThat(bench.counted(V4, Dimension.BYTES)).isEqualTo(told * frame.length);
    }

    private void sendOnTwoCpus(byte[] frame, int each) throws InterruptedException {
        int last = Runtime.getRuntime().availableProcessors() - 1;
        List<Thread> senders = List.of(
                Pinned.start(0, () -> bench.sendHere(frame, each)),
                Pinned.start(last, () -> bench.sendHere(frame, each)));
        while (senders.stream().anyMatch(Thread::isAlive)) {
            bench.poll();
        }
        for (Thread sender : senders) {
            sender.join();
        }
        int counts;
        do {
            counts = bench.poll();
        } while (counts > 0);
    }

    @Test
    void aBusySourceLosesNothingAmongSpoofedOnes() {
        open(10, LONG);
        sendAmongSpoofed();
        bench.poll();
        assertThat(bench.counted(V4, Dimension.PACKETS)).isBetween(ROUNDS * 5 + 1L, ROUNDS * 5 + 10L);
        assertThat(bench.plane().stats().sourcesEvicted())
                .as("the spoofed ones gave way, each with its one packet")
                .isGreaterThan(1_000);
    }

    private void sendAmongSpoofed() {
        byte[] busy = Frame.from(V4).udp(0).bytes();
        for (int round = 0; round < ROUNDS; round++) {
            bench.send(busy, 5);
            for (int i = 0; i < 20; i++) {
                int number = 20 * round + i;
                bench.send(
                        Frame.from("198.18." + (number >> 8) + "." + (number & 0xFF))
                                .udp(0)
                                .bytes(),
                        1);
            }
            bench.poll();
        }
        bench.send(busy, 10);
    }

    @Test
    void addressesOfBothFamiliesWithTheSameBitsAreCountedApart() {
        open(2, LONG);
        bench.send(Frame.from("198.51.100.7").udp(0).bytes(), 2);
        bench.send(Frame.from("0:0:c633:6407::1").udp(0).bytes(), 2);
        bench.poll();
        assertThat(bench.counted("198.51.100.7", Dimension.PACKETS)).isEqualTo(2);
        assertThat(bench.counted("0:0:c633:6407::1", Dimension.PACKETS)).isEqualTo(2);
    }
}
