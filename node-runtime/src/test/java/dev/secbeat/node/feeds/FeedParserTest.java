// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.feeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.feeds.FeedSettings.LocalFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents as feeds publish them, and as feeds in trouble send them. */
class FeedParserTest {
    private static FeedSettings feed(FeedFormat format, int maxEntries, int maxBadPercent, String... leaveOut) {
        return new FeedSettings(
                "f",
                new LocalFile(Path.of("/f")),
                format,
                1_000,
                0,
                maxEntries,
                maxBadPercent,
                Arrays.stream(leaveOut).map(Prefix::parse).toList());
    }

    private static ParsedFeed parse(FeedSettings feed, String document) throws FeedException {
        return FeedParser.parse(feed, document.getBytes(StandardCharsets.UTF_8));
    }

    private static Set<String> entries(FeedFormat format, String document) throws FeedException {
        return parse(feed(format, 100, 0), document).entries().keySet().stream()
                .map(Prefix::toString)
                .collect(Collectors.toSet());
    }

    @Test
    void textHasAPrefixALineAndComments() throws FeedException {
        String drop =
                "\uFEFF; Spamhaus DROP\r\n# more\n\n1.10.16.0/20 ; SBL256894\r\n  192.0.2.7\t# one\n2001:db8::/32;x\n"
                        + "192.0.2.7\n198.51.100.9/24";
        assertThat(entries(new FeedFormat.Text(), drop))
                .containsExactlyInAnyOrder("1.10.16.0/20", "192.0.2.7", "2001:db8::/32", "198.51.100.0/24");
    }

    @Test
    void aColumnOfCsvIsTakenByNumberOrName() throws FeedException {
        String csv = "seen,\"ip, or net\",score\n# note\n2024-01-01,192.0.2.1,9\n\"a,\"\"b\",\"192.0.2.0/24\",3\n";
        assertThat(entries(new FeedFormat.Csv("2"), csv)).containsExactlyInAnyOrder("192.0.2.1", "192.0.2.0/24");
        assertThat(entries(new FeedFormat.Csv("ip, or net"), csv))
                .containsExactlyInAnyOrder("192.0.2.1", "192.0.2.0/24");
        assertThatThrownBy(() -> entries(new FeedFormat.Csv("address"), csv))
                .hasMessage("its first line names no column address");
        assertThatThrownBy(() -> entries(new FeedFormat.Csv("4"), csv)).hasMessageContaining("2 of 2 entries");
    }

    @Test
    void jsonIsAnArrayOrLines() throws FeedException {
        FeedFormat texts = new FeedFormat.Json(Optional.empty());
        FeedFormat field = new FeedFormat.Json(Optional.of("cidr"));
        assertThat(entries(texts, "[\"192.0.2.1\",\n\"192.0.2.0/24\"]")).hasSize(2);
        assertThat(entries(texts, "\"192.0.2.1\"\n\"192.0.2.2\"\n")).hasSize(2);
        assertThat(entries(texts, "[]")).isEmpty();
        assertThat(entries(
                        field, "[{\"cidr\":\"192.0.2.1\",\"x\":{\"cidr\":[1,{}]}},{\"n\":1,\"cidr\":\"192.0.2.2\"}]"))
                .containsExactlyInAnyOrder("192.0.2.1", "192.0.2.2");
        assertThat(entries(field, "{\"cidr\":\"192.0.2.1\"}\n{\"cidr\":\"192.0.2.2\"}\n"))
                .hasSize(2);
        assertThatThrownBy(() -> entries(field, "[\n{\"cidr\":\"192.0.2.1\"},\n{\"ip\":\"192.0.2.2\"}]"))
                .hasMessageContaining("1 of 2 entries")
                .hasMessageContaining("line 3");
    }

    @Test
    void tornJsonIsRefusedWhereverItIsCut() {
        FeedFormat field = new FeedFormat.Json(Optional.of("cidr"));
        String whole = "[{\"cidr\":\"192.0.2.1\",\"x\":[1]},{\"cidr\":\"192.0.2.2\"}]";
        for (int end = 0; end < whole.length(); end++) {
            String torn = whole.substring(0, end);
            assertThatThrownBy(() -> entries(field, torn)).as(torn).isInstanceOf(FeedException.class);
        }
    }

    @Test
    void badLinesAreCountedAndNamedUpToABound() throws FeedException {
        String text = "192.0.2.1\n192.0.2.2\nbad\nx".replace("bad", "a\" b\u001b[31m") + "\n192.0.2.3\n";
        ParsedFeed parsed = parse(feed(new FeedFormat.Text(), 10, 40), text);
        assertThat(parsed.entries()).hasSize(3);
        assertThat(parsed.bad()).isEqualTo(2);
        assertThat(parsed.told()).isEqualTo("line 3 'a? b?[31m', line 4 'x'");
        ParsedFeed same = parse(feed(new FeedFormat.Text(), 10, 39), text);
        assertThatThrownBy(same::entries).hasMessageStartingWith("2 of 5 entries cannot be read, more than 39%");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0/0",
                "::/0",
                "2001:db8::/65",
                "2001:db8::/127",
                "192.0.2.0/33",
                "host.example",
                "1.2.3",
                "1 2"
            })
    void whatNoListCanHoldIsBad(String entry) {
        assertThatThrownBy(() -> entries(new FeedFormat.Text(), entry)).hasMessageContaining("1 of 1 entries");
    }

    @Test
    void anErrorPageAnEmptyBodyAndTooMuchAreRefused() {
        FeedFormat text = new FeedFormat.Text();
        assertThatThrownBy(() -> entries(text, "<html>\n<body>busy</body>\n</html>\n"))
                .hasMessageContaining("3 of 3");
        assertThatThrownBy(() -> entries(text, "")).hasMessageContaining("empty to the last byte");
        assertThatThrownBy(() -> parse(feed(text, 2, 0), "192.0.2.1\n192.0.2.2\n192.0.2.2\n192.0.2.3\n"))
                .hasMessageContaining("more than 2 entries");
        assertThatThrownBy(() -> entries(text, "1".repeat(70_000))).hasMessageContaining("more than 65536 letters");
    }

    @Test
    void whatLiesInAProtectedPrefixIsLeftOut() throws FeedException {
        FeedSettings feed = feed(new FeedFormat.Text(), 10, 0, "198.51.100.0/24");
        ParsedFeed parsed = parse(feed, "198.51.100.7\n198.51.100.0/24\n198.51.0.0/16\n192.0.2.1\n");
        assertThat(parsed.entries().keySet())
                .containsExactlyInAnyOrder(Prefix.parse("198.51.0.0/16"), Prefix.parse("192.0.2.1"));
        assertThat(parsed.leftOut()).isEqualTo(2);
    }

    @Test
    void noRandomBytesDoMoreThanBeRefused() {
        Random random = new Random(7);
        List<FeedFormat> formats =
                List.of(new FeedFormat.Text(), new FeedFormat.Csv("2"), new FeedFormat.Json(Optional.of("a")));
        byte[] letters = "{}[]\",:a1./;#\n\\u ".getBytes(StandardCharsets.US_ASCII);
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] document = new byte[random.nextInt(60)];
            for (int at = 0; at < document.length; at++) {
                document[at] =
                        random.nextInt(8) == 0 ? (byte) random.nextInt() : letters[random.nextInt(letters.length)];
            }
            try {
                FeedParser.parse(feed(formats.get(i % 3), 10, 0), document).entries();
            } catch (FeedException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(4_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"3h59m57.5s=14397500", "-12s=-12000", "1.5h=5400000", "250ms=250", "1m0.5s=60500", "7us=0", "0=0"
            })
    void durationsAreThoseOfGo(String pair) {
        String[] sides = pair.split("=", -1);
        assertThat(GoDuration.millis(sides[0])).hasValue(Long.parseLong(sides[1]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1d", "h", "1h x", "--1s", "1.2.3s", "NaNs", "1e9h"})
    void otherDurationsAreNone(String text) {
        assertThat(GoDuration.millis(text)).isEmpty();
    }
}
