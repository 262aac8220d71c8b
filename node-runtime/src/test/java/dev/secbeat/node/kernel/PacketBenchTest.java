// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.kernel.PacketBench.Program;
import dev.secbeat.node.kernel.PacketBench.Sources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The benchmark measures what it says: packets meet the fate of their scenario, or there is no figure. */
@NeedsKernel
class PacketBenchTest {
    private static final PacketBench.Size SIZE = new PacketBench.Size(3000, 1500, 1024);
    private static final int PACKETS = 20_000;
    private final Path pins =
            Path.of("/sys/fs/bpf/secbeat-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime());

    @ParameterizedTest
    @EnumSource(Family.class)
    void packetsMeetTheFateOfTheirScenario(Family family) {
        try (var namespaces = closed();
                var bench = open(namespaces)) {
            assertThat(bench.loadNanos(Sources.EXACT, family)).isPositive();
            assertThat(bench.loadNanos(Sources.PREFIX, family)).isPositive();
            assertThat(bench.floorNanos(PACKETS)).isPositive();
            for (Sources sources : Sources.values()) {
                assertThat(bench.nanos(Program.EMPTY, sources, family, PACKETS)).isPositive();
                assertThat(bench.nanos(Program.DATA_PLANE, sources, family, PACKETS))
                        .isPositive();
            }
        }
        assertThat(Files.exists(pins)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Sources.class,
            names = {"EXACT", "PREFIX"})
    void thereIsNoFigureForHitsWhereNothingIsLoaded(Sources sources) {
        try (var namespaces = closed();
                var bench = open(namespaces)) {
            assertThatThrownBy(() -> bench.nanos(Program.DATA_PLANE, sources, Family.IPV4, PACKETS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("0 of " + PACKETS);
        }
    }

    @Test
    void listsSurviveATakeOverAndEditsAreTakenBack() {
        try (var namespaces = closed();
                var bench = open(namespaces)) {
            bench.loadNanos(Sources.EXACT, Family.IPV4);
            List<Long> blocks = new ArrayList<>();
            List<Long> unblocks = new ArrayList<>();
            bench.edit(Family.IPV4, 10, blocks::add, unblocks::add);
            assertThat(blocks).hasSize(10).allSatisfy(nanos -> assertThat(nanos).isPositive());
            assertThat(unblocks)
                    .hasSize(10)
                    .allSatisfy(nanos -> assertThat(nanos).isPositive());
            assertThat(namespaces.inside(bench::takeOverNanos)).isPositive();
            assertThat(bench.nanos(Program.DATA_PLANE, Sources.EXACT, Family.IPV4, PACKETS))
                    .isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void singleAddressesAreExactEntries(Family family) {
        Set<Prefix> exact = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            exact.add(BenchSources.exact(family, i));
        }
        int addresses = new PacketBench.Size(1000, 1, 1).addresses(family);
        List<Prefix> listed = new PacketBench.Listed(Sources.ADDRESS, addresses).prefixes(family);
        assertThat(listed)
                .hasSize(addresses)
                .doesNotHaveDuplicates()
                .allSatisfy(entry -> assertThat(entry.length()).isEqualTo(family == Family.IPV4 ? 32 : 128));
        assertThat(exact).containsAll(listed);
    }

    @ParameterizedTest
    @EnumSource(Family.class)
    void noEntryOverlapsAnother(Family family) {
        Set<Prefix> exact = new HashSet<>();
        Set<Prefix> held = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            exact.add(BenchSources.exact(family, i));
            held.add(shortest(BenchSources.prefix(family, i)));
        }
        assertThat(exact).hasSize(100_000);
        // Each prefix lies in another one of the shortest length, and no exact entry in any of these.
        assertThat(held).hasSize(100_000);
        assertThat(exact).noneMatch(entry -> held.contains(shortest(entry)));
    }

    private static Prefix shortest(Prefix entry) {
        return Prefix.of(entry.addressBytes(), entry.family() == Family.IPV4 ? 20 : 32);
    }

    /** An interface that is down, so that no packet of the kernel's own is counted. */
    private static NamespacePair closed() {
        NamespacePair namespaces = new NamespacePair();
        namespaces.ipInside("link", "set", NamespacePair.GUARDED, "down");
        return namespaces;
    }

    private PacketBench open(NamespacePair namespaces) {
        return namespaces.inside(() -> PacketBench.open(NamespacePair.GUARDED, pins, SIZE));
    }
}
