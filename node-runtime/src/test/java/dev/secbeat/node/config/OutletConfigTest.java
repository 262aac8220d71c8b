// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secbeat.node.api.Notice;
import dev.secbeat.node.config.OutletsConfig.Common;
import dev.secbeat.node.config.OutletsConfig.Syslog;
import dev.secbeat.node.config.OutletsConfig.Transport;
import dev.secbeat.node.config.OutletsConfig.Webhook;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code [outlets]}: what is read, and what is refused, where. */
class OutletConfigTest {
    private static final String GOOD = """
            [[orchestrator.regions]]
            name = "us-east"
            """;

    private static OutletsConfig outlets(String text) {
        return OrchestratorConfig.parse(GOOD + text, "o.toml", Map.of("SECRET", "s3cret"))
                .outlets();
    }

    private static List<String> problems(String text) {
        return catchThrowableOfType(ConfigException.class, () -> outlets(text)).problems();
    }

    @Test
    void withoutOutletsThereAreNone() {
        assertThat(outlets(""))
                .isEqualTo(new OutletsConfig(Path.of("/var/lib/secbeat-orchestrator/outlets"), List.of(), List.of()));
    }

    @Test
    void everyKeyIsRead() {
        OutletsConfig outlets = outlets("""
                [outlets]
                directory = "/out"
                [[outlets.webhooks]]
                name = "siem"
                url = "https://siem.example/in?x=1"
                secret = "${SECRET}"
                kinds = ["blocked", "trouble"]
                queue = 50
                tries = 3
                [[outlets.syslog]]
                name = "log"
                host = "logs.example"
                transport = "tls"
                tls_ca = "/ca.pem"
                facility = 4
                [[outlets.syslog]]
                name = "near"
                host = "127.0.0.1"
                port = 1514
                """);
        EnumSet<Notice.Kind> all = EnumSet.allOf(Notice.Kind.class);
        assertThat(outlets)
                .isEqualTo(new OutletsConfig(
                        Path.of("/out"),
                        List.of(new Webhook(
                                new Common("siem", EnumSet.of(Notice.Kind.BLOCKED, Notice.Kind.TROUBLE), 50, 3),
                                URI.create("https://siem.example/in?x=1"),
                                new Secret(Optional.of("s3cret"), Optional.empty()))),
                        List.of(
                                new Syslog(
                                        new Common("log", all, 10_000, 8),
                                        "logs.example",
                                        6514,
                                        Transport.TLS,
                                        Optional.of(Path.of("/ca.pem")),
                                        4),
                                new Syslog(
                                        new Common("near", all, 10_000, 8),
                                        "127.0.0.1",
                                        1514,
                                        Transport.UDP,
                                        Optional.empty(),
                                        16))));
        assertThat(outlets.toString()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "url=\"https://x/\"|secret_file: is missing, and there is no secret",
                "url=\"https://x/\";secret=\"a\";secret_file=\"/x\"|secret_file: stands beside secret",
                "url=\"http://siem.example/\";secret=\"a\"|http: to 127.0.0.1",
                "secret=\"a\"|outlets.webhooks[0].url: is missing",
                "url=\"https://x/\";secret=\"a\";kinds=[]|kinds: is empty",
                "url=\"https://x/\";secret=\"a\";kinds=[\"all\"]|one of detected, blocked, unblocked, trouble, refused, mode",
                "url=\"https://x/\";secret=\"a\";queue=0|a whole number from 1 to 100000",
                "url=\"https://x/\";secret=\"a\";tries=0|a whole number from 1 to 100",
                "url=\"https://x/\";secrets=\"a\";secret=\"a\"|did you mean 'secret'"
            })
    void mistakesInWebhooksAreTold(String keys, String told) {
        String text = "[[outlets.webhooks]]\nname = \"w\"\n" + keys.replace(';', '\n') + "\n";
        assertThat(problems(text)).singleElement().asString().contains(told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "port=514|outlets.syslog[0].host: is missing",
                "host=\"a b\"|a host name or address",
                "host=\"h\";tls_ca=\"/x\"|tls_ca: stands without transport = \"tls\"",
                "host=\"h\";transport=\"http\"|one of udp, tcp, tls",
                "host=\"h\";facility=24|a whole number from 0 to 23",
                "host=\"h\";port=0|a whole number from 1 to 65535"
            })
    void mistakesInSyslogAreTold(String keys, String told) {
        String text = "[[outlets.syslog]]\nname = \"s\"\n" + keys.replace(';', '\n') + "\n";
        assertThat(problems(text)).singleElement().asString().contains(told);
    }

    @Test
    void namesAreThereOnce() {
        String one = "[[outlets.syslog]]\nname = \"s\"\nhost = \"h\"\n";
        assertThat(problems(one + one)).singleElement().asString().contains("another one for each outlet");
    }
}
