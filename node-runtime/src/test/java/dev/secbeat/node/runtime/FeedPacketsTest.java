// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.feeds.Feeds;
import dev.secbeat.node.kernel.ListedPackets;
import dev.secbeat.node.kernel.NeedsKernel;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.NodeClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a server's answer to the verdict on a packet: a real feed over a real server and the real kernel. */
@NeedsKernel
class FeedPacketsTest {
    private final AtomicLong ahead = new AtomicLong();
    private final NodeClock clock = new NodeClock() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public long epochMillis() {
            return System.currentTimeMillis() + ahead.get();
        }
    };

    @TempDir
    private Path folder;

    private volatile String answer = "192.0.2.0/24 ; SBL1\n2001:db8::/32\n";

    @Test
    void whatAFeedNamesIsDroppedUntilItIsTooOld() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(body.length == 0 ? 503 : 200, body.length == 0 ? -1 : body.length);
            try (exchange) {
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        NodeConfig config =
                NodeConfig.parse("""
                [platform]
                region = "us-east"
                [network]
                backend_url = "http://origin:8080"
                [control]
                data_dir = "%s"
                [[xdp.feeds]]
                name = "drop"
                url = "http://127.0.0.1:%d/drop.txt"
                refresh_seconds = 1
                max_age_seconds = 600
                """.formatted(folder, server.getAddress().getPort()), "node.toml");
        try (ListedPackets packets = new ListedPackets(config.xdp().lists().names(), 2_000);
                Feeds feeds = FeedSetup.open(config, clock);
                ListWatcher watcher = new ListWatcher(
                        packets.lists(), FeedSetup.lists(config.xdp().lists(), feeds.all(), clock), 1_000_000, clock)) {
            watcher.start();
            feeds.start();
            Await.until("it is in force", () -> packets.drops("192.0.2.7"));
            assertThat(packets.drops("2001:db8::7")).isTrue();
            assertThat(packets.drops("203.0.113.7")).isFalse();
            answer = "";
            Await.until("it fails", () -> feeds.all().getFirst().failures() > 0);
            assertThat(packets.drops("192.0.2.7")).isTrue();
            ahead.set(700_000);
            Await.until("it is too old", () -> !packets.drops("192.0.2.7"));
            answer = "203.0.113.7\n";
            Await.until("it is back", () -> packets.drops("203.0.113.7"));
            assertThat(packets.drops("192.0.2.7")).isFalse();
        } finally {
            server.stop(0);
        }
    }
}
