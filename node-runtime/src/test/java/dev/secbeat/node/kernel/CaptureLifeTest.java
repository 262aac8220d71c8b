// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.support.Await;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captures that begin, end, die, and meet each other. */
@NeedsKernel
class CaptureLifeTest {
    private static final byte[] FRAME = Frame.from("198.51.100.7").udp(0).bytes();
    private static final CaptureRequest EVERY_CLEAN =
            new CaptureRequest(Set.of(XdpReason.CLEAN), OptionalInt.of(1), CaptureRequest.MAX_RATE);

    private final LibBpf bpf = LibBpf.open();
    private final LibC c = new LibC();
    private final Arena arena = Arena.ofShared();
    private XdpBench bench = new XdpBench(MapCapacities.DEFAULT, PacketSampling.DEFAULT);

    @AfterEach
    void close() {
        arena.close();
        bench.close();
    }

    private int pinned(KernelMap map) {
        return Errno.check(
                bpf.get(arena.allocateFrom(
                        new PinDirectory(bench.pins()).map(map).toString())),
                "bpf_obj_get");
    }

    /** Packets to a sample that stand in the kernel. */
    private int every(int captureFd, XdpReason reason) {
        MemorySegment value = arena.allocate(Abi.CAPTURE_BYTES, Long.BYTES);
        Errno.check(
                bpf.mapLookup(captureFd, arena.allocateFrom(JAVA_INT, Abi.CAPTURE_ASKED), value),
                "bpf_map_lookup_elem");
        return value.get(JAVA_INT, Abi.CAPTURE_EVERY + (long) reason.code() * Integer.BYTES);
    }

    private boolean ringIsEmpty() {
        int fd = pinned(KernelMap.SAMPLES);
        try {
            int bytes = MapInfo.of(bpf, fd, "samples").maxEntries();
            return new RingRecords(c, fd, bytes, arena).fill().entries() == 0;
        } finally {
            c.close(fd);
        }
    }

    @Test
    void whileNobodyCapturesNothingIsSampled() {
        bench.send(FRAME, 100_000);
        assertThat(ringIsEmpty()).isTrue();
        assertThat(bench.plane().stats().samplesLost()).isZero();
    }

    @Test
    void afterTheDeadlineNothingIsSampledAndTheReasonSwitchesItselfOff() {
        int fd = pinned(KernelMap.CAPTURE);
        try {
            CaptureMap map = new CaptureMap(bpf, fd, arena);
            Map<XdpReason, Integer> wanted = new EnumMap<>(Map.of(XdpReason.CLEAN, 1, XdpReason.NOT_IP, 1));
            map.ask(EVERY_CLEAN, wanted, System.nanoTime());
            bench.send(FRAME, 100);
            assertThat(ringIsEmpty()).isTrue();
            assertThat(every(fd, XdpReason.CLEAN)).isZero();
            assertThat(every(fd, XdpReason.NOT_IP)).isEqualTo(1);

            map.ask(EVERY_CLEAN, wanted, System.nanoTime() + 3_600_000_000_000L);
            bench.send(FRAME, 1);
            assertThat(ringIsEmpty()).isFalse();
            assertThat(every(fd, XdpReason.CLEAN)).isEqualTo(1);
        } finally {
            c.close(fd);
        }
    }

    @Test
    void aCaptureThatStopsAskingIsForgotten() {
        int fd = pinned(KernelMap.CAPTURE);
        try (PacketCapture capture = PacketCapture.open(bench.pins(), EVERY_CLEAN)) {
            Await.until("the lease runs out", () -> {
                bench.send(FRAME, 1);
                return every(fd, XdpReason.CLEAN) == 0;
            });
            List<PacketSample> late = SampleTest.polled(capture); // Takes what came before, and asks again.
            assertThat(late).isNotEmpty();
            bench.send(FRAME, 2);
            assertThat(SampleTest.polled(capture)).hasSize(2);
        } finally {
            c.close(fd);
        }
    }

    @Test
    void anEndedCaptureLeavesNothingOn() {
        int fd = pinned(KernelMap.CAPTURE);
        try (PacketCapture capture = PacketCapture.open(bench.pins(), EVERY_CLEAN)) {
            bench.send(FRAME, 3);
            capture.stop();
            assertThat(every(fd, XdpReason.CLEAN)).isZero();
            bench.send(FRAME, 3);
            assertThat(SampleTest.polled(capture)).as("what was in the ring").hasSize(3);
        } finally {
            c.close(fd);
        }
    }

    @Test
    void twoCapturesRefuseEachOther() {
        try (PacketCapture first = PacketCapture.open(bench.pins(), EVERY_CLEAN)) {
            assertThatThrownBy(() -> PacketCapture.open(bench.pins(), EVERY_CLEAN))
                    .isInstanceOf(XdpException.class)
                    .hasMessageContaining("another capture")
                    .hasMessageContaining(bench.pins().toString())
                    .hasMessageContaining("Ctrl+C");
            bench.send(FRAME, 1);
            assertThat(SampleTest.polled(first)).hasSize(1);
        }
        PacketCapture.open(bench.pins(), EVERY_CLEAN).close();
    }

    @Test
    void whatAKilledCaptureLeftIsNotShownToTheNext() {
        int fd = pinned(KernelMap.CAPTURE);
        try {
            new CaptureMap(bpf, fd, arena).ask(EVERY_CLEAN, Map.of(XdpReason.CLEAN, 1), Long.MAX_VALUE);
            bench.send(FRAME, 100);
            assertThat(ringIsEmpty()).isFalse();
        } finally {
            c.close(fd);
        }
        try (PacketCapture next = PacketCapture.open(bench.pins(), EVERY_CLEAN)) {
            bench.send(FRAME, 2);
            assertThat(SampleTest.polled(next)).hasSize(2);
        }
    }

    @Test
    void whatTheNodeDoesNotSampleCannotBeAskedFor() {
        bench.close();
        bench = new XdpBench(MapCapacities.DEFAULT, new PacketSampling(0, 100));
        assertThatThrownBy(() -> PacketCapture.open(bench.pins(), EVERY_CLEAN))
                .isInstanceOf(XdpException.class)
                .hasMessageContaining("sample_pass");
        var all = new CaptureRequest(Set.of(XdpReason.values()), OptionalInt.of(1), CaptureRequest.MAX_RATE);
        try (PacketCapture capture = PacketCapture.open(bench.pins(), all)) {
            assertThat(capture.every()).containsEntry(XdpReason.CLEAN, 0).containsEntry(XdpReason.LAND, 1);
            bench.send(FRAME, 10);
            bench.send(Frame.from("198.51.100.7").tcp(0).bytes(), 2);
            assertThat(SampleTest.polled(capture))
                    .extracting(PacketSample::reason)
                    .containsExactly(XdpReason.TCP_FLAGS, XdpReason.TCP_FLAGS);
        }
    }

    /** Not even by someone who writes the map himself: the program was loaded without that part. */
    @Test
    void aProgramWithoutSamplingHasNone() {
        bench.close();
        bench = new XdpBench(MapCapacities.DEFAULT, new PacketSampling(0, 0));
        int fd = pinned(KernelMap.CAPTURE);
        try {
            new CaptureMap(bpf, fd, arena).ask(EVERY_CLEAN, Map.of(XdpReason.CLEAN, 1), Long.MAX_VALUE);
            bench.send(FRAME, 100);
            assertThat(ringIsEmpty()).isTrue();
        } finally {
            c.close(fd);
        }
    }

    @Test
    void aDetachedFilterIsNoticed() {
        try (PacketCapture capture = PacketCapture.open(bench.pins(), EVERY_CLEAN)) {
            assertThat(capture.attached()).isTrue();
            XdpDataPlane.detach(bench.pins());
            assertThat(capture.attached()).isFalse();
        }
        assertThat(bench.pins()).doesNotExist();
        assertThatThrownBy(() -> PacketCapture.open(bench.pins(), EVERY_CLEAN))
                .isInstanceOf(XdpException.class)
                .hasMessageContaining("no filter is pinned in " + bench.pins());
    }

    @Test
    void aFolderOfAnotherKindIsLeftAlone(@TempDir Path folder) {
        assertThatThrownBy(() -> PacketCapture.open(folder, EVERY_CLEAN))
                .isInstanceOf(XdpException.class)
                .hasMessageContaining("not on a BPF filesystem");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void mapsOfAnotherVersionAreNotReadAsOnesOwn() throws Exception {
        List<String> update = new ArrayList<>(List.of("bpftool", "map", "update", "pinned"));
        update.add(bench.pins().resolve("meta").toString());
        update.addAll(List.of("key", "0", "0", "0", "0", "value", "99"));
        update.addAll(Collections.nCopies(Abi.META_BYTES - 1, "0"));
        NamespacePair.run(update);
        assertThatThrownBy(() -> PacketCapture.open(bench.pins(), EVERY_CLEAN))
                .isInstanceOf(XdpException.class)
                .hasMessageContaining("ABI version 99");
        Files.delete(bench.pins().resolve("samples"));
        assertThatThrownBy(() -> PacketCapture.open(bench.pins(), EVERY_CLEAN))
                .isInstanceOf(XdpException.class)
                .hasMessageContaining("no map samples")
                .hasMessageContaining("restart the node");
    }
}
