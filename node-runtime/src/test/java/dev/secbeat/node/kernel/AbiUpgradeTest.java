// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Prefix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A start over the tables of version 3, whose buckets are the same and are picked by another hash. */
@NeedsKernel
class AbiUpgradeTest {
    private static final Prefix SENDER = Prefix.parse(NamespacePair.OUTER_ADDRESS);
    private static final int HOSTS = 500;

    private NamespacePair namespaces;
    private PinDirectory pins;

    @BeforeEach
    void open() {
        namespaces = new NamespacePair();
        pins = new PinDirectory(
                Path.of("/sys/fs/bpf/secbeat-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime()));
    }

    @AfterEach
    void close() {
        XdpDataPlane.detach(pins.path());
        namespaces.close();
    }

    private XdpDataPlane openPlane() {
        return namespaces.inside(
                () -> XdpDataPlane.open(new XdpSettings(NamespacePair.GUARDED, pins.path(), List.of())));
    }

    private static List<Prefix> blocked() {
        Stream<String> hosts = IntStream.range(0, HOSTS).mapToObj(i -> "203.0." + (i >> 8) + "." + (i & 255));
        Stream<String> others =
                Stream.of("198.18.0.0/15", "2001:db8:1::/48", "2001:db8:2::/64", "2001:db8:3::7", "2001:db8:4::/96");
        return Stream.concat(Stream.concat(hosts, others), Stream.of(SENDER.toString()))
                .map(Prefix::parse)
                .toList();
    }

    private void leaveVersion3() {
        try (XdpDataPlane plane = openPlane()) {
            blocked().forEach(prefix -> plane.block(prefix, 600_000));
        }
        try (VersionStamp stamp = new VersionStamp(pins)) {
            stamp.write(EarlierTables.READABLE_VERSION);
            stamp.rotateBuckets();
        }
        Stream.of(FlatLayout.values())
                .flatMap(layout -> Stream.of(layout.causes(), layout.marks()))
                .map(pins::map)
                .forEach(PinDirectory::remove);
    }

    @Test
    void everyBlockMovesOverWhereverItsBucketWas() {
        leaveVersion3();
        try (XdpDataPlane next = openPlane()) {
            assertThat(next.tookOver()).isTrue();
            assertThat(next.blocks()).extracting(HeldBlock::prefix).containsExactlyInAnyOrderElementsOf(blocked());
            assertThat(blocked()).allMatch(next::holds);
        }
        try (VersionStamp stamp = new VersionStamp(pins)) {
            assertThat(stamp.read()).isEqualTo(Abi.VERSION);
        }
        assertThat(Stream.of(KernelMap.values()).map(pins::next)).noneMatch(Files::exists);
    }

    @Test
    void aStartThatWasCutShortIsMadeGoodByTheNext() {
        leaveVersion3();
        openPlane().close();
        try (VersionStamp stamp = new VersionStamp(pins)) {
            stamp.write(EarlierTables.READABLE_VERSION); // All of it is new but the last step.
        }
        try (XdpDataPlane next = openPlane()) {
            assertThat(next.tookOver()).isTrue();
            assertThat(blocked()).allMatch(next::holds);
        }
    }
}
