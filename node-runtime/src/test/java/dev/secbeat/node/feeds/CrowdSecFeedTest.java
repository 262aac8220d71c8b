// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.feeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.feeds.FeedSettings.ApiKey;
import dev.secbeat.node.feeds.FeedSettings.Web;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent's decisions as its local API streams them. */
class CrowdSecFeedTest {
    private static final String ALL = "/v1/decisions/stream?startup=true";
    private static final String CHANGES = "/v1/decisions/stream?startup=false";

    @TempDir
    private Path folder;

    private final HandClock clock = new HandClock();
    private FeedServer server;
    private Feed feed;

    @BeforeEach
    void start() throws IOException {
        server = new FeedServer();
        feed = open();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Feed open() {
        ApiKey key = new ApiKey(Optional.of("k3y"), Optional.empty());
        FeedSettings settings = new FeedSettings(
                "cs", new Web(server.url("/"), key), new FeedFormat.CrowdSec(), 10_000, 600_000, 3, 0, List.of());
        return new Feeds(List.of(settings), folder, clock, WebReader.Limits.STANDARD, () -> 0)
                .all()
                .getFirst();
    }

    private static String decision(String scope, String type, String value, String duration) {
        return "{\"id\":1,\"origin\":\"crowdsec\",\"scenario\":\"ssh-bf\",\"scope\":\"" + scope + "\",\"type\":\""
                + type + "\",\"value\":\"" + value + "\",\"duration\":\"" + duration + "\"}";
    }

    private static String ban(String value, String duration) {
        return decision("Ip", "ban", value, duration);
    }

    private void answers(String begun, String ended) {
        server.answers(200, "{\"deleted\":" + ended + ",\"new\":" + begun + "}");
    }

    private String look() throws InterruptedException {
        feed.look();
        return server.last().what();
    }

    private Map<Prefix, Long> entries() {
        return feed.version().orElseThrow().entries();
    }

    @Test
    void allFirstThenChanges() throws InterruptedException {
        long now = clock.epochMillis();
        answers(
                "[" + ban("192.0.2.1", "3h59m57.5s") + "," + decision("Range", "ban", "203.0.113.0/24", "60s") + "]",
                "null");
        assertThat(look()).isEqualTo(ALL);
        assertThat(server.last().headers().getFirst("X-Api-Key")).isEqualTo("k3y");
        assertThat(entries())
                .isEqualTo(Map.of(
                        Prefix.parse("192.0.2.1"), now + 14_397_500, Prefix.parse("203.0.113.0/24"), now + 60_000));

        answers("null", "null");
        assertThat(look()).isEqualTo(CHANGES);
        assertThat(feed.version().orElseThrow().number()).isEqualTo(1);

        answers("[" + ban("2001:db8::1", "1h") + "]", "[" + ban("192.0.2.1", "-5s") + "]");
        assertThat(look()).isEqualTo(CHANGES);
        assertThat(entries()).containsOnlyKeys(Prefix.parse("203.0.113.0/24"), Prefix.parse("2001:db8::1"));
    }

    @Test
    void otherScopesAndTypesMeanNothingAndDoNotEndABan() throws InterruptedException {
        answers(
                "[" + ban("192.0.2.1", "1h") + "," + decision("Ip", "captcha", "192.0.2.2", "1h") + ","
                        + decision("Country", "ban", "NL", "1h") + "," + decision("AS", "ban", "64500", "1h") + "]",
                "[]");
        look();
        assertThat(entries()).containsOnlyKeys(Prefix.parse("192.0.2.1"));
        answers("[]", "[" + decision("Ip", "captcha", "192.0.2.1", "-1s") + "]");
        look();
        assertThat(entries()).containsOnlyKeys(Prefix.parse("192.0.2.1"));
    }

    @Test
    void ofAValueThatEndsAndBeginsInOneAnswerTheBeginningHolds() throws InterruptedException {
        answers("[" + ban("192.0.2.1", "1h") + "]", "[]");
        look();
        answers("[" + ban("192.0.2.1", "2h") + "]", "[" + ban("192.0.2.1", "-1s") + "]");
        look();
        assertThat(entries()).containsOnlyKeys(Prefix.parse("192.0.2.1"));
        answers("[" + ban("192.0.2.1", "5m") + "]", "[]");
        long before = entries().values().iterator().next();
        look();
        assertThat(entries().values()).as("the longer one holds").containsExactly(before);
    }

    @Test
    void anAnswerThatWasLostOrTornIsFollowedByAll() throws InterruptedException {
        answers("[" + ban("192.0.2.1", "1h") + "]", "[]");
        look();
        for (String torn : List.of("", "{", "{\"new\":[" + ban("192.0.2.2", "1h"), "[]", "{\"new\":[]}x")) {
            server.answers(200, torn);
            feed.look();
            assertThat(entries()).as(torn).containsOnlyKeys(Prefix.parse("192.0.2.1"));
        }
        server.answers(500, "");
        feed.look();
        answers("[" + ban("192.0.2.3", "1h") + "]", "[]");
        assertThat(look()).isEqualTo(ALL);
        assertThat(entries()).containsOnlyKeys(Prefix.parse("192.0.2.3"));
        assertThat(look()).isEqualTo(CHANGES);
    }

    @Test
    void aChangeThatIsRefusedIsFollowedByAll() throws InterruptedException {
        answers("[" + ban("192.0.2.1", "1h") + "]", "[]");
        look();
        answers("[" + ban("192.0.2.2", "one day") + "]", "[]");
        look();
        answers("[" + ban("192.0.2.2", "1h") + "," + ban("192.0.2.3", "1h") + "," + ban("192.0.2.4", "1h") + "]", "[]");
        assertThat(look()).isEqualTo(ALL);
        assertThat(entries()).hasSize(3);
        answers("[" + ban("192.0.2.5", "1h") + "]", "[]");
        assertThat(look()).isEqualTo(CHANGES);
        assertThat(entries()).as("more than there may be").hasSize(3).doesNotContainKey(Prefix.parse("192.0.2.5"));
        assertThat(feed.failures()).isEqualTo(2);
        assertThat(look()).isEqualTo(ALL);
    }

    @Test
    void whatEndedMeanwhileMakesRoom() throws InterruptedException {
        answers(
                "[" + ban("192.0.2.1", "1m") + "," + ban("192.0.2.2", "1h") + "," + ban("192.0.2.3", "-1s") + "]",
                "[]");
        look();
        assertThat(entries()).hasSize(2);
        clock.pass(60_000);
        answers("[" + ban("192.0.2.4", "1h") + "," + ban("192.0.2.5", "1h") + "]", "[]");
        look();
        assertThat(entries()).hasSize(3).doesNotContainKey(Prefix.parse("192.0.2.1"));
    }

    @Test
    void aRestartAsksForAllAndHoldsWhatWasKeptMeanwhile() throws InterruptedException {
        answers("[" + ban("192.0.2.1", "1h") + "]", "[]");
        look();
        feed = open();
        assertThat(entries()).containsOnlyKeys(Prefix.parse("192.0.2.1"));
        server.answers(403, "{\"message\":\"access forbidden\"}");
        assertThat(look()).isEqualTo(ALL);
        assertThat(entries()).containsOnlyKeys(Prefix.parse("192.0.2.1"));
        answers("[]", "[]");
        assertThat(look()).isEqualTo(ALL);
        assertThat(entries()).isEmpty();
    }
}
