// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.support.Await;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real packets over a real veth pair; daemons that come, go, and are killed. */
@NeedsKernel
class TakeOverTest {
    private static final int PORT = 9999;
    private static final Prefix SENDER = Prefix.parse(NamespacePair.OUTER_ADDRESS);
    private NamespacePair namespaces;
    private Path pins;
    private DatagramSocket receiver;
    private DatagramSocket sender;

    @BeforeEach
    void open() {
        namespaces = new NamespacePair();
        pins = Path.of("/sys/fs/bpf/secbeat-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        receiver = namespaces.inside(() -> socket(NamespacePair.INNER_ADDRESS, PORT));
        sender = namespaces.outside(() -> socket(NamespacePair.OUTER_ADDRESS, 0));
    }

    @AfterEach
    void close() {
        sender.close();
        receiver.close();
        XdpDataPlane.detach(pins);
        namespaces.close();
    }

    private static DatagramSocket socket(String address, int port) throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(address), port));
        socket.setSoTimeout(30_000);
        return socket;
    }

    private XdpDataPlane openPlane() {
        return namespaces.inside(() -> XdpDataPlane.open(new XdpSettings(NamespacePair.GUARDED, pins, List.of())));
    }

    private XdpDataPlane openPlane(MapCapacities capacities) {
        return namespaces.inside(() -> XdpDataPlane.open(new XdpSettings(
                NamespacePair.GUARDED, pins, List.of(), capacities, ReportPacing.DEFAULT, AbuseFilter.DEFAULT)));
    }

    private Thread startFlood(AtomicLong sent) {
        return Thread.ofPlatform().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    send(1);
                    sent.incrementAndGet();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
    }

    private void send(int packets) throws IOException {
        byte[] bytes = new byte[20];
        for (int i = 0; i < packets; i++) {
            sender.send(new DatagramPacket(
                    bytes,
                    bytes.length,
                    new InetSocketAddress(InetAddress.ofLiteral(NamespacePair.INNER_ADDRESS), PORT)));
        }
    }

    private void receive(int packets) throws IOException {
        for (int i = 0; i < packets; i++) {
            receiver.receive(new DatagramPacket(new byte[20], 20));
        }
    }

    private void assertNothingArrives() throws IOException {
        receiver.setSoTimeout(1);
        assertThatThrownBy(() -> receive(1)).isInstanceOf(SocketTimeoutException.class);
        receiver.setSoTimeout(30_000);
    }

    private static long dropped(XdpDataPlane plane) {
        return plane.stats().of(XdpReason.Action.DROP).packets();
    }

    @Test
    void dropsRealPacketsInTheDriverAndCountsTheOthers() throws IOException {
        try (XdpDataPlane plane = openPlane()) {
            assertThat(plane.mode()).isEqualTo(XdpMode.NATIVE);
            AtomicLong counted = new AtomicLong();
            send(64);
            receive(64);
            Await.until("64 packets are reported", () -> {
                plane.poll((family, bits, dimension, count, sinceNanos) -> {
                    if (dimension == Dimension.PACKETS && bits == SENDER.low()) {
                        counted.addAndGet(count);
                    }
                });
                return counted.get() >= 64;
            });
            plane.block(SENDER, 600_000);
            send(10);
            Await.until("10 drops", () -> dropped(plane) == 10);
            assertNothingArrives();
            assertThat(plane.hits(SENDER)).isEqualTo(10);
            plane.unblock(SENDER);
            send(1);
            receive(1);
        }
    }

    @Test
    void filteringOutlivesAKilledDaemonAndTheNextOneTakesOver() throws IOException {
        DataPlaneProcess first = DataPlaneProcess.start(
                List.of(), namespaces.innerPath().toString(), pins.toString(), SENDER.toString());
        try (first) {
            assertThat(first.said()).isEqualTo("opened native");
            send(5);
        }
        send(7);
        try (XdpDataPlane second = openPlane()) {
            assertThat(second.tookOver()).isTrue();
            assertThat(second.mode()).isEqualTo(XdpMode.NATIVE);
            Await.until("the drops of both daemons' times and of the gap", () -> dropped(second) == 12);
            assertThat(second.blocks()).extracting(HeldBlock::prefix).containsExactly(SENDER);
            assertThat(second.blocks().getFirst().hits()).isEqualTo(12);
            assertThat(second.mapFill().get("block_addr4")).isEqualTo(new MapFill(1, 1 << 18));
            send(1);
            Await.until("one more drop", () -> dropped(second) == 13);
            assertNothingArrives();
        }
    }

    @Test
    void takingOverLeavesNoGap() throws Exception {
        try (XdpDataPlane first = openPlane()) {
            first.block(SENDER, 600_000);
        }
        AtomicLong sent = new AtomicLong();
        Thread flood = startFlood(sent);
        long dropped = 0;
        for (int i = 0; i < 5; i++) {
            try (XdpDataPlane next = openPlane()) {
                long before = dropped;
                Await.until("drops go on", () -> dropped(next) > before);
                dropped = dropped(next);
            }
        }
        flood.interrupt();
        flood.join();
        assertNothingArrives();
        try (XdpDataPlane last = openPlane()) {
            Await.until("every packet that came was dropped", () -> dropped(last) + namespaces.lost() == sent.get());
        }
    }

    @Test
    void theNextDaemonsAllowListReplacesTheLast() throws IOException {
        List<Prefix> old = List.of(SENDER, Prefix.parse("2001:db8::/32"));
        XdpSettings settings = new XdpSettings(NamespacePair.GUARDED, pins, old);
        try (XdpDataPlane first = namespaces.inside(() -> XdpDataPlane.open(settings))) {
            first.block(SENDER, 600_000);
            send(1);
            receive(1);
        }
        try (XdpDataPlane second = openPlane()) {
            send(3);
            Await.until("three drops", () -> dropped(second) == 3);
            assertThat(second.mapFill().get("allow_prefix4")).isEqualTo(new MapFill(0, 4096));
            assertThat(second.mapFill().get("allow_prefix6")).isEqualTo(new MapFill(0, 4096));
        }
    }

    @Test
    void tablesTakeTheirNewSizeWithEveryBlockAndNoGap() throws Exception {
        List<Prefix> blocked = Stream.of(
                        SENDER.toString(),
                        "203.0.113.0/24",
                        "2001:db8:1::/48",
                        "2001:db8:2::/64",
                        "2001:db8:3::7",
                        "2001:db8:4::/96")
                .map(Prefix::parse)
                .toList();
        try (XdpDataPlane first = openPlane()) {
            blocked.forEach(prefix -> first.block(prefix, 600_000));
        }
        AtomicLong sent = new AtomicLong();
        Thread flood = startFlood(sent);
        for (int entries : new int[] {16, 5_000, 64}) {
            try (XdpDataPlane next = openPlane(new MapCapacities(entries, entries, 10, entries, 4096))) {
                assertThat(next.tookOver()).isTrue();
                assertThat(next.blocks()).extracting(HeldBlock::prefix).containsExactlyInAnyOrderElementsOf(blocked);
                assertThat(next.mapFill().get("block_net64"))
                        .isEqualTo(new MapFill(1, Integer.highestOneBit(2 * entries - 1)));
                long before = dropped(next);
                Await.until("drops go on", () -> dropped(next) > before);
            }
        }
        flood.interrupt();
        flood.join();
        assertNothingArrives();
        try (XdpDataPlane last = openPlane()) {
            Await.until("every packet that came was dropped", () -> dropped(last) + namespaces.lost() == sent.get());
        }
    }

    @Test
    void tablesOfTheEarlierVersionAreTakenOverWithoutAGap() throws Exception {
        try (XdpDataPlane first = openPlane()) {
            first.block(SENDER, 600_000);
        }
        try (VersionStamp stamp = new VersionStamp(new PinDirectory(pins))) {
            stamp.write(EarlierTables.READABLE_VERSION);
        }
        AtomicLong sent = new AtomicLong();
        Thread flood = startFlood(sent);
        try (XdpDataPlane next = openPlane()) {
            assertThat(next.tookOver()).isTrue();
            long before = dropped(next);
            Await.until("drops go on", () -> dropped(next) > before);
            flood.interrupt();
            flood.join();
            Await.until("every packet that came was dropped", () -> dropped(next) + namespaces.lost() == sent.get());
        }
        assertNothingArrives();
    }

    @Test
    void aSizeWithTooLittleRoomIsRefusedAndTheOldTablesGoOn() throws IOException {
        try (XdpDataPlane first = openPlane()) {
            first.block(SENDER, 600_000);
            for (int i = 0; i < 50; i++) {
                first.block(Prefix.parse("203.0.113." + i), 600_000);
            }
        }
        MapCapacities small = new MapCapacities(16, 16, 16, 16, 4096);
        assertThatThrownBy(() -> openPlane(small))
                .isInstanceOf(XdpException.class)
                .hasMessageContaining("51 blocks")
                .hasMessageContaining("max_host_blocks");
        send(3);
        assertNothingArrives();
        try (XdpDataPlane next = openPlane()) {
            assertThat(next.tookOver()).isTrue();
            assertThat(next.blocks()).hasSize(51);
            Await.until("three drops", () -> dropped(next) == 3);
        }
    }

    @Test
    void statisticsOfAVersionWithFewerReasonsMoveOver() throws IOException {
        openPlane().close();
        for (String map : List.of("stats", "events")) {
            Files.delete(pins.resolve(map));
        }
        createCounters("stats", 7, 16);
        createCounters("events", 2, 8);
        setCounter("stats", XdpReason.MALFORMED.code(), 5, 9);
        setCounter("events", Abi.EVENT_SOURCE_EVICTED, 3);
        int cpus = LibBpf.open().possibleCpus();
        try (XdpDataPlane plane = openPlane()) {
            assertThat(plane.tookOver()).isTrue();
            assertThat(plane.stats().of(XdpReason.MALFORMED)).isEqualTo(new XdpStats.Tally(5L * cpus, 9L * cpus));
            assertThat(plane.stats().sourcesEvicted()).isEqualTo(3L * cpus);
            assertThat(plane.stats().of(XdpReason.MARTIAN)).isEqualTo(XdpStats.Tally.ZERO);
            assertThat(plane.blocks()).isEmpty();
            plane.block(SENDER, 600_000);
            send(1);
            Await.until(
                    "a drop", () -> plane.stats().of(XdpReason.BLOCKED_EXACT).packets() == 1);
        }
        try (XdpDataPlane next = openPlane()) {
            assertThat(next.stats().of(XdpReason.MALFORMED).packets()).isEqualTo(5L * cpus);
            assertThat(next.stats().of(XdpReason.BLOCKED_EXACT).packets()).isEqualTo(1);
            assertThat(pins.resolve("stats_next")).doesNotExist();
        }
    }

    private void createCounters(String map, int entries, int valueBytes) {
        NamespacePair.run(List.of(("bpftool map create " + pins.resolve(map) + " type percpu_array key 4 value "
                        + valueBytes + " entries " + entries + " name " + map)
                .split(" ")));
    }

    /** The same 64-bit values, each below 256, on every CPU. */
    private void setCounter(String map, int index, int... values) {
        StringBuilder command = new StringBuilder("bpftool map update pinned " + pins.resolve(map));
        command.append(" key ").append(index).append(" 0 0 0 value");
        for (int value : values) {
            command.append(' ').append(value).append(" 0 0 0 0 0 0 0");
        }
        NamespacePair.run(List.of(command.toString().split(" ")));
    }

    @Test
    void detachingEndsFilteringAndLeavesNothing() throws IOException {
        try (XdpDataPlane plane = openPlane()) {
            plane.block(SENDER, 600_000);
            send(1);
            Await.until("a drop", () -> dropped(plane) == 1);
        }
        assertThat(XdpDataPlane.detach(pins)).isTrue();
        assertThat(pins).doesNotExist();
        send(1);
        receive(1);
        assertThat(XdpDataPlane.detach(pins)).isFalse();
    }

    @Test
    void startsAnewWhenTheInterfaceWasReplaced() throws IOException {
        try (XdpDataPlane plane = openPlane()) {
            plane.block(SENDER, 600_000);
        }
        namespaces.ipInside("link", "delete", NamespacePair.GUARDED);
        namespaces.ipInside("link", "add", NamespacePair.GUARDED, "type", "veth", "peer", "name", "other0");
        try (XdpDataPlane plane = openPlane()) {
            assertThat(plane.tookOver()).isFalse();
            assertThat(plane.holds(SENDER)).as("blocks stay").isTrue();
        }
    }

    @Test
    void refusesMapsOfAnotherAbiAndLeavesThemFiltering() throws IOException {
        try (XdpDataPlane plane = openPlane()) {
            plane.block(SENDER, 600_000);
        }
        Path meta = pins.resolve("meta");
        List<String> update = new ArrayList<>(List.of(
                "bpftool", "map", "update", "pinned", meta.toString(), "key", "0", "0", "0", "0", "value", "99"));
        update.addAll(Collections.nCopies(Abi.META_BYTES - 1, "0"));
        NamespacePair.run(update);
        assertThatThrownBy(this::openPlane).isInstanceOf(XdpException.class).hasMessageContaining("ABI version 99");
        assertThat(Files.exists(pins.resolve("link"))).isTrue();
        send(2);
        assertNothingArrives();
    }

    @Test
    void refusesToShareWithARunningDaemon() {
        try (XdpDataPlane first = openPlane()) {
            assertThatThrownBy(this::openPlane)
                    .isInstanceOf(XdpException.class)
                    .hasMessageContaining("another running daemon")
                    .hasMessageContaining(pins.toString());
            first.block(SENDER, 600_000);
            assertThat(first.holds(SENDER)).isTrue();
        }
        openPlane().close();
    }

    @Test
    void statisticsAreForEveryThreadUntilClosed() throws Exception {
        XdpDataPlane plane = openPlane();
        Thread reader = Thread.ofPlatform().unstarted(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                plane.stats();
                plane.mapFill();
            }
        });
        AtomicLong failures = new AtomicLong();
        AtomicLong afterClose = new AtomicLong();
        reader.setUncaughtExceptionHandler((thread, thrown) ->
                (thrown instanceof IllegalStateException ? afterClose : failures).incrementAndGet());
        reader.start();
        for (int i = 0; i < 1000; i++) {
            plane.block(SENDER, 1 + i);
            plane.poll((family, bits, dimension, count, sinceNanos) -> {});
        }
        plane.close();
        reader.join();
        assertThat(failures).hasValue(0);
        assertThat(afterClose).hasValue(1);
        plane.close();
    }
}
