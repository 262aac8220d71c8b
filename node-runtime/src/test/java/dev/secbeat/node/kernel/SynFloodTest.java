// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secbeat.node.support.Await;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real clients reach a real listener while forged SYNs come in by the hundred thousand. */
@NeedsKernel
class SynFloodTest {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final int REQUESTS = 20;
    private static final int BODY = 300_000;
    private static final int ENOUGH = 20_000;

    /** A web server of one page, on its own thread, until the listener is closed. */
    private static void serve(ServerSocket listener) {
        byte[] body = "x".repeat(BODY).getBytes(StandardCharsets.US_ASCII);
        String head = "HTTP/1.0 200 OK\r\nContent-Length: " + BODY + "\r\n\r\n";
        Thread.ofPlatform().daemon().start(() -> {
            while (!listener.isClosed()) {
                try (Socket client = listener.accept()) {
                    client.setSoTimeout(PATIENCE_MILLIS);
                    readRequest(client.getInputStream());
                    client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                    client.getOutputStream().write(body);
                } catch (IOException e) {
                    // The client gave up and will say so, or the test is over.
                }
            }
        });
    }

    private static void readRequest(InputStream in) throws IOException {
        String end = "\r\n\r\n";
        StringBuilder request = new StringBuilder();
        while (request.indexOf(end) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the request ended early");
            }
            request.append((char) next);
        }
    }

    /** Bytes of the answer's body. */
    private static int get(GuardedPort guarded, boolean ipv6) {
        return guarded.namespaces().outside(() -> {
            try (Socket socket = new Socket()) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.connect(guarded.address(ipv6), PATIENCE_MILLIS);
                socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(answer).startsWith("HTTP/1.0 200 OK\r\n");
                return answer.length() - answer.indexOf("\r\n\r\n") - 4;
            }
        });
    }

    private static long packets(GuardedPort guarded, XdpReason reason) {
        return guarded.plane().stats().of(reason).packets();
    }

    /** With timestamps of 2, connections keep window scale and SACK; with 1 they have neither. */
    @ParameterizedTest
    @ValueSource(strings = {"ipv4/tcp_timestamps=1", "ipv4/tcp_timestamps=2"})
    void clientsAreServedThroughAFloodThatIsAlwaysAnswered(String timestamps) throws IOException {
        try (GuardedPort guarded = new GuardedPort(SynCookies.Mode.ON, 1000, "ipv4/tcp_syncookies=2", timestamps);
                PassingPeer _ = new PassingPeer(guarded.namespaces());
                SynFlood _ = new SynFlood(guarded)) {
            assertThat(guarded.plane().mode()).isEqualTo(XdpMode.NATIVE);
            serve(guarded.listener());
            Await.until("the flood is on", () -> packets(guarded, XdpReason.SYN_COOKIE) > ENOUGH);
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(get(guarded, false)).isEqualTo(BODY);
                assertThat(get(guarded, true)).isEqualTo(BODY);
            }
            long answered = packets(guarded, XdpReason.SYN_COOKIE);
            Await.until("the flood goes on", () -> packets(guarded, XdpReason.SYN_COOKIE) > answered);
            assertThat(packets(guarded, XdpReason.SYN_COOKIE_ACK)).isGreaterThanOrEqualTo(2 * REQUESTS);
        }
    }

    /** Both ends believe the same, as they tell themselves. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bothEndsAgreeOnTheOptionsOfAConnectionMadeByCookie(boolean plainClock) throws IOException {
        String timestamps = "ipv4/tcp_timestamps=" + (plainClock ? 2 : 1);
        try (GuardedPort guarded = new GuardedPort(SynCookies.Mode.ON, 1000, "ipv4/tcp_syncookies=2", timestamps);
                PassingPeer _ = new PassingPeer(guarded.namespaces());
                Socket _ = guarded.namespaces().outside(() -> {
                    Socket socket = new Socket();
                    socket.connect(guarded.address(false), PATIENCE_MILLIS);
                    return socket;
                });
                Socket _ = guarded.listener().accept()) {
            assertThat(packets(guarded, XdpReason.SYN_COOKIE_ACK)).isEqualTo(1);
            String client = guarded.namespaces().runOutside("ss", "-tinoH");
            String server = guarded.namespaces().inside(() -> NamespacePair.run(List.of("ss", "-tinoH")));
            if (!plainClock) {
                assertThat(client + server).contains("mss:1460").doesNotContain("wscale", "sack");
                return;
            }
            assertThat(client).contains("ts sack");
            assertThat(server).contains("ts sack");
            Matcher scales = Pattern.compile("wscale:(\\d+),(\\d+)").matcher(client);
            assertThat(scales.find()).isTrue();
            assertThat(server).contains("wscale:" + scales.group(2) + "," + scales.group(1));
        }
    }

    @Test
    void answeringBeginsWithTheFloodAndEndsWithItAndClientsAreServedAllTheTime() throws IOException {
        try (GuardedPort guarded = new GuardedPort(SynCookies.Mode.AUTO, 1000, "ipv4/tcp_syncookies=1");
                PassingPeer _ = new PassingPeer(guarded.namespaces())) {
            serve(guarded.listener());
            assertThat(get(guarded, false)).isEqualTo(BODY);
            assertThat(packets(guarded, XdpReason.SYN_COOKIE)).isZero();
            try (SynFlood _ = new SynFlood(guarded)) {
                Await.until(
                        "the flood is found out",
                        () -> guarded.plane().synGuards().getFirst().active());
                Await.until("the listener's queue is full", () -> packets(guarded, XdpReason.SYN_COOKIE) > ENOUGH);
                for (int i = 0; i < REQUESTS; i++) {
                    assertThat(get(guarded, false)).isEqualTo(BODY);
                    assertThat(get(guarded, true)).isEqualTo(BODY);
                }
            }
            Await.until(
                    "the flood is over",
                    () -> !guarded.plane().synGuards().getFirst().active());
            // The program's clock counts ticks, so that it is a little behind the one that was just asked.
            Await.until("clients are left to the stack", () -> isServedWithoutCookie(guarded));
            assertThat(isServedWithoutCookie(guarded)).isTrue();
        }
    }

    private static boolean isServedWithoutCookie(GuardedPort guarded) {
        long answered = packets(guarded, XdpReason.SYN_COOKIE);
        assertThat(get(guarded, true)).isEqualTo(BODY);
        return packets(guarded, XdpReason.SYN_COOKIE) == answered;
    }

    @Test
    void curlIsServedThroughAFlood() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
        try (GuardedPort guarded = new GuardedPort(SynCookies.Mode.ON, 1000, "ipv4/tcp_syncookies=2");
                PassingPeer _ = new PassingPeer(guarded.namespaces());
                SynFlood _ = new SynFlood(guarded)) {
            serve(guarded.listener());
            Await.until("the flood is on", () -> packets(guarded, XdpReason.SYN_COOKIE) > ENOUGH);
            for (String host : new String[] {GuardedPort.SERVICE4, "[" + GuardedPort.SERVICE6 + "]"}) {
                assertThat(guarded.namespaces()
                                .runOutside(
                                        "curl",
                                        "--silent",
                                        "--show-error",
                                        "--noproxy",
                                        "*",
                                        "--max-time",
                                        "30",
                                        "http://" + host + ":" + GuardedPort.PORT + "/"))
                        .hasSize(BODY);
            }
        }
    }
}
