// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import dev.secbeat.node.config.NodeConfig.SynCookieMode;
import dev.secbeat.node.config.NodeConfig.SynCookies;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The keys under {@code [syn_cookies]}. */
final class SynCookiesReader {
    /** As many as the XDP program has places for. */
    private static final int MAX_PORTS = 16;

    private static final Kind<SynCookieMode> MODE = Kind.text(
            "one of off, on, auto",
            text -> Arrays.stream(SynCookieMode.values())
                    .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(text))
                    .findFirst());

    private static final Kind<Integer> TCP_PORT = Kinds.integer(1, 65_535, "a TCP port, 1 to 65535");

    private SynCookiesReader() {}

    static SynCookies read(Section root) {
        try (Section section = root.section("syn_cookies")) {
            List<Integer> ports = section.list("ports", TCP_PORT, List.of()).stream()
                    .distinct()
                    .toList();
            if (ports.size() > MAX_PORTS) {
                section.problem("ports", "has " + ports.size() + " ports", "at most " + MAX_PORTS + " can be guarded");
            }
            return new SynCookies(
                    section.value("mode", MODE, SynCookieMode.AUTO),
                    ports,
                    section.value("syns_per_second", Kinds.integer(10, 10_000_000), 5_000),
                    section.value("hold_seconds", Kinds.integer(1, 3_600), 10));
        }
    }
}
