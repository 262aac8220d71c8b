// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies larger than any buffer, in one direction, in both at once, and against a reader that does not read. */
class StreamingTest {
    private static final int LARGE = 32 * 1024 * 1024;

    private Origin origin;
    private HttpClient client;
    private ReverseProxy proxy;

    @BeforeEach
    void start() throws IOException {
        origin = new Origin();
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        proxy = ReverseProxy.start(new ProxySettings(
                "127.0.0.1", 0, origin.url(), List.of(), List.of(), Optional.empty(), ProxySettings.Limits.defaults()));
    }

    @AfterEach
    void stop() {
        client.close();
        proxy.close();
        origin.close();
    }

    @Test
    void aLargeRequestAndThenItsLargeAnswer() throws Exception {
        byte[] body = random();

        assertThat(client.send(
                                request("/back")
                                        .POST(BodyPublishers.ofByteArray(body))
                                        .build(),
                                BodyHandlers.ofByteArray())
                        .body())
                .isEqualTo(body);
    }

    /** The origin answers while it reads, so this ends only if both directions move at the same time. */
    @Test
    void aLargeAnswerWhileItsRequestIsStillBeingSent() throws Exception {
        byte[] body = random();
        try (Socket socket = connect()) {
            CompletableFuture<byte[]> answer = CompletableFuture.supplyAsync(() -> readChunked(socket));
            send(socket, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length + "\r\n\r\n");
            socket.getOutputStream().write(body);

            assertThat(answer.get(5, TimeUnit.MINUTES)).isEqualTo(body);
        }
        assertThat(proxy.requestsByCode()).containsOnlyKeys("200");
    }

    @Test
    void aReaderThatDoesNotReadHoldsTheOriginBack() throws Exception {
        try (Socket socket = connect()) {
            send(socket, "GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
            InputStream in = new BufferedInputStream(socket.getInputStream());
            assertThat(readHead(in)).startsWith("http/1.1 200");

            // The stream stands still when not a byte moves while the same proxy and origin do a hundred other things.
            long before;
            do {
                before = origin.bytesWritten();
                for (int i = 0; i < 100; i++) {
                    client.send(request("/").build(), BodyHandlers.ofString());
                }
            } while (origin.bytesWritten() != before);

            assertThat(before)
                    .as("what fits between origin and reader are buffers")
                    .isPositive()
                    .isLessThan(Origin.ENDLESS_BYTES / 4);
            byte[] part = new byte[1 << 16];
            long read = 0;
            while (read < Origin.ENDLESS_BYTES) {
                int count = in.read(part, 0, (int) Math.min(part.length, Origin.ENDLESS_BYTES - read));
                assertThat(count).as("after %d bytes", read).isPositive();
                read += count;
            }
        }
    }

    private static byte[] random() {
        byte[] body = new byte[LARGE];
        new Random(7).nextBytes(body);
        return body;
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port() + target));
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.setSoTimeout(60_000);
        socket.connect(new java.net.InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), proxy.port()));
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        return head.toString().toLowerCase(Locale.ROOT);
    }

    private static byte[] readChunked(Socket socket) {
        try {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            assertThat(readHead(in)).startsWith("http/1.1 200").contains("transfer-encoding: chunked");
            ByteArrayOutputStream body = new ByteArrayOutputStream(LARGE);
            for (int size = readSize(in); size > 0; size = readSize(in)) {
                body.write(in.readNBytes(size));
                in.skipNBytes(2);
            }
            return body.toByteArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int readSize(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n' && c >= 0; c = in.read()) {
            line.append((char) c);
        }
        return Integer.parseInt(line.toString().strip(), 16);
    }
}
