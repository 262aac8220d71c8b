// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Prefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The program drops nothing that has no marks, so a start sets those of all that an earlier one left, whatever left it. */
@NeedsKernel
class MarkTakeOverTest {
    private static final int BLOCKS = 64;
    private static final MapCapacities SMALL = new MapCapacities(BLOCKS, BLOCKS, 4, 64, 4096);
    private static final MapCapacities LARGE = new MapCapacities(4_096, 512, 4, 64, 4096);

    private NamespacePair namespaces;
    private Path pins;

    @BeforeEach
    void open() {
        namespaces = new NamespacePair();
        pins = Path.of("/sys/fs/bpf/secbeat-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
    }

    @AfterEach
    void close() {
        XdpDataPlane.detach(pins);
        namespaces.close();
    }

    /** An address, and the block that holds it. */
    private record Blocked(String address, String prefix) {}

    /** So many of each kind that some find their bucket full. */
    private static List<Blocked> blocked() {
        List<Blocked> all = new ArrayList<>();
        for (int i = 0; i < BLOCKS; i++) {
            all.add(new Blocked("198.51.100." + i, "198.51.100." + i));
            all.add(new Blocked("203.0." + i + ".9", "203.0." + i + ".0/24"));
            all.add(new Blocked("2001:db8:1::" + i, "2001:db8:1::" + i));
            all.add(new Blocked("2001:db8:2:" + i + "::9", "2001:db8:2:" + i + "::/64"));
            all.add(new Blocked("2001:db8:" + i + "00:1::9", "2001:db8:" + i + "00::/48"));
        }
        return all;
    }

    private XdpDataPlane openPlane(MapCapacities capacities) {
        return namespaces.inside(() -> XdpDataPlane.open(new XdpSettings(
                NamespacePair.GUARDED, pins, List.of(), capacities, ReportPacing.DEFAULT, AbuseFilter.DEFAULT)));
    }

    private void blockAll() {
        try (XdpDataPlane first = openPlane(SMALL)) {
            blocked().forEach(one -> first.block(Prefix.parse(one.prefix), 600_000));
        }
    }

    private void forgetMarks() throws IOException {
        for (FlatLayout layout : FlatLayout.values()) {
            Files.delete(pins.resolve(layout.marks().mapName()));
        }
    }

    private static void assertAllAreDropped(XdpDataPlane plane) {
        var program = new TestRun(plane.programFd());
        for (Blocked one : blocked()) {
            byte[] frame = Frame.from(one.address).udp(0).bytes();
            assertThat(program.run(frame, 1).verdict()).as(one.prefix).isEqualTo(TestRun.XDP_DROP);
        }
        assertThat(program.run(Frame.from("198.51.99.1").udp(0).bytes(), 1).verdict())
                .isEqualTo(TestRun.XDP_PASS);
    }

    @Test
    void aRestartGoesOnDropping() {
        blockAll();
        try (XdpDataPlane next = openPlane(SMALL)) {
            assertAllAreDropped(next);
        }
    }

    @Test
    void tablesOfAVersionWithoutMarksGetThem() throws IOException {
        blockAll();
        forgetMarks();
        try (XdpDataPlane next = openPlane(SMALL)) {
            assertThat(next.tookOver()).isTrue();
            assertAllAreDropped(next);
        }
        assertThat(pins.resolve("mark_addr4")).exists();
    }

    @Test
    void tablesOfAnotherSizeGetThem() throws IOException {
        blockAll();
        forgetMarks();
        try (XdpDataPlane next = openPlane(LARGE)) {
            assertAllAreDropped(next);
        }
        try (XdpDataPlane last = openPlane(LARGE)) {
            assertAllAreDropped(last);
        }
    }
}
