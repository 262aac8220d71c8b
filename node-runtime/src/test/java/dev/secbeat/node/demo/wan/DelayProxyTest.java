// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.wan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.support.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The proxy between two real sockets. Delays are only ever checked from below: a busy machine may add to them. */
class DelayProxyTest {
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private ServerSocket server;
    private DelayProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        server.setSoTimeout(TIMEOUT_MILLIS);
        proxy = new DelayProxy("test-wan", 7, () -> {});
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    /** Both ends of one connection through the proxy. */
    private record Pair(Socket client, Socket service) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            client.close();
            service.close();
        }
    }

    private Pair connect(WanLink link) throws IOException {
        var entrance = proxy.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                (InetSocketAddress) server.getLocalSocketAddress(),
                peer -> link);
        Socket client = new Socket(entrance.getAddress(), entrance.getPort());
        Socket service = server.accept();
        client.setSoTimeout(TIMEOUT_MILLIS);
        service.setSoTimeout(TIMEOUT_MILLIS);
        client.setTcpNoDelay(true);
        return new Pair(client, service);
    }

    @Test
    void everyByteArrivesInOrderDespiteJitter() throws Exception {
        byte[] sent = new byte[1 << 20];
        new Random(1).nextBytes(sent);
        try (Pair pair = connect(new WanLink(new Delay(0, 5 * MILLI)))) {
            Thread writer = Thread.ofVirtual().start(() -> writeInPieces(pair.client(), sent));
            assertThat(pair.service().getInputStream().readAllBytes()).isEqualTo(sent);
            writer.join();
        }
    }

    private static void writeInPieces(Socket socket, byte[] bytes) {
        try (OutputStream out = socket.getOutputStream()) {
            var random = new Random(2);
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(1 + random.nextInt(5_000), bytes.length - at);
                out.write(bytes, at, length);
                at += length;
            }
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void eachDirectionIsDelayed() throws Exception {
        try (Pair pair = connect(new WanLink(new Delay(40 * MILLI, 60 * MILLI)))) {
            for (int i = 0; i < 5; i++) {
                long start = System.nanoTime();
                pair.client().getOutputStream().write('a');
                assertThat(pair.service().getInputStream().read()).isEqualTo('a');
                long there = System.nanoTime();
                pair.service().getOutputStream().write('b');
                assertThat(pair.client().getInputStream().read()).isEqualTo('b');
                assertThat(there - start).isGreaterThanOrEqualTo(40 * MILLI);
                assertThat(System.nanoTime() - there).isGreaterThanOrEqualTo(40 * MILLI);
            }
        }
    }

    @Test
    void aCutHoldsWhatIsSentAndHealingDeliversIt() throws Exception {
        var link = new WanLink(Delay.NONE);
        try (Pair pair = connect(link)) {
            link.cut();
            pair.client().getOutputStream().write(new byte[] {1, 2, 3});
            pair.service().setSoTimeout(300);
            assertThatThrownBy(() -> pair.service().getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            link.heal();
            pair.service().setSoTimeout(TIMEOUT_MILLIS);
            assertThat(pair.service().getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
            // The proxy counts what it has written, and the reader may be faster than that.
            Await.until("all that was delivered is counted", () -> link.bytesDelivered() >= 3);
            assertThat(link.bytesDelivered()).isEqualTo(3);
        }
    }

    @Test
    void aReaderThatStopsSlowsTheSenderDownInsteadOfFillingMemory() throws Exception {
        var link = new WanLink(Delay.NONE);
        try (Pair pair = connect(link)) {
            link.cut();
            byte[] block = new byte[64 << 10];
            long limit = 64L << 20;
            var written = new long[1];
            Thread writer = Thread.ofPlatform().start(() -> {
                try {
                    while (written[0] < limit) {
                        pair.client().getOutputStream().write(block);
                        written[0] += block.length;
                    }
                } catch (IOException e) {
                    // Closed at the end of the test.
                }
            });
            writer.join(1_500);
            assertThat(writer.isAlive()).as("the sender is held back").isTrue();
            pair.client().close();
            writer.join();
            assertThat(written[0]).isLessThan(limit);
        }
    }

    @Test
    void theEndOfAStreamPassesThroughAfterItsBytes() throws Exception {
        try (Pair pair = connect(new WanLink(new Delay(5 * MILLI, 5 * MILLI)))) {
            byte[] bytes = new byte[100_000];
            Arrays.fill(bytes, (byte) 7);
            pair.service().getOutputStream().write(bytes);
            pair.service().shutdownOutput();
            InputStream in = pair.client().getInputStream();
            assertThat(in.readAllBytes()).isEqualTo(bytes);
            pair.client().getOutputStream().write(1);
            assertThat(pair.service().getInputStream().read())
                    .as("the other direction is still open")
                    .isEqualTo(1);
        }
    }

    @Test
    void aServerThatIsAwayClosesTheClientsConnection() throws Exception {
        int port = server.getLocalPort();
        server.close();
        var entrance = proxy.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                peer -> new WanLink(Delay.NONE));
        try (Socket client = new Socket(entrance.getAddress(), entrance.getPort())) {
            client.setSoTimeout(TIMEOUT_MILLIS);
            assertThat(endOf(client)).isEqualTo(-1);
        }
    }

    private static int endOf(Socket client) {
        try {
            return client.getInputStream().read();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection stayed open", e);
        } catch (IOException e) {
            return -1; // reset: closed as well
        }
    }
}
