// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Prefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Why each block is there outlives the daemon, and moves with it into tables of another size. */
@NeedsKernel
class CauseTakeOverTest {
    private static final MapCapacities SMALL = new MapCapacities(64, 64, 4, 64, 4096);
    private static final MapCapacities LARGE = new MapCapacities(4_096, 512, 4, 64, 4096);
    private static final List<String> TABLES = List.of("addr4", "addr6", "net64", "prefix4", "prefix6");

    private final Map<Prefix, BlockCause> noted = new HashMap<>();
    private NamespacePair namespaces;
    private Path pins;

    @BeforeEach
    void open() {
        namespaces = new NamespacePair();
        pins = Path.of("/sys/fs/bpf/secbeat-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        int number = 0;
        for (BlockCause cause : BlockCause.values()) {
            number++;
            noted.put(Prefix.parse("198.51.100." + number), cause);
            noted.put(Prefix.parse("203.0." + number + ".0/24"), cause);
            noted.put(Prefix.parse("2001:db8:1::" + number), cause);
            noted.put(Prefix.parse("2001:db8:2:" + number + "::/64"), cause);
            noted.put(Prefix.parse("2001:db8:" + number + "00::/48"), cause);
            noted.put(Prefix.parse("2001:db8:3:4:" + number + "::/80"), cause);
        }
    }

    @AfterEach
    void close() {
        XdpDataPlane.detach(pins);
        namespaces.close();
    }

    private XdpDataPlane openPlane(MapCapacities capacities) {
        return namespaces.inside(() -> XdpDataPlane.open(new XdpSettings(
                NamespacePair.GUARDED, pins, List.of(), capacities, ReportPacing.DEFAULT, AbuseFilter.DEFAULT)));
    }

    private void blockAll() {
        try (XdpDataPlane first = openPlane(SMALL)) {
            noted.forEach((prefix, cause) -> first.block(prefix, 600_000, cause));
        }
    }

    private static Map<Prefix, BlockCause> held(XdpDataPlane plane) {
        Map<Prefix, BlockCause> held = new HashMap<>();
        plane.blocks().forEach(block -> held.put(block.prefix(), block.cause()));
        return held;
    }

    private void forgetCauses() throws IOException {
        for (String table : TABLES) {
            Files.delete(pins.resolve("cause_" + table));
        }
    }

    private Map<Prefix, BlockCause> notedBesides() {
        Map<Prefix, BlockCause> left = new HashMap<>(noted);
        left.replaceAll((prefix, cause) -> prefix.length() == 80 ? cause : BlockCause.UNKNOWN);
        return left;
    }

    @Test
    void aRestartKeepsThem() {
        blockAll();
        try (XdpDataPlane next = openPlane(SMALL)) {
            assertThat(next.tookOver()).isTrue();
            assertThat(held(next)).isEqualTo(noted);
            noted.forEach((prefix, cause) -> assertThat(next.cause(prefix)).isEqualTo(cause));
        }
    }

    @Test
    void otherSizesKeepThem() {
        blockAll();
        for (MapCapacities size : List.of(LARGE, SMALL, LARGE)) {
            try (XdpDataPlane next = openPlane(size)) {
                assertThat(held(next)).isEqualTo(noted);
            }
        }
        try (XdpDataPlane last = openPlane(LARGE)) {
            assertThat(held(last)).isEqualTo(noted);
        }
    }

    @Test
    void tablesOfAVersionWithoutThemAreTakenOverAsUnknownAndLearn() throws IOException {
        blockAll();
        forgetCauses();
        Prefix one = Prefix.parse("198.51.100.1");
        try (XdpDataPlane next = openPlane(SMALL)) {
            assertThat(next.tookOver()).isTrue();
            assertThat(held(next)).isEqualTo(notedBesides());
            next.block(one, 600_000, BlockCause.RATE_BYTES);
        }
        try (XdpDataPlane last = openPlane(SMALL)) {
            assertThat(last.cause(one)).isEqualTo(BlockCause.RATE_BYTES);
        }
    }

    @Test
    void suchTablesMayChangeTheirSizeInTheSameStep() throws IOException {
        blockAll();
        forgetCauses();
        try (XdpDataPlane next = openPlane(LARGE)) {
            assertThat(held(next)).isEqualTo(notedBesides());
        }
        assertThat(pins.resolve("cause_addr4")).exists();
        assertThat(pins.resolve("cause_addr4_next")).doesNotExist();
        try (XdpDataPlane last = openPlane(LARGE)) {
            assertThat(held(last)).isEqualTo(notedBesides());
        }
    }

    @Test
    void aSmallerSizeIsRefusedRatherThanPaidWithAutomaticBlocks() {
        try (XdpDataPlane first = openPlane(LARGE)) {
            for (int i = 0; i < 65; i++) {
                first.block(Prefix.parse("198.51.100." + i), 600_000, BlockCause.RATE_REQUESTS);
            }
        }
        assertThatThrownBy(() -> openPlane(SMALL))
                .isInstanceOf(XdpException.class)
                .hasMessageContaining("65 blocks")
                .hasMessageContaining("max_host_blocks");
        try (XdpDataPlane next = openPlane(LARGE)) {
            assertThat(next.tookOver()).isTrue();
            assertThat(next.blocks()).hasSize(65);
        }
    }

    @Test
    void theStatusCountsBlocksByCause() throws IOException {
        blockAll();
        XdpStatus status = namespaces.inside(() -> XdpInspection.open().of(pins));
        assertThat(status.remarks()).isEmpty();
        assertThat(status.blocks())
                .hasSize(BlockCause.values().length)
                .allSatisfy((cause, blocks) -> assertThat(blocks).isEqualTo(6));
        forgetCauses();
        assertThat(XdpInspection.open().of(pins).blocks())
                .containsEntry(BlockCause.UNKNOWN, 5L * BlockCause.values().length + 1)
                .containsEntry(BlockCause.OPERATOR, 1L);
    }
}
