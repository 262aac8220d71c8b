// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static dev.secbeat.node.cluster.Samples.EAST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.api.SourcePage;
import dev.secbeat.node.api.SourceQuestion;
import dev.secbeat.node.api.SourceSubjects;
import dev.secbeat.node.support.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asking for sources, over a real server, and getting them. */
class SourceWatchTest {
    private static final Prefix BUSY = Prefix.parse("203.0.113.42");

    @TempDir
    Path folder;

    private final List<SourcePage> heard = new CopyOnWriteArrayList<>();
    private NodeAndViewer both;

    @BeforeEach
    void start() {
        both = new NodeAndViewer(folder);
    }

    @AfterEach
    void closeAll() throws Exception {
        both.close();
    }

    @Test
    void aNodeHearsWhatIsWantedAndIsHeard() {
        assertThat(both.node.sources().isListWanted(System.nanoTime()))
                .as("nobody asks yet")
                .isFalse();
        SourceWatch watch =
                both.closing(SourceWatch.open(both.fleet, new SourceQuestion(false, List.of(BUSY)), heard::add));
        Await.until(
                "watched", () -> both.node.sources().watched(System.nanoTime()).equals(List.of(BUSY)));
        assertThat(both.node.sources().isListWanted(System.nanoTime())).isFalse();
        watch.ask(new SourceQuestion(true, List.of()));
        Await.until("listed", () -> both.node.sources().isListWanted(System.nanoTime()));
        Await.until("told", () -> both.node.sources().publish(page()) && !heard.isEmpty());
        assertThat(heard.getFirst()).isEqualTo(page());

        long later = System.nanoTime() + SourceSubjects.LEASE_MILLIS * 1_000_000L + 1;
        assertThat(both.node.sources().isListWanted(later))
                .as("who looks away is forgotten")
                .isFalse();
        assertThat(both.node.sources().watched(later)).isEmpty();
        watch.close();
        watch.ask(new SourceQuestion(true, List.of()));
    }

    @Test
    void manyWhoAskTogetherAreBounded() {
        for (int i = 0; i < 10; i++) {
            int block = i;
            List<Prefix> watched = IntStream.range(0, SourceQuestion.MAX_WATCHED)
                    .mapToObj(one -> Prefix.parse("198.51." + block + "." + one))
                    .toList();
            both.closing(SourceWatch.open(both.fleet, new SourceQuestion(false, watched), heard::add));
        }
        Await.until(
                "as many as are watched at most",
                () -> both.node.sources().watched(System.nanoTime()).size() == SourceReports.MAX_WATCHED);
    }

    @Test
    void whatIsNoPageIsCountedAndWhatIsNoQuestionIsPassedOver() {
        SourceWatch watch = both.closing(SourceWatch.open(both.fleet, new SourceQuestion(true, List.of()), heard::add));
        Await.until("listed", () -> both.node.sources().isListWanted(System.nanoTime()));
        NatsSession forger =
                both.closing(new NatsSession(both.east.settings(both.server.url()), "forger", any -> {}, state -> {}));
        forger.start();
        Await.until("the forger connects", () -> forger.usable().isPresent());
        forger.usable().orElseThrow().publish(SourceSubjects.of(EAST), "no page".getBytes(StandardCharsets.UTF_8));
        Await.until("refused", () -> watch.rejected() == 1);
        both.fleet.publish(
                SourceSubjects.ASK, "{\"list\":true,\"watched\":[\"nonsense\"]}".getBytes(StandardCharsets.UTF_8));
        Await.until("told all the same", () -> both.node.sources().publish(page()) && !heard.isEmpty());
        assertThat(both.node.sources().watched(System.nanoTime())).isEmpty();
    }

    private static SourcePage page() {
        SourceCount source = new SourceCount(SourceKey.of(BUSY), Dimension.REQUESTS, 50, 300, 100, 1_000, true);
        return new SourcePage(EAST, 5, 1, true, List.of(source));
    }
}
