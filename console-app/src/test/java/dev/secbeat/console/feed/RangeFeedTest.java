// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.secbeat.console.model.ChartSpan;
import dev.secbeat.console.model.RateAnswer;
import dev.secbeat.console.model.RateLine;
import dev.secbeat.console.model.RateQuestion;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.testing.Child;
import dev.secbeat.console.testing.Until;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions to a real Prometheus whose past is written beforehand, gap included. */
class RangeFeedTest {
    private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
    private static final long BEGUN = (System.currentTimeMillis() / 1_000 - 3_600) / 60 * 60;

    /** The past that is written: 1,200 s, of which {@link #SILENT_FROM} to {@link #SILENT_TO} are missing. */
    private static final int LENGTH = 1_200;

    private static final int SILENT_FROM = 400;
    private static final int SILENT_TO = 500;

    private final Map<Long, RateAnswer> answers = new ConcurrentHashMap<>();
    private final int port = Child.freePort();

    @TempDir
    Path folder = Path.of(".");

    private Optional<Child> prometheus = Optional.empty();

    @BeforeEach
    void writeThePast() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(PROMETHEUS) && Files.isExecutable(PROMTOOL), "prometheus is not installed");
        StringBuilder text = new StringBuilder("# TYPE packets_processed counter\n");
        for (String region : List.of("us-east", "apac")) {
            boolean attacked = region.equals("apac");
            series(text, region, "pass", "clean", 1_000, 0);
            series(text, region, "drop", "blocked_exact", attacked ? 9_000 : 10, 0);
        }
        series(text, "eu-\\\"west", "answered", "syn_cookie", 5, 0);
        Files.writeString(folder.resolve("past.om"), text.append("# EOF\n"));
        Files.writeString(folder.resolve("prometheus.yml"), "global: {}\n");
        Process made = new ProcessBuilder(
                        PROMTOOL.toString(), "tsdb", "create-blocks-from", "openmetrics", "past.om", "tsdb")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("promtool.log").toFile())
                .start();
        assertThat(made.waitFor())
                .as(Files.readString(folder.resolve("promtool.log")))
                .isZero();
        prometheus = Optional.of(Child.start(
                folder,
                PROMETHEUS.toString(),
                "--config.file=prometheus.yml",
                "--storage.tsdb.path=tsdb",
                "--storage.tsdb.retention.time=30d",
                "--web.listen-address=127.0.0.1:" + port));
    }

    @AfterEach
    void stop() {
        prometheus.ifPresent(Child::close);
    }

    private static void series(
            StringBuilder text, String region, String action, String reason, long perSecond, long first) {
        for (int at = 0; at <= LENGTH; at += 5) {
            if (at < SILENT_FROM || at >= SILENT_TO || region.equals("apac")) {
                text.append("packets_processed_total{job=\"secbeat\",instance=\"")
                        .append(region.charAt(0))
                        .append("\",region=\"")
                        .append(region)
                        .append("\",action=\"")
                        .append(action)
                        .append("\",reason=\"")
                        .append(reason)
                        .append("\"} ")
                        .append(first + perSecond * at)
                        .append(' ')
                        .append(BEGUN + at)
                        .append('\n');
            }
        }
    }

    @Test
    void ratesAreSplitByReasonAndComparedWithEarlier() {
        RateAnswer answer = ask(question(1, Optional.empty(), RateQuestion.Split.REASON, 600, LENGTH, 600));

        assertThat(answer.lines())
                .extracting(RateLine::key)
                .containsExactlyInAnyOrder("PASSED||clean", "DROPPED||blocked_exact", "ANSWERED||syn_cookie");
        RateLine dropped = line(answer.lines(), "DROPPED||blocked_exact");
        assertThat(dropped.at(moment(answer, 900))).isBetween(9_000.0, 9_020.0);
        assertThat(answer.nodes().at(moment(answer, 900))).isEqualTo(3);
        RateLine earlier = line(answer.earlier(), "PASSED||clean");
        assertThat(earlier.at(moment(answer, 800))).isBetween(1_990.0, 2_010.0);
        assertThat(earlier.at(moment(answer, 1_050)))
                .as("one region alone is heard then")
                .isBetween(990.0, 1_010.0);
    }

    @ParameterizedTest
    @CsvSource({"5, 10", "10, 4000"})
    void aSilentRegionIsAGapAndNeverFadesOut(int step, int lines) {
        ChartSpan span = new ChartSpan((BEGUN + 40) * 1_000, (BEGUN + 1_190) * 1_000);
        RateAnswer answer =
                ask(RateQuestion.over(1, 1, Optional.empty(), RateQuestion.Split.REGION, span, lines * 5, 0));
        assertThat(answer.question().stepMillis()).isEqualTo(step * 1_000L);

        RateLine silent = line(answer.lines(), "PASSED|us-east|");
        for (int i = 0; i < silent.size(); i++) {
            double value = silent.at(i);
            assertThat(Double.isNaN(value) || Math.abs(value - 1_000) < 5)
                    .as("moment %d: %s", i, value)
                    .isTrue();
        }
        int middle = moment(answer, 450);
        assertThat(silent.at(middle)).as("in the gap").isNaN();
        assertThat(silent.at(moment(answer, 380))).as("before the gap").isNotNaN();
        assertThat(silent.at(moment(answer, 600))).as("after the gap").isNotNaN();
        assertThat(line(answer.lines(), "PASSED|apac|").at(middle)).isNotNaN();
        assertThat(answer.nodes().at(middle)).isEqualTo(1);
    }

    @Test
    void aRegionWhoseNameHoldsQuotesIsAskedForAsItIs() {
        RateAnswer answer = ask(question(1, Optional.of("eu-\"west"), RateQuestion.Split.REASON, 600, LENGTH, 0));

        assertThat(answer.lines()).extracting(RateLine::key).containsExactly("ANSWERED||syn_cookie");
    }

    @Test
    void aTimeBeforeTheFirstSampleIsUnknown() {
        RateAnswer answer = ask(question(1, Optional.empty(), RateQuestion.Split.REASON, -600, 0, 0));

        assertThat(answer.isAnswered()).isTrue();
        assertThat(answer.newestMillis()).isIn(0L, BEGUN * 1_000);
    }

    @Test
    void aServerThatIsNoPrometheusIsNamed() throws IOException {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            byte[] page = "hello".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(500, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        other.start();
        try (RangeFeed feed = feed(other.getAddress().getPort())) {
            feed.ask(question(7, Optional.empty(), RateQuestion.Split.REASON, 0, LENGTH, 0));
            Until.holds("an answer", () -> answers.containsKey(7L));
            RateAnswer answer = Optional.ofNullable(answers.get(7L)).orElseThrow();
            assertThat(answer.isAnswered()).isFalse();
            assertThat(answer.problem()).contains("status 500", "Check that server");
        } finally {
            other.stop(0);
        }
    }

    /** While the server starts it refuses, so the question is asked until it is answered. */
    private RateAnswer ask(RateQuestion question) {
        try (RangeFeed feed = feed(port)) {
            Until.holds("an answer", () -> {
                Optional<RateAnswer> answer = Optional.ofNullable(answers.get(question.number()))
                        .filter(RateAnswer::isAnswered)
                        .filter(some -> !some.lines().isEmpty() || question.fromMillis() < BEGUN * 1_000);
                if (answer.isEmpty()) {
                    feed.ask(question);
                }
                return answer.isPresent();
            });
        }
        return answers.getOrDefault(question.number(), RateAnswer.failed(question, 0, "none"));
    }

    private RangeFeed feed(int at) {
        return new RangeFeed(URI.create("http://127.0.0.1:" + at), this::take, InstantSource.system());
    }

    private void take(Update update) {
        if (update instanceof Update.Rated(RateAnswer answer)) {
            answers.put(answer.question().number(), answer);
        }
    }

    private static int moment(RateAnswer answer, int second) {
        RateQuestion question = answer.question();
        return (int) ((BEGUN + second) * 1_000 - question.fromMillis()) / (int) question.stepMillis();
    }

    private static RateLine line(List<RateLine> lines, String key) {
        return lines.stream().filter(line -> line.key().equals(key)).findFirst().orElseThrow();
    }

    private static RateQuestion question(
            long number, Optional<String> region, RateQuestion.Split split, int from, int to, long backSeconds) {
        ChartSpan span = new ChartSpan((BEGUN + from) * 1_000, (BEGUN + to) * 1_000);
        return RateQuestion.over(1, number, region, split, span, 10, backSeconds * 1_000);
    }
}
