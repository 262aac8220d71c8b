// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.outlets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Notice;
import dev.secbeat.node.outlets.OutletSettings.Syslog;
import dev.secbeat.node.outlets.OutletSettings.Tcp;
import dev.secbeat.node.outlets.OutletSettings.Tls;
import dev.secbeat.node.outlets.OutletSettings.Transport;
import dev.secbeat.node.outlets.OutletSettings.Udp;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.Backoff;
import dev.secbeat.node.time.NodeClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Syslog to real sockets: datagrams, a connection with lengths, the same within TLS. */
class SyslogTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path folder;

    private Outlets outlet(String host, int port, Transport transport, int tries) throws IOException {
        OutletSettings settings = new OutletSettings(
                "log",
                new Syslog(host, port, transport, 16),
                EnumSet.allOf(Notice.Kind.class),
                1_000,
                tries,
                new Backoff(1, 2));
        Outlets outlets = Outlets.open(List.of(settings), folder, NodeClock.system());
        outlets.start();
        return outlets;
    }

    private static String expected(int number) {
        Delivery delivery = Delivery.of(Notices.block(number));
        return "<133>1 2023-11-14T22:13:20.123Z edge-1 secbeat - BLOCKED - " + delivery.body();
    }

    private static ServerSocket server() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** Reads one message, by the length before it. */
    private static String frame(InputStream in) throws IOException {
        int length = 0;
        for (int letter = in.read(); letter != ' '; letter = in.read()) {
            assertThat(letter).isBetween((int) '0', (int) '9');
            length = length * 10 + letter - '0';
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    @Test
    void aDatagramIsAMessage() throws IOException {
        try (DatagramSocket receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                Outlets outlets = outlet("127.0.0.1", receiver.getLocalPort(), new Udp(), 1)) {
            outlets.offer(Delivery.of(Notices.block(7)));
            DatagramPacket packet = new DatagramPacket(new byte[10_000], 10_000);
            receiver.receive(packet);
            assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
                    .isEqualTo(expected(7));
        }
    }

    @Test
    void aLongDatagramIsCutBetweenCharacters() {
        byte[] message = ("x".repeat(8_191) + "äö").getBytes(StandardCharsets.UTF_8);
        assertThat(DatagramSender.cut(message)).hasSize(8_191);
        byte[] fits = "ä".repeat(4_096).getBytes(StandardCharsets.UTF_8);
        assertThat(DatagramSender.cut(fits)).isEqualTo(fits);
    }

    @Test
    void timesOfAnyNodeAreWritten() {
        for (long millis : new long[] {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE}) {
            Delivery good = Delivery.of(Notices.block(1));
            Delivery odd = new Delivery(good.id(), good.kind(), good.host(), millis, good.body());
            assertThat(new String(SyslogMessage.of(odd, 0), StandardCharsets.UTF_8))
                    .matches("<5>1 \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?Z edge-1 .*");
        }
    }

    @Test
    void messagesFollowEachOtherOnOneConnectionWithTheirLengths() throws IOException {
        try (ServerSocket server = server();
                Outlets outlets = outlet("127.0.0.1", server.getLocalPort(), new Tcp(), 1)) {
            IntStream.range(0, 300).forEach(i -> outlets.offer(Delivery.of(Notices.block(i))));
            try (Socket client = server.accept()) {
                for (int i = 0; i < 300; i++) {
                    assertThat(frame(client.getInputStream())).isEqualTo(expected(i));
                }
            }
        }
    }

    @Test
    void aReceiverThatClosedIsConnectedToAnew() throws IOException {
        try (ServerSocket server = server();
                Outlets outlets = outlet("127.0.0.1", server.getLocalPort(), new Tcp(), 1)) {
            for (int i = 0; i < 5; i++) {
                outlets.offer(Delivery.of(Notices.block(i)));
                try (Socket client = server.accept()) {
                    assertThat(frame(client.getInputStream())).isEqualTo(expected(i));
                }
            }
            Outlet outlet = outlets.all().getFirst();
            Await.until("all are taken", () -> outlet.figures().delivered() == 5);
            assertThat(outlet.figures().dead()).isZero();
        }
    }

    @Test
    void aReceiverThatReadsNothingIsLeftAtTheEndAndNothingIsLost() throws IOException {
        try (ServerSocket server = server()) {
            Outlets outlets = outlet("127.0.0.1", server.getLocalPort(), new Tcp(), 1);
            Outlet outlet = outlets.all().getFirst();
            Delivery large = Delivery.of(Notices.trouble("x".repeat(100_000)));
            IntStream.range(0, 200).forEach(_ -> outlets.offer(large));
            try (Socket client = server.accept()) {
                long[] before = {-1};
                Await.until("it sticks", () -> {
                    boolean same = before[0] == outlet.figures().delivered();
                    before[0] = outlet.figures().delivered();
                    return same && before[0] > 0;
                });
                outlets.close();
                assertThat(client.isClosed()).isFalse();
            }
            long delivered = outlet.figures().delivered();
            assertThat(Files.readAllLines(folder.resolve("log.waiting"))).hasSize(200 - (int) delivered);
        }
    }

    @Test
    void withinTlsTheReceiverMustBeWhoItIsCalled() throws Exception {
        SSLContext context = selfMade();
        try (ServerSocket server =
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Tls tls = new Tls(Optional.of(folder.resolve("cert.pem")));
            try (Outlets outlets = outlet("127.0.0.1", server.getLocalPort(), tls, 1)) {
                outlets.offer(Delivery.of(Notices.block(7)));
                try (Socket client = server.accept()) {
                    assertThat(frame(client.getInputStream())).isEqualTo(expected(7));
                }
            }
            refused(server, "localhost", tls); // The certificate is for 127.0.0.1.
            refused(server, "127.0.0.1", new Tls(Optional.empty())); // Nobody vouches for it.
        }
    }

    private void refused(ServerSocket server, String host, Tls tls) throws IOException {
        try (Outlets outlets = outlet(host, server.getLocalPort(), tls, 1)) {
            outlets.offer(Delivery.of(Notices.block(8)));
            try (Socket client = server.accept()) {
                assertThat(client.getInputStream().read()).isNegative();
            } catch (SSLException e) {
                assertThat(e).hasMessageContaining("certificate");
            }
            Outlet outlet = outlets.all().getFirst();
            Await.until("it is given up", () -> outlet.figures().dead() == 1);
        }
    }

    @Test
    void anAuthorityThatIsNoneStopsTheStart() throws IOException {
        Path file = Files.writeString(folder.resolve("ca.pem"), "no certificate");
        OutletSettings settings = new OutletSettings(
                "log",
                new Syslog("127.0.0.1", 1, new Tls(Optional.of(file)), 16),
                EnumSet.allOf(Notice.Kind.class),
                1,
                1,
                new Backoff(1, 2));
        assertThatThrownBy(() -> Outlets.open(List.of(settings), folder, NodeClock.system()))
                .hasMessageContaining("tls_ca of outlet log: " + file);
    }

    /** A key and certificate for 127.0.0.1 by the JDK's keytool, which also writes the certificate as PEM. */
    private SSLContext selfMade() throws Exception {
        Path store = folder.resolve("keys.p12");
        keytool(
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "SAN=IP:127.0.0.1",
                "-storetype",
                "PKCS12");
        keytool("-exportcert", "-rfc", "-file", folder.resolve("cert.pem").toString());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "-alias",
                "log",
                "-keystore",
                folder.resolve("keys.p12").toString(),
                "-storepass",
                new String(PASSWORD)));
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
    }
}
