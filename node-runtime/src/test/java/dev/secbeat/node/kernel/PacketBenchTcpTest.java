// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.kernel.PacketBench.Program;
import dev.secbeat.node.kernel.PacketBench.Sources;
import dev.secbeat.node.kernel.PacketBenchTcp.Segments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is measured of SYNs, ACKs and memory is what the scenarios say, by the program's own counters. */
@NeedsKernel
class PacketBenchTcpTest {
    private static final int PACKETS = 5_000;
    private final Path pins =
            Path.of("/sys/fs/bpf/secbeat-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime());

    @ParameterizedTest
    @EnumSource(Family.class)
    void everySegmentMeetsTheFateOfItsScenario(Family family) {
        guarded((bench, tcp) -> {
            assertThat(counted(bench, tcp, Segments.SYN_PASSED, family)).isEqualTo(all(XdpReason.CLEAN));
            for (Segments syn : List.of(Segments.SYN_COOKIE, Segments.SYN_COOKIE_OPTIONS, Segments.SYN_COOKIE_HOT)) {
                assertThat(counted(bench, tcp, syn, family)).as("%s", syn).isEqualTo(all(XdpReason.SYN_COOKIE));
            }
            assertThat(counted(bench, tcp, Segments.ACK_FORGED, family)).isEqualTo(all(XdpReason.ACK_INVALID));
            Map<XdpReason, Long> brought = counted(bench, tcp, Segments.ACK_COOKIE, family);
            assertThat(brought.remove(XdpReason.SYN_COOKIE))
                    .as("one SYN a run, to get the cookie that all its ACKs bring")
                    .isEqualTo(2);
            assertThat(brought).isEqualTo(all(XdpReason.SYN_COOKIE_ACK));
        });
    }

    private static Map<XdpReason, Long> all(XdpReason reason) {
        return Map.of(reason, (long) PACKETS);
    }

    /** What the program counted while the driver ran once without it and once with it. */
    private static Map<XdpReason, Long> counted(
            PacketBench bench, PacketBenchTcp tcp, Segments segments, Family family) {
        XdpStats before = bench.stats();
        assertThat(tcp.nanos(Program.EMPTY, segments, family, PACKETS)).isPositive();
        assertThat(tcp.nanos(Program.DATA_PLANE, segments, family, PACKETS)).isPositive();
        XdpStats after = bench.stats();
        Map<XdpReason, Long> counted = new EnumMap<>(XdpReason.class);
        for (XdpReason reason : XdpReason.values()) {
            long packets = after.of(reason).packets() - before.of(reason).packets();
            if (packets != 0) {
                counted.put(reason, packets);
            }
        }
        return counted;
    }

    @Test
    void listsStayLoadedUnderTheGuardAndTheGuardEndsWithIt() {
        guarded((bench, tcp) -> {
            long _ = bench.loadNanos(Sources.EXACT, Family.IPV4);
            assertThat(bench.guards()).hasSize(1);
            tcp.close();
            assertThat(bench.guards()).isEmpty();
            try (var again = PacketBenchTcp.open(bench)) {
                assertThat(bench.guards()).hasSize(1);
                assertThat(again.nanos(Program.DATA_PLANE, Segments.SYN_COOKIE, Family.IPV4, PACKETS))
                        .isPositive();
                assertThat(bench.nanos(Program.DATA_PLANE, Sources.EXACT, Family.IPV4, PACKETS))
                        .isPositive();
            }
        });
    }

    @Test
    void noFigureIsMadeOfSynsThatWentAstray() {
        guarded((bench, tcp) -> {
            Path _ = Files.writeString(Path.of("/proc/sys/net/ipv4/tcp_syncookies"), "0");
            assertThatThrownBy(() -> tcp.nanos(Program.DATA_PLANE, Segments.SYN_COOKIE, Family.IPV4, PACKETS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("0 of " + PACKETS);
            assertThatThrownBy(() -> tcp.nanos(Program.DATA_PLANE, Segments.ACK_COOKIE, Family.IPV4, PACKETS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("was not answered");
            Path _ = Files.writeString(Path.of("/proc/sys/net/ipv4/tcp_syncookies"), "2");
        });
    }

    private interface Guarded {
        void measure(PacketBench bench, PacketBenchTcp tcp) throws IOException;
    }

    private void guarded(Guarded work) {
        try (var namespaces = closed();
                var bench = open(namespaces)) {
            boolean _ = namespaces.inside(() -> {
                try (var tcp = PacketBenchTcp.open(bench)) {
                    work.measure(bench, tcp);
                }
                return true;
            });
        }
    }

    @Test
    void aLineIsChosenFromAsMuchMemoryAsTheTableHas() {
        try (var namespaces = closed();
                var bench = open(namespaces)) {
            var lines = new PacketBenchLines(bench);
            assertThat(lines.lines(PacketBenchLines.Table.NEAR_V4))
                    .as("8 bytes for each /16")
                    .isEqualTo(65_536 * 8 / 64);
            assertThat(lines.lines(PacketBenchLines.Table.EXACT_V4))
                    .as("a bucket for two")
                    .isEqualTo(Integer.highestOneBit(2 * (3000 + 48_000) / 2 - 1));
            int most = Arrays.stream(PacketBenchLines.Table.values())
                    .mapToInt(lines::lines)
                    .max()
                    .orElseThrow();
            assertThat(PacketBenchLines.most(bench.bpf(), bench.pins())).isEqualTo(most);
            for (PacketBenchLines.Table table : PacketBenchLines.Table.values()) {
                assertThat(lines.nanos(table, PACKETS)).isPositive();
            }
        }
    }

    @Test
    void aThreadStaysOnItsCpuAndOthersStayFree() throws Exception {
        List<Integer> allowed = PacketBenchCpus.allowed();
        var kept = new FutureTask<>(() -> {
            PacketBenchCpus.stayOn(allowed.getLast());
            return PacketBenchCpus.allowed();
        });
        Thread.ofPlatform().start(kept);
        assertThat(kept.get()).containsExactly(allowed.getLast());
        assertThat(PacketBenchCpus.allowed()).isEqualTo(allowed);
        assertThatThrownBy(() -> PacketBenchCpus.stayOn(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PacketBenchCpus.stayOn(1023))
                .as("no machine this runs on has so many")
                .isInstanceOf(XdpException.class)
                .hasMessageContaining("sched_setaffinity");
    }

    /** An interface that is down, so that no packet of the kernel's own is counted. */
    private static NamespacePair closed() {
        NamespacePair namespaces = new NamespacePair();
        namespaces.ipInside("link", "set", NamespacePair.GUARDED, "down");
        return namespaces;
    }

    private PacketBench open(NamespacePair namespaces) {
        return namespaces.inside(
                () -> PacketBench.open(NamespacePair.GUARDED, pins, new PacketBench.Size(3000, 1500, 1024)));
    }
}
