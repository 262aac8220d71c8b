// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.PacketRule.Action;
import dev.secbeat.node.api.ServicePolicy.Closed;
import dev.secbeat.node.api.ServicePolicy.Open;
import dev.secbeat.node.support.Await;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Daemons that come with other rules and services than the one before. Real packets over a real veth pair. */
@NeedsKernel
class PolicyTakeOverTest {
    private static final int PORT = 9999;
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

    private XdpDataPlane openPlane(PacketPolicy policy) {
        XdpSettings settings = new XdpSettings(NamespacePair.GUARDED, pins, List.of()).withPolicy(policy);
        return namespaces.inside(() -> XdpDataPlane.open(settings));
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

    private void assertNothingArrives() throws IOException {
        receiver.setSoTimeout(1);
        assertThatThrownBy(() -> receiver.receive(new DatagramPacket(new byte[20], 20)))
                .isInstanceOf(SocketTimeoutException.class);
    }

    private static long dropped(XdpDataPlane plane) {
        return plane.stats().of(XdpReason.Action.DROP).packets();
    }

    private static long matched(XdpDataPlane plane, String rule) {
        return Objects.requireNonNull(plane.policyStats().rules().get(rule), rule)
                .packets();
    }

    /** Each of these drops what is sent, for another reason and from another place in the list. */
    private static List<PacketPolicy> policiesThatDropAll() {
        return List.of(
                Rules.policy(Rules.on().source(NamespacePair.OUTER_ADDRESS).named("by-source", Action.DROP)),
                Rules.policy(
                        Rules.on().tcp().named("no-match", Action.PASS),
                        Rules.on().udp().destinationPorts("9999").named("by-port", Action.DROP)),
                Services.policy(Services.udp("closed", PORT, new Closed())),
                Rules.policy(
                        Rules.on().udp().destinationPorts("9998").named("by-source", Action.PASS),
                        Rules.on().length("48").named("by-length", Action.DROP)));
    }

    @Test
    void noPacketSlipsThroughWhileRulesChange() throws Exception {
        openPlane(policiesThatDropAll().getFirst()).close();
        AtomicLong sent = new AtomicLong();
        Thread flood = Thread.ofPlatform().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    send(1);
                    sent.incrementAndGet();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        long dropped = 0;
        for (int round = 0; round < 2; round++) {
            for (PacketPolicy policy : policiesThatDropAll()) {
                try (XdpDataPlane next = openPlane(policy)) {
                    assertThat(next.tookOver()).isTrue();
                    long before = dropped;
                    Await.until("drops go on", () -> dropped(next) > before);
                    dropped = dropped(next);
                }
            }
        }
        flood.interrupt();
        flood.join();
        assertNothingArrives();
        try (XdpDataPlane last = openPlane(policiesThatDropAll().getFirst())) {
            Await.until("every packet sent was dropped", () -> dropped(last) == sent.get());
        }
    }

    @Test
    void countersGoOnByNameAndOthersStartFromZero() throws IOException {
        PacketPolicy before = new PacketPolicy(
                List.of(
                        Rules.on().udp().named("stays", Action.COUNT),
                        Rules.on().udp().named("goes", Action.COUNT)),
                List.of(Services.udp("service", PORT, new Open())),
                1);
        PacketPolicy after = new PacketPolicy(
                List.of(
                        Rules.on().udp().named("comes", Action.COUNT),
                        Rules.on().udp().named("stays", Action.COUNT)),
                List.of(Services.tcp("other", 80, new Open()), Services.udp("service", PORT, new Open())),
                1);
        try (XdpDataPlane first = openPlane(before)) {
            send(5);
            Await.until("five matches", () -> matched(first, "goes") == 5);
            assertThat(matched(first, "stays")).isEqualTo(5);
        }
        try (XdpDataPlane second = openPlane(after)) {
            send(2);
            Await.until("seven matches", () -> matched(second, "stays") == 7);
            PolicyStats stats = second.policyStats();
            assertThat(stats.rules()).containsOnlyKeys("comes", "stays");
            assertThat(matched(second, "comes")).isEqualTo(2);
            assertThat(stats.services())
                    .hasEntrySatisfying(
                            "service",
                            verdicts -> assertThat(verdicts)
                                    .isEqualTo(Map.of(
                                            PolicyStats.Verdict.PASSED, 7L,
                                            PolicyStats.Verdict.POLICED, 0L,
                                            PolicyStats.Verdict.DROPPED, 0L,
                                            PolicyStats.Verdict.SPARED, 0L)));
        }
        try (XdpDataPlane third = openPlane(PacketPolicy.NONE)) {
            assertThat(third.policyStats().rules()).isEmpty();
            assertThat(pins.resolve("rule_counts_next")).doesNotExist();
        }
        assertThat(XdpDataPlane.detach(pins)).isTrue();
        assertThat(pins).doesNotExist();
    }

    @Test
    void countersOfAnotherLayoutAreLeftBehind() throws IOException {
        openPlane(PacketPolicy.NONE).close();
        Files.delete(pins.resolve("rule_counts"));
        NamespacePair.run(List.of(("bpftool map create " + pins.resolve("rule_counts")
                        + " type percpu_array key 4 value 64 entries 64 name rule_counts")
                .split(" ")));
        try (XdpDataPlane plane = openPlane(policiesThatDropAll().getFirst())) {
            send(1);
            Await.until("a match", () -> matched(plane, "by-source") == 1);
        }
    }
}
