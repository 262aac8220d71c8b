// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secbeat.node.config.FeedConfig.Format;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code [[xdp.feeds]]}: what is read, and what is refused, where. */
class FeedConfigTest {
    private static final String GOOD = """
            [platform]
            region = "us-east"
            [network]
            backend_url = "http://origin:8080"
            """;
    private static final String FEED = GOOD + "[[xdp.feeds]]\nname = \"f\"\n";

    private static final String EVERY_KEY = FEED + """
                url = "https://lists.example/drop.csv?x=1"
                format = "csv"
                column = "ip"
                refresh_seconds = 60
                max_age_seconds = 600
                max_entries = 5
                max_bad_percent = 1
                dry_run = true
                [[xdp.feeds]]
                name = "cs"
                url = "http://127.0.0.1:8080"
                format = "crowdsec"
                api_key = "${KEY}"
                [[xdp.feeds]]
                name = "local"
                file = "/lists/drop.json"
                format = "json"
                field = "cidr"
                """;

    private static NodeConfig.Lists lists(String text) {
        return NodeConfig.parse(text, "node.toml", Map.of("KEY", "k3y", "BAD", "a b"))
                .xdp()
                .lists();
    }

    private static List<String> problems(String text) {
        return catchThrowableOfType(ConfigException.class, () -> lists(text)).problems();
    }

    @Test
    void everyKeyIsRead() {
        NodeConfig.Lists lists = lists(EVERY_KEY);
        assertThat(lists.entries()).isEqualTo(262_144);
        assertThat(lists.feeds())
                .containsExactly(
                        new FeedConfig(
                                "f",
                                Optional.of(URI.create("https://lists.example/drop.csv?x=1")),
                                Optional.empty(),
                                Secret.NONE,
                                Format.CSV,
                                "ip",
                                60,
                                600,
                                5,
                                1,
                                true),
                        new FeedConfig(
                                "cs",
                                Optional.of(URI.create("http://127.0.0.1:8080")),
                                Optional.empty(),
                                new Secret(Optional.of("k3y"), Optional.empty()),
                                Format.CROWDSEC,
                                "",
                                10,
                                86_400,
                                100_000,
                                5,
                                false),
                        new FeedConfig(
                                "local",
                                Optional.empty(),
                                Optional.of(Path.of("/lists/drop.json")),
                                Secret.NONE,
                                Format.JSON,
                                "cidr",
                                2,
                                0,
                                100_000,
                                5,
                                false));
        assertThat(lists.feeds().toString()).doesNotContain("k3y");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://lists.example/x",
                "http://127.0.0.2/x",
                "http://127.0.0.1.example/x",
                "https://user:pw@lists.example/x",
                "https://lists.example/x#y",
                "https:///x",
                "https://lists.example:0/x",
                "file:///etc/passwd",
                "ftp://127.0.0.1/x",
                "//lists.example",
                "https://a b/"
            })
    void noOtherUrlIsTaken(String url) {
        assertThat(problems(FEED + "url = \"" + url + "\"\n"))
                .singleElement()
                .asString()
                .startsWith("node.toml:7:1: xdp.feeds[0].url: found")
                .contains("http: to 127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|xdp.feeds[0].url: is missing, and there is no file",
                "url=\"https://x/\";file=\"/x\"|xdp.feeds[0].url: stands beside file",
                "file=\"x\"|a file path from the root",
                "file=\"/x\";format=\"csv\"|xdp.feeds[0].column: is missing",
                "file=\"/x\";column=\"1\"|stands without format = \"csv\"",
                "file=\"/x\";format=\"csv\";column=\"0\"|the number of a column from 1",
                "file=\"/x\";field=\"a\"|stands without format = \"json\"",
                "file=\"/x\";api_key=\"a\"|stands without url",
                "url=\"https://x/\";format=\"crowdsec\"|xdp.feeds[0].api_key_file: is missing",
                "url=\"https://x/?a\";format=\"crowdsec\";api_key=\"a\"|xdp.feeds[0].url: has a '?'",
                "url=\"https://x/\";api_key=\"a\";api_key_file=\"/x\"|a secret has one of the two",
                "url=\"https://x/\";api_key=\"${BAD}\"|visible ASCII",
                "url=\"https://x/\";max_age_seconds=3600|is not above refresh_seconds (3600)",
                "file=\"/x\";max_bad_percent=101|a whole number from 0 to 100",
                "file=\"/x\";max_entries=0|a whole number from 1 to 1000000",
                "file=\"/x\";format=\"xml\"|one of text, csv, json, crowdsec",
                "file=\"/x\";fromat=\"csv\"|did you mean 'format'"
            })
    void mistakesAreToldWhereTheyAre(String keys, String told) {
        String text = FEED + keys.replace(';', '\n') + "\n";
        assertThat(problems(text)).singleElement().asString().contains(told).doesNotContain("a b");
    }

    @Test
    void namesAndNumbersAreThoseOfListsAsWell() {
        String list = "[[xdp.lists]]\nname = \"f\"\nfile = \"/x\"\n";
        assertThat(problems(FEED + "file = \"/x\"\n" + list))
                .singleElement()
                .asString()
                .contains("another one for each list and feed");
        StringBuilder many = new StringBuilder(GOOD);
        for (int i = 0; i < 9; i++) {
            many.append(list.replace("\"f\"", "\"a" + i + "\""));
            many.append("[[xdp.feeds]]\nname = \"b" + i + "\"\nfile = \"/x\"\n");
        }
        assertThat(problems(many.toString()))
                .singleElement()
                .asString()
                .contains("lists and feeds are 18 together; at most 16 are possible");
    }
}
