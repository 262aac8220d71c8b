// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which packets are sampled, and what a sample holds. */
@NeedsKernel
class SampleTest {
    private static final String V4 = "198.51.100.7";
    private static final String BLOCKED = "198.51.100.66";
    private static final int FULL_RATE = CaptureRequest.MAX_RATE;
    /** Interface of frames that BPF_PROG_TEST_RUN makes up. */
    private static final int LOOPBACK = 1;

    @SuppressWarnings("NullAway.Init") // Each test opens the one it needs.
    private XdpBench bench;

    @AfterEach
    void close() {
        bench.close();
    }

    private void open(PacketSampling sampling) {
        bench = new XdpBench(MapCapacities.DEFAULT, sampling);
        bench.block(BLOCKED);
    }

    private PacketCapture capture(Set<XdpReason> reasons, OptionalInt every, int rate) {
        return PacketCapture.open(bench.pins(), new CaptureRequest(reasons, every, rate));
    }

    private PacketCapture captureAll(int every) {
        return capture(EnumSet.allOf(XdpReason.class), OptionalInt.of(every), FULL_RATE);
    }

    static List<PacketSample> polled(PacketCapture capture) {
        List<PacketSample> samples = new ArrayList<>();
        while (capture.poll(samples::add, 1000) > 0) {
            // Until the ring is empty.
        }
        return samples;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "8, 8", "100, 128", "1000, 1024"})
    void everyNthPacketOfEachReasonIsSampled(int asked, int expected) {
        open(PacketSampling.DEFAULT);
        byte[] clean = Frame.from(V4).udp(0).bytes();
        byte[] dropped = Frame.from(BLOCKED).udp(0).bytes();
        try (PacketCapture capture = captureAll(asked)) {
            assertThat(capture.every()).containsEntry(XdpReason.CLEAN, expected);
            for (int sent = 1; sent <= 40; sent++) {
                bench.send(clean, 1);
                assertThat(polled(capture)).as("clean packet %d", sent).hasSize(sent % expected == 0 ? 1 : 0);
            }
            bench.send(clean, 3 * 1024 - 40);
            bench.send(dropped, 2 * 1024 + 1023);
            List<PacketSample> rest = polled(capture);
            assertThat(rest)
                    .filteredOn(sample -> sample.reason() == XdpReason.CLEAN)
                    .hasSize(3 * 1024 / expected - 40 / expected);
            assertThat(rest)
                    .filteredOn(sample -> sample.reason() == XdpReason.BLOCKED_EXACT)
                    .hasSize((2 * 1024 + 1023) / expected);
            assertThat(capture.losses()).isEqualTo(new PacketCapture.Losses(0, 0));
        }
    }

    @Test
    void withoutMoreWordsTheNodesOwnRatesHold() {
        open(PacketSampling.DEFAULT);
        try (PacketCapture capture = capture(EnumSet.allOf(XdpReason.class), OptionalInt.empty(), FULL_RATE)) {
            bench.send(Frame.from(V4).udp(0).bytes(), 3 * 16_384 + 16_383);
            bench.send(Frame.from(BLOCKED).udp(0).bytes(), 5 * 128 + 127);
            assertThat(polled(capture))
                    .extracting(PacketSample::reason)
                    .containsExactly(
                            XdpReason.CLEAN,
                            XdpReason.CLEAN,
                            XdpReason.CLEAN,
                            XdpReason.BLOCKED_EXACT,
                            XdpReason.BLOCKED_EXACT,
                            XdpReason.BLOCKED_EXACT,
                            XdpReason.BLOCKED_EXACT,
                            XdpReason.BLOCKED_EXACT);
        }
    }

    @Test
    void onlyWhatIsAskedForIsSampled() {
        open(PacketSampling.DEFAULT);
        try (PacketCapture capture = capture(Set.of(XdpReason.TCP_FLAGS), OptionalInt.of(1), FULL_RATE)) {
            bench.send(Frame.from(V4).udp(0).bytes(), 50);
            bench.send(Frame.from(BLOCKED).udp(0).bytes(), 50);
            bench.send(Frame.from(V4).tcp(0).bytes(), 3);
            assertThat(polled(capture))
                    .extracting(PacketSample::reason)
                    .containsOnly(XdpReason.TCP_FLAGS)
                    .hasSize(3);
        }
        bench.send(Frame.from(V4).tcp(0).bytes(), 3);
        try (PacketCapture next = capture(Set.of(XdpReason.LAND), OptionalInt.of(1), FULL_RATE)) {
            assertThat(polled(next)).as("nothing is sampled between captures").isEmpty();
        }
    }

    /** 14 is the shortest frame; 8900 bytes stand in several buffers. */
    @ParameterizedTest
    @ValueSource(ints = {14, 60, 127, 128, 129, 1514, 8900})
    void aSampleHoldsTheStartOfItsFrame(int frameBytes) {
        open(PacketSampling.DEFAULT);
        byte[] frame = noise(frameBytes);
        try (PacketCapture capture = captureAll(1)) {
            long before = System.nanoTime();
            bench.send(frame, 1);
            PacketSample sample = polled(capture).getFirst();
            assertThat(sample.header())
                    .isEqualTo(ByteBuffer.wrap(Arrays.copyOf(frame, Math.min(frameBytes, PacketSample.HEADER_BYTES))));
            assertThat(sample.reason()).isEqualTo(XdpReason.NOT_IP);
            assertThat(sample.frameBytes()).isEqualTo(frameBytes);
            assertThat(sample.interfaceIndex()).isEqualTo(LOOPBACK);
            assertThat(sample.cpu()).isZero();
            assertThat(sample.timeNanos()).isBetween(before, System.nanoTime());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 64, 127, 128, 200})
    void theStartIsReadOverTheEndOfABuffer(int firstBuffer) {
        open(PacketSampling.DEFAULT);
        byte[] frame = noise(3000);
        try (PacketCapture capture = captureAll(1)) {
            assumeTrue(
                    SplitRun.run(bench.plane().programFd(), frame, firstBuffer),
                    "this kernel cannot split a frame for a test (Linux 6.18 can)");
            PacketSample sample = polled(capture).getFirst();
            assertThat(sample.header()).isEqualTo(ByteBuffer.wrap(Arrays.copyOf(frame, PacketSample.HEADER_BYTES)));
            assertThat(sample.frameBytes()).isEqualTo(frame.length);
        }
    }

    /** Of no protocol that the filter knows. */
    private static byte[] noise(int bytes) {
        byte[] frame = new byte[bytes];
        ThreadLocalRandom.current().nextBytes(frame);
        frame[12] = (byte) 0x88;
        frame[13] = (byte) 0xB5;
        return frame;
    }

    @Test
    void packetsOfEveryReasonCanBeSampled() {
        open(PacketSampling.DEFAULT);
        bench.block("203.0.113.0/24");
        List<byte[]> frames = List.of(
                Frame.from(V4).udp(0).bytes(),
                Frame.from("2001:db8::7").hopLimit(255).icmp(135).bytes(),
                Frame.from("203.0.113.9").udp(0).bytes(),
                Frame.from(V4).to(V4).udp(0).bytes(),
                Frame.from("127.0.0.1").udp(0).bytes(),
                Frame.from(V4).fragment(0, true).udp(15).bytes());
        try (PacketCapture capture = captureAll(1)) {
            for (byte[] frame : frames) {
                bench.send(frame, 1);
            }
            assertThat(polled(capture))
                    .extracting(PacketSample::reason)
                    .containsExactly(
                            XdpReason.CLEAN,
                            XdpReason.NEIGHBOUR,
                            XdpReason.BLOCKED_PREFIX,
                            XdpReason.LAND,
                            XdpReason.MARTIAN,
                            XdpReason.BAD_FRAGMENT);
        }
    }

    @Test
    void aCpuSamplesOnItsOwnCount() throws InterruptedException {
        open(PacketSampling.DEFAULT);
        int last = Runtime.getRuntime().availableProcessors() - 1;
        assumeTrue(last > 0, "there is but one CPU");
        byte[] frame = Frame.from(V4).udp(0).bytes();
        try (PacketCapture capture = captureAll(8)) {
            bench.send(frame, 7);
            Pinned.start(last, () -> bench.sendHere(frame, 7)).join();
            assertThat(polled(capture)).isEmpty();
            bench.send(frame, 1);
            Pinned.start(last, () -> bench.sendHere(frame, 1)).join();
            assertThat(polled(capture)).extracting(PacketSample::cpu).containsExactly(0, last);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 1", "80, 10", "1000, 125"})
    void theRateBoundsHoweverManyAreSent(int rate, int atOnce) {
        open(PacketSampling.DEFAULT);
        int sent = 100_000;
        long start = System.nanoTime();
        try (PacketCapture capture = capture(Set.of(XdpReason.CLEAN), OptionalInt.of(1), rate)) {
            bench.send(Frame.from(V4).udp(0).bytes(), sent);
            long samples = polled(capture).size();
            double seconds = (System.nanoTime() - start) / 1e9;
            assertThat(samples).isBetween((long) atOnce, atOnce + (long) Math.ceil(rate * seconds));
            assertThat(capture.losses()).isEqualTo(new PacketCapture.Losses(0, sent - samples));
        }
    }

    @Test
    void theRateIsOverAllReasons() {
        open(PacketSampling.DEFAULT);
        try (PacketCapture capture = capture(EnumSet.allOf(XdpReason.class), OptionalInt.of(1), 1)) {
            bench.send(Frame.from(V4).udp(0).bytes(), 1);
            bench.send(Frame.from(BLOCKED).udp(0).bytes(), 100);
            assertThat(polled(capture).getFirst().reason()).isEqualTo(XdpReason.CLEAN);
            assertThat(capture.losses().heldBack()).isGreaterThan(0);
        }
    }

    @Test
    void aFullRingIsCountedAndNeverWaitedFor() {
        bench = new XdpBench(new MapCapacities(64, 64, 64, 256, 4096).withSampleBytes(4096), PacketSampling.DEFAULT);
        try (PacketCapture capture = captureAll(1)) {
            bench.send(Frame.from(V4).udp(0).bytes(), 1000);
            long lost = bench.plane().stats().samplesLost();
            assertThat(lost).isEqualTo(1000 - 4096 / (Abi.SAMPLE_BYTES + 8));
            assertThat(capture.losses()).isEqualTo(new PacketCapture.Losses(lost, 0));
            assertThat(polled(capture)).hasSize((int) (1000 - lost));
            assertThat(bench.plane().stats().of(XdpReason.CLEAN).packets()).isEqualTo(1000);
            for (int i = 0; i < 200; i++) {
                bench.send(Frame.from(V4).udp(i).bytes(), 1);
                assertThat(polled(capture)).extracting(PacketSample::frameBytes).containsExactly(14 + 20 + 8 + i);
            }
        }
    }

    @Test
    void theReportsToTheDaemonKeepTheirOwnRing() {
        open(PacketSampling.DEFAULT);
        try (PacketCapture capture = captureAll(1)) {
            bench.send(Frame.from(V4).udp(0).bytes(), 640);
            assertThat(bench.poll()).isPositive();
            assertThat(polled(capture)).hasSize(640);
        }
    }
}
