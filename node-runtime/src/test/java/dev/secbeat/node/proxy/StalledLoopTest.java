// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.support.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Event loops that stand still, on purpose, while a client goes on sending: no request may be filed later than it was
 * sent, or a law-abiding client would look like a burst. The oracle is the sender's own account.
 */
class StalledLoopTest {
    private static final int REQUESTS = 60;
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final String REQUEST = RawHttp.lines("GET / HTTP/1.1", "Host: a", "");

    private record Filed(long count, long sinceNanos) {}

    private final CountDownLatch stalled = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<Socket> sockets = new ArrayList<>();
    private final List<Long> sentAtNanos = new ArrayList<>();
    private final List<Filed> filed = new CopyOnWriteArrayList<>();
    private volatile boolean stall;
    private volatile boolean done;
    private Origin origin;
    private ReverseProxy proxy;
    private Thread poller;

    @BeforeEach
    void start() throws IOException {
        origin = new Origin();
        proxy = ReverseProxy.start(
                new ProxySettings(
                        "127.0.0.1",
                        0,
                        origin.url(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        ProxySettings.Limits.defaults()),
                () -> {},
                this::nanoTime);
        poller = Thread.ofPlatform()
                .start(
                        () -> { // As the node loop does; its own pace must not hide the proxy's.
                            while (!done) {
                                poll();
                                LockSupport.parkNanos(1_000_000);
                            }
                        });
    }

    @AfterEach
    void stop() throws Exception {
        release.countDown();
        done = true;
        poller.join();
        for (Socket socket : sockets) {
            socket.close();
        }
        proxy.close();
        origin.close();
    }

    /** The clock that the event loops ask: asking it may take its time. */
    private long nanoTime() {
        if (stall && Thread.currentThread().getName().startsWith("vert.x-eventloop")) {
            stalled.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return System.nanoTime();
    }

    @Test
    void requestsOfOldConnectionsAreFiledNoLaterThanSent() throws Exception {
        for (int i = 0; i < REQUESTS; i++) {
            connect();
        }
        Await.until("all connections are there", () -> proxy.openConnections() == REQUESTS);
        standStill();
        for (Socket socket : sockets) {
            send(socket);
        }
        goOn();
    }

    @Test
    void requestsOfConnectionsThatHadToWaitThemselvesAreFiledNoLaterThanSent() throws Exception {
        connect(); // The first connection starts the loop's pulse.
        Await.until("a connection is there", () -> proxy.openConnections() == 1);
        standStill();
        for (int i = 0; i < REQUESTS; i++) {
            send(connect());
        }
        goOn();
    }

    private void standStill() throws InterruptedException {
        stall = true;
        assertThat(stalled.await(40, TimeUnit.SECONDS)).isTrue();
    }

    private void goOn() {
        stall = false;
        release.countDown();
        Await.until("all requests are counted", () -> filedSince(Long.MIN_VALUE) == REQUESTS);
        for (Filed each : filed) {
            long sentAfter = sentAtNanos.stream()
                    .filter(atNanos -> atNanos - each.sinceNanos > 0)
                    .count();
            assertThat(filedSince(each.sinceNanos))
                    .as("filed after %d, of those sent after it", each.sinceNanos)
                    .isLessThanOrEqualTo(sentAfter);
        }
    }

    private long filedSince(long nanos) {
        return filed.stream()
                .filter(each -> each.sinceNanos >= nanos)
                .mapToLong(Filed::count)
                .sum();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), proxy.port());
        sockets.add(socket);
        return socket;
    }

    /** One request after the other, each at its time. */
    private void send(Socket socket) throws IOException {
        sentAtNanos.add(System.nanoTime());
        RawHttp.send(socket, REQUEST);
        LockSupport.parkNanos(PACE_NANOS);
    }

    private void poll() {
        proxy.poll((family, bits, dimension, count, sinceNanos) -> {
            if (dimension == Dimension.REQUESTS) {
                filed.add(new Filed(count, sinceNanos));
            }
        });
    }
}
