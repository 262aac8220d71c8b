// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.feeds.Feed;
import dev.secbeat.node.feeds.Feeds;
import dev.secbeat.node.kernel.ListNote;
import dev.secbeat.node.kernel.ListRoomException;
import dev.secbeat.node.kernel.SourceList;
import dev.secbeat.node.kernel.SourceLists;
import dev.secbeat.node.kernel.XdpStats;
import dev.secbeat.node.metrics.NodeMetrics;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.NodeClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a feed to what is in force: it changes, ends, grows old and comes back; the kernel is played by what was told it. */
class FeedListTest {
    private static final int ROOM = 3;

    @TempDir
    private Path folder;

    private final Wall clock = new Wall();
    private final List<List<Integer>> enforced = new CopyOnWriteArrayList<>();
    private final List<ListNote> notes = new CopyOnWriteArrayList<>();
    private volatile String answer = "";
    private HttpServer agent;
    private Feeds feeds;

    /** The machine's clock, whose wall side is moved by hand. */
    private static final class Wall implements NodeClock {
        private volatile long ahead;

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public long epochMillis() {
            return System.currentTimeMillis() + ahead;
        }
    }

    private record Kernel(List<String> held, List<List<Integer>> enforced, List<ListNote> notes)
            implements SourceLists {
        @Override
        public void settle() {
            // No packets here.
        }

        @Override
        public int room() {
            return ROOM;
        }

        @Override
        public void replace(List<SourceList> lists) throws ListRoomException {
            enforced.add(lists.stream().map(list -> list.entries().size()).toList());
            notes.add(lists.getLast().note());
        }

        @Override
        public Map<String, XdpStats.Tally> dropped() {
            return Map.of();
        }

        @Override
        public Map<String, XdpStats.Tally> spared() {
            return Map.of();
        }
    }

    @BeforeEach
    void start() throws IOException {
        feeds = new Feeds(List.of(), folder, clock);
        agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        agent.createContext("/", exchange -> {
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(body.length == 0 ? 500 : 200, body.length == 0 ? -1 : body.length);
            try (exchange) {
                exchange.getResponseBody().write(body);
            }
        });
        agent.start();
    }

    @AfterEach
    void stop() {
        feeds.close();
        agent.stop(0);
    }

    private ListWatcher watcher(String feed, String... held) {
        NodeConfig config = NodeConfig.parse("""
                [platform]
                region = "us-east"
                [network]
                backend_url = "http://origin:8080"
                [protect]
                never_block = ["198.51.100.0/24"]
                [control]
                data_dir = "%s"
                [[xdp.lists]]
                name = "own"
                file = "%s/own.txt"
                """.formatted(folder, folder) + feed, "node.toml");
        feeds.close();
        feeds = FeedSetup.open(config, clock);
        assertThat(config.xdp().lists().names()).containsExactly("own", "f");
        return new ListWatcher(
                new Kernel(List.of(held), enforced, notes),
                FeedSetup.lists(config.xdp().lists(), feeds.all(), clock),
                1_000_000,
                clock);
    }

    private String file() {
        return """
                [[xdp.feeds]]
                name = "f"
                file = "%s/f.txt"
                refresh_seconds = 1
                """.formatted(folder);
    }

    private String agentFeed() {
        return """
                [[xdp.feeds]]
                name = "f"
                url = "http://127.0.0.1:%d"
                format = "crowdsec"
                api_key = "k"
                refresh_seconds = 1
                max_age_seconds = 600
                """.formatted(agent.getAddress().getPort());
    }

    private void write(String text) throws IOException {
        Path next = folder.resolve("f.next");
        Files.writeString(next, text);
        Files.move(next, folder.resolve("f.txt"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void begin(ListWatcher watcher) {
        feeds.start();
        Feed feed = feeds.all().getFirst();
        Await.until("a first version", () -> feed.version().isPresent());
        watcher.look();
    }

    private static String ban(String value, String duration) {
        return "{\"new\":[{\"scope\":\"Ip\",\"type\":\"ban\",\"value\":\"" + value + "\",\"duration\":\"" + duration
                + "\"}],\"deleted\":null}";
    }

    @Test
    void aFileIsWatchedAndARefusedVersionLeavesTheOneBefore() throws IOException {
        write("192.0.2.1 ; SBL1\n192.0.2.2\n198.51.100.7\n");
        ListWatcher watcher = watcher(file());
        begin(watcher);
        assertThat(enforced).as("what must never be blocked is left out").containsExactly(List.of(0, 2));
        assertThat(notes.getLast().origin()).isEqualTo("feed");
        assertThat(notes.getLast().selection()).isEqualTo(folder + "/f.txt");
        write("<html>\n");
        Feed feed = feeds.all().getFirst();
        Await.until("it is refused", () -> feed.failures() == 1);
        watcher.look();
        assertThat(enforced).hasSize(1);
        assertThat(watcher.lists().getLast().errors()).isEqualTo(1);
        write("192.0.2.9\n");
        Await.until("the corrected version", () -> {
            watcher.look();
            return enforced.size() > 1;
        });
        assertThat(enforced.getLast()).containsExactly(0, 1);
    }

    @Test
    void aVersionForWhichThereIsNoRoomLeavesTheOneBefore() throws IOException {
        write("192.0.2.1\n");
        ListWatcher watcher = watcher(file());
        begin(watcher);
        write("192.0.2.1\n192.0.2.2\n192.0.2.3\n192.0.2.4\n");
        Await.until("it is refused", () -> {
            watcher.look();
            return watcher.lists().getLast().errors() == 1;
        });
        watcher.look();
        assertThat(enforced).containsExactly(List.of(0, 1));
        assertThat(watcher.lists().getLast().errors()).isEqualTo(1);
    }

    @Test
    void entriesEndEachAtItsTimeAndAllWhenTheSourceIsAwayTooLong() {
        answer = "{\"new\":[" + "{\"scope\":\"Ip\",\"type\":\"ban\",\"value\":\"192.0.2.1\",\"duration\":\"300s\"},"
                + "{\"scope\":\"Ip\",\"type\":\"ban\",\"value\":\"192.0.2.2\",\"duration\":\"9h\"}],\"deleted\":null}";
        ListWatcher watcher = watcher(agentFeed());
        begin(watcher);
        answer = "";
        Feed feed = feeds.all().getFirst();
        Await.until("it fails", () -> feed.failures() > 0);
        watcher.look();
        assertThat(enforced).containsExactly(List.of(0, 2));
        clock.ahead = 301_000;
        watcher.look();
        watcher.look();
        assertThat(enforced).containsExactly(List.of(0, 2), List.of(0, 1));
        clock.ahead = 700_000;
        watcher.look();
        watcher.look();
        assertThat(enforced.getLast()).as("stale").containsExactly(0, 0);
        assertThat(enforced).hasSize(3);
        assertThat(scrape(feed)).contains("secbeat_feed_stale{feed=\"f\"} 1.0");

        answer = ban("192.0.2.3", "1h");
        Await.until("it is back", () -> !feed.isStale(clock.epochMillis()));
        watcher.look();
        assertThat(enforced.getLast()).containsExactly(0, 1);
        assertThat(scrape(feed))
                .contains("secbeat_feed_stale{feed=\"f\"} 0.0", "secbeat_feed_bad_entries{feed=\"f\"} 0.0")
                .contains("secbeat_feed_age_seconds{feed=\"f\"}", "secbeat_feed_failures_total{feed=\"f\"}");
    }

    @Test
    void whatAnEarlierDaemonLeftStaysUntilTheSourceIsHeardOrTooLongAway() {
        ListWatcher watcher = watcher(agentFeed(), "f");
        feeds.start();
        Feed feed = feeds.all().getFirst();
        Await.until("it fails", () -> feed.failures() > 0);
        watcher.look();
        assertThat(enforced).isEmpty();
        clock.ahead = 601_000;
        watcher.look();
        assertThat(enforced).containsExactly(List.of(0, 0));
    }

    private String scrape(Feed feed) {
        NodeMetrics metrics = new NodeMetrics("test");
        FeedReadings.register(List.of(feed), clock, metrics);
        return new String(metrics.scrape("text/plain").body(), StandardCharsets.UTF_8);
    }
}
