// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.feeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.feeds.FeedSettings.ApiKey;
import dev.secbeat.node.feeds.FeedSettings.Web;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Feeds over HTTP, from a real server that is well, slow, greedy, broken or sly. */
class WebFeedTest {
    private static final long HOUR = 3_600_000;
    private static final WebReader.Limits LIMITS = new WebReader.Limits(5_000, 20_000, 2_000);

    @TempDir
    private Path folder;

    private final HandClock clock = new HandClock();
    private FeedServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FeedServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private FeedSettings settings(URI url, ApiKey key) {
        return new FeedSettings("drop", new Web(url, key), new FeedFormat.Text(), HOUR, 3 * HOUR, 100, 5, List.of());
    }

    private Feeds feeds(WebReader.Limits limits) {
        return new Feeds(
                List.of(settings(server.url("/drop.txt?token=s3cret"), ApiKey.NONE)), folder, clock, limits, () -> 0.5);
    }

    private Feed feed() {
        return feeds(LIMITS).all().getFirst();
    }

    private static int entries(Feed feed) {
        return feed.version().map(version -> version.entries().size()).orElse(-1);
    }

    private long dueInMillis(Feed feed) {
        return (feed.dueNanos() - clock.nanoTime()) / 1_000_000;
    }

    @Test
    void aSourceIsAskedByItsTagAndKeepsItsVersionFresh() throws InterruptedException {
        server.answers(200, "192.0.2.1\n", "ETag", "\"v1\"", "Last-Modified", "Mon, 01 Jan 2024 00:00:00 GMT");
        Feed feed = feed();
        feed.look();
        assertThat(entries(feed)).isEqualTo(1);
        assertThat(server.last().headers()).doesNotContainKey("If-None-Match");
        assertThat(dueInMillis(feed)).isEqualTo(HOUR + HOUR / 20);

        server.answers(304, "");
        clock.pass(2 * HOUR);
        feed.look();
        assertThat(server.last().headers().getFirst("If-None-Match")).isEqualTo("\"v1\"");
        assertThat(server.last().headers().getFirst("If-Modified-Since")).isEqualTo("Mon, 01 Jan 2024 00:00:00 GMT");
        assertThat(entries(feed)).isEqualTo(1);
        assertThat(feed.ageMillis(clock.epochMillis())).isZero();
        assertThat(feed.version().orElseThrow().number()).isEqualTo(1);
        assertThat(feed.failures()).isZero();

        server.answers(200, "192.0.2.1\n192.0.2.2\n");
        feed.look();
        assertThat(entries(feed)).isEqualTo(2);
        assertThat(feed.version().orElseThrow().number()).isEqualTo(2);
        feed.look();
        assertThat(server.last().headers()).doesNotContainKeys("If-None-Match", "If-Modified-Since");
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 206, 304, 400, 401, 403, 404, 500, 503})
    void anyOtherAnswerLeavesTheVersionBefore(int status) throws InterruptedException {
        server.answers(200, "192.0.2.1\n");
        Feed feed = feed();
        feed.look();
        server.answers(status, "");
        feed.look();
        assertThat(entries(feed)).isEqualTo(1);
        assertThat(feed.failures()).isEqualTo(1);
    }

    @Test
    void whoFailsIsAskedLessAndLessAndExpires() throws InterruptedException {
        server.answers(200, "192.0.2.1\n");
        Feed feed = feed();
        feed.look();
        server.answers(500, "busy");
        long before = 0;
        for (int failures = 1; failures <= 8; failures++) {
            feed.look();
            assertThat(dueInMillis(feed)).isGreaterThan(before);
            before = dueInMillis(feed);
        }
        clock.pass(3 * HOUR);
        assertThat(feed.isStale(clock.epochMillis())).isFalse();
        clock.pass(1);
        assertThat(feed.isStale(clock.epochMillis())).isTrue();
        server.answers(200, "192.0.2.9\n");
        feed.look();
        assertThat(feed.isStale(clock.epochMillis())).isFalse();
        assertThat(dueInMillis(feed)).isEqualTo(HOUR + HOUR / 20);
    }

    @Test
    void aWaitThatIsAskedForIsKept() throws InterruptedException {
        server.answers(429, "", "Retry-After", "7200");
        Feed feed = feed();
        feed.look();
        assertThat(dueInMillis(feed)).isEqualTo(7_200_000);
        server.answers(429, "", "Retry-After", "999999999");
        feed.look();
        assertThat(dueInMillis(feed)).isEqualTo(86_400_000);
    }

    @Test
    void tooManyBadLinesLeaveTheVersionBefore() throws InterruptedException {
        server.answers(200, "192.0.2.1\n192.0.2.2\n");
        Feed feed = feed();
        feed.look();
        server.answers(200, "192.0.2.3\noops\n");
        feed.look();
        assertThat(feed.version().orElseThrow().entries())
                .containsOnlyKeys(Prefix.parse("192.0.2.1"), Prefix.parse("192.0.2.2"));
        assertThat(feed.failures()).isEqualTo(1);
    }

    @Test
    void aBodyBeyondTheBoundIsRefusedWithOrWithoutItsLengthBeforehand() throws InterruptedException {
        server.answers(200, "#".repeat(2_001));
        Feed feed = feed();
        feed.look();
        server.handles(exchange -> {
            exchange.sendResponseHeaders(200, 0); // In chunks, without an end.
            try (exchange) {
                for (int i = 0; i < 100_000; i++) {
                    exchange.getResponseBody().write("192.0.2.1\n".getBytes(StandardCharsets.US_ASCII));
                }
            }
        });
        feed.look();
        assertThat(feed.failures()).isEqualTo(2);
        assertThat(feed.version()).isEmpty();
        server.answers(200, "#".repeat(1_989) + "\n192.0.2.1\n");
        feed.look();
        assertThat(entries(feed)).isEqualTo(1);
    }

    @Test
    void aBodyThatDripsIsGivenUpAndATornOneToo() throws InterruptedException {
        CountDownLatch given = new CountDownLatch(1);
        server.handles(exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write("192.0.2.1\n".getBytes(StandardCharsets.US_ASCII));
            exchange.getResponseBody().flush();
            try {
                given.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        Feed slow = feeds(new WebReader.Limits(5_000, 300, 2_000)).all().getFirst();
        slow.look();
        assertThat(slow.version()).isEmpty();
        assertThat(slow.failures()).isEqualTo(1);
        given.countDown();
        Feed torn = feed();
        torn.look(); // Ends after ten bytes of a thousand.
        assertThat(torn.version()).isEmpty();
        assertThat(torn.failures()).isEqualTo(1);
    }

    @Test
    void onlyRedirectionsWithinThePlaceAreFollowed() throws IOException, InterruptedException {
        try (FeedServer other = new FeedServer()) {
            other.answers(200, "203.0.113.1\n");
            Feed feed = feed();
            for (String target : List.of(
                    other.url("/x").toString(),
                    "http://localhost:" + server.url("/").getPort() + "/x",
                    "https://127.0.0.1:" + server.url("/").getPort() + "/x",
                    "http://user@127.0.0.1:" + server.url("/").getPort() + "/x",
                    "http://169.254.169.254/latest",
                    "file:///etc/passwd",
                    "//evil.example/x",
                    "http://[",
                    "")) {
                server.asked.clear();
                server.answers(302, "", "Location", target);
                feed.look();
                assertThat(server.asked).as(target).hasSize(1);
            }
            assertThat(other.asked).isEmpty();
            assertThat(feed.version()).isEmpty();
        }
    }

    @Test
    void aRedirectionWithinThePlaceIsFollowedAFewTimes() throws InterruptedException {
        server.handles(exchange -> {
            boolean there = exchange.getRequestURI().getPath().equals("/new");
            FeedServer.answer(
                    exchange,
                    there ? 200 : 301,
                    there ? "192.0.2.1\n" : "",
                    there ? Map.of() : Map.of("Location", "/new"));
        });
        Feed feed = feed();
        feed.look();
        assertThat(entries(feed)).isEqualTo(1);
        server.asked.clear();
        server.answers(307, "", "Location", "/round");
        feed.look();
        assertThat(server.asked).hasSize(4);
        assertThat(feed.failures()).isEqualTo(1);
    }

    @Test
    void anEncodingNobodyAskedForIsRefused() throws InterruptedException {
        server.answers(200, "192.0.2.1\n", "Content-Encoding", "gzip");
        Feed feed = feed();
        feed.look();
        assertThat(feed.version()).isEmpty();
    }

    @Test
    void aRestartTakesWhatWasKeptWithItsAgeAndTag() throws InterruptedException {
        server.answers(200, "192.0.2.1\n2001:db8::/32\n", "ETag", "\"v7\"");
        feed().look();
        clock.pass(HOUR);
        server.answers(500, "");
        Feed again = feed();
        assertThat(again.version().orElseThrow().entries())
                .containsOnlyKeys(Prefix.parse("192.0.2.1"), Prefix.parse("2001:db8::/32"));
        assertThat(again.ageMillis(clock.epochMillis())).isEqualTo(HOUR);
        again.look();
        assertThat(server.last().headers().getFirst("If-None-Match")).isEqualTo("\"v7\"");
        clock.pass(2 * HOUR + 1);
        assertThat(feed().isStale(clock.epochMillis())).isTrue();
    }

    @Test
    void noTornKeptVersionIsTaken() throws IOException, InterruptedException {
        server.answers(200, "192.0.2.1\n192.0.2.2\n");
        feed().look();
        Path kept = folder.resolve("drop.feed");
        String whole = Files.readString(kept);
        assertThat(whole).doesNotContain("s3cret");
        for (int end = 0; end < whole.length() - 1; end++) {
            Files.writeString(kept, whole.substring(0, end));
            assertThat(feed().version()).as("%d bytes", end).isEmpty();
        }
        Files.writeString(kept, whole.replace("/drop.txt", "/other.txt"));
        assertThat(feed().version()).as("of another source").isEmpty();
        Files.writeString(kept, whole);
        assertThat(entries(feed())).isEqualTo(2);
    }

    @Test
    void aKeyIsSentAndReadAnewFromItsFile() throws IOException, InterruptedException {
        server.answers(200, "192.0.2.1\n");
        Path file = folder.resolve("key");
        ApiKey key = new ApiKey(Optional.empty(), Optional.of(file));
        assertThat(settings(server.url("/"), new ApiKey(Optional.of("s3cret"), Optional.empty()))
                        .toString())
                .doesNotContain("s3cret");
        try (Feeds feeds = new Feeds(List.of(settings(server.url("/"), key)), folder, clock, LIMITS, () -> 0)) {
            Feed feed = feeds.all().getFirst();
            Files.writeString(file, "one\n");
            feed.look();
            assertThat(server.last().headers().getFirst("X-Api-Key")).isEqualTo("one");
            Files.writeString(file, "two");
            feed.look();
            assertThat(server.last().headers().getFirst("X-Api-Key")).isEqualTo("two");
            Files.writeString(file, "two\r\nHost: evil");
            feed.look();
            assertThat(server.asked).hasSize(2);
            assertThat(feed.failures()).isEqualTo(1);
        }
    }

    @Test
    void theThreadAsksByItselfAndEndsARequestUnderWay() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        server.handles(_ -> {
            asked.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Feeds feeds = feeds(new WebReader.Limits(5_000, 600_000, 2_000));
        feeds.start();
        asked.await();
        feeds.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("feeds");
        never.countDown();
    }
}
