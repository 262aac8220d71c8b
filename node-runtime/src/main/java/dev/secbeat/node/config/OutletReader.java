// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import dev.secbeat.node.api.Notice;
import dev.secbeat.node.config.OutletsConfig.Common;
import dev.secbeat.node.config.OutletsConfig.Syslog;
import dev.secbeat.node.config.OutletsConfig.Transport;
import dev.secbeat.node.config.OutletsConfig.Webhook;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads {@code [outlets]} of an orchestrator's file. */
final class OutletReader {
    private static final int MAX_OUTLETS = 16;
    private static final Path DIRECTORY = Path.of("/var/lib/secbeat-orchestrator/outlets");
    private static final URI NO_URL = URI.create("https://receiver.example");

    private static final Kind<String> HOST = Kind.text(
            "a host name or address, such as logs.example or 192.0.2.7",
            text -> Optional.of(text).filter(t -> t.matches("[A-Za-z0-9.:_-]{1,253}")));

    private static final Kind<Notice.Kind> KIND = Kind.text(
            "one of detected, blocked, unblocked, trouble, refused, mode",
            text -> Arrays.stream(Notice.Kind.values())
                    .filter(k -> k.name().toLowerCase(Locale.ROOT).equals(text))
                    .findFirst());

    private static final Kind<Transport> TRANSPORT = Kind.text(
            "one of udp, tcp, tls",
            text -> Arrays.stream(Transport.values())
                    .filter(t -> t.name().toLowerCase(Locale.ROOT).equals(text))
                    .findFirst());

    private final Kind<String> name;

    private OutletReader() {
        Set<String> names = new HashSet<>();
        this.name = Kind.text(
                "a name of 1 to 32 of a-z, 0-9 and '-', another one for each outlet",
                text -> Optional.of(text)
                        .filter(t -> t.matches("[a-z0-9-]{1,32}"))
                        .filter(names::add));
    }

    static OutletsConfig read(Section root) {
        OutletReader reader = new OutletReader();
        try (Section section = root.section("outlets")) {
            OutletsConfig outlets = new OutletsConfig(
                    section.value("directory", Kinds.PATH, DIRECTORY),
                    section.tables("webhooks", reader::webhook, List.of()),
                    section.tables("syslog", reader::syslog, List.of()));
            int number = outlets.webhooks().size() + outlets.syslogs().size();
            if (number > MAX_OUTLETS) {
                section.problem(
                        section.has("webhooks") ? "webhooks" : "syslog",
                        "makes " + number + " outlets",
                        "at most " + MAX_OUTLETS + " are possible");
            }
            return outlets;
        }
    }

    private Webhook webhook(Section section) {
        Common common = common(section);
        URI url = section.required("url", FeedReader.URL, NO_URL);
        Secret secret =
                Secret.of(section.optional("secret", Secret.VALUE), section.optional("secret_file", Secret.FILE));
        if (section.has("secret") == section.has("secret_file")) {
            section.problem(
                    "secret_file",
                    section.has("secret") ? "stands beside secret" : "is missing, and there is no secret",
                    "deliveries are signed: give one of the two");
        }
        return new Webhook(common, url, secret);
    }

    private Syslog syslog(Section section) {
        Common common = common(section);
        String host = section.required("host", HOST, "localhost");
        Transport transport = section.value("transport", TRANSPORT, Transport.UDP);
        Optional<Path> authority = section.optional("tls_ca", Kinds.PATH);
        if (authority.isPresent() && transport != Transport.TLS) {
            section.problem("tls_ca", "stands without transport = \"tls\"", "leave it out");
        }
        return new Syslog(
                common,
                host,
                section.value("port", Kinds.integer(1, 65_535), transport == Transport.TLS ? 6_514 : 514),
                transport,
                authority,
                section.value("facility", Kinds.integer(0, 23), 16));
    }

    private Common common(Section section) {
        List<Notice.Kind> kinds = section.list("kinds", KIND, List.of(Notice.Kind.values()));
        if (section.isEmptyArray("kinds")) {
            section.problem("kinds", "is empty", "name at least one, or leave it out for all");
        }
        Set<Notice.Kind> chosen = EnumSet.noneOf(Notice.Kind.class);
        chosen.addAll(kinds);
        return new Common(
                section.required("name", name, "unknown"),
                chosen,
                section.value("queue", Kinds.integer(1, 100_000), 10_000),
                section.value("tries", Kinds.integer(1, 100), 8));
    }
}
