// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import dev.secbeat.node.config.FeedConfig.Format;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code [[xdp.feeds]]}. */
final class FeedReader {
    /** In clear to this machine alone: on the way a list could be changed and a key be read. */
    static final Kind<URI> URL = Kind.text(
            "a URL such as https://lists.example/drop.txt, or with http: to 127.0.0.1, [::1] or localhost; without user,"
                    + " password or #",
            text -> url(text));

    private static final Kind<Path> FILE = ListReader.absolute("/var/lib/feeds/drop.csv");
    private static final int WEEK = 7 * 86_400;
    private static final int YEAR = 366 * 86_400;
    private static final int DAY = 86_400;
    private static final int HOUR = 3_600;

    private static final Kind<Format> FORMAT = Kind.text(
            "one of text, csv, json, crowdsec",
            text -> Arrays.stream(Format.values())
                    .filter(f -> f.name().toLowerCase(Locale.ROOT).equals(text))
                    .findFirst());

    private static final Kind<String> COLUMN = Kind.text(
            "the number of a column from 1, or its name in the first line",
            text -> Optional.of(text).filter(t -> t.matches("[ -~]{1,64}") && !t.isBlank() && !t.matches("0+")));

    private static final Kind<String> FIELD = Kind.text(
            "the name of a field, up to 64 letters", text -> Optional.of(text).filter(t -> t.matches("[ -~]{1,64}")));

    private final Kind<String> name;

    /** @param name that takes each name once, those of other lists included */
    FeedReader(Kind<String> name) {
        this.name = name;
    }

    FeedConfig feed(Section section) {
        String feedName = section.required("name", name, "unknown");
        Optional<URI> url = section.optional("url", URL);
        Optional<Path> file = section.optional("file", FILE);
        checkSource(section);
        Format format = section.value("format", FORMAT, Format.TEXT);
        Secret key =
                Secret.of(section.optional("api_key", Secret.VALUE), section.optional("api_key_file", Secret.FILE));
        Optional<String> column = section.optional("column", COLUMN);
        Optional<String> field = section.optional("field", FIELD);
        checkFormat(section, format, key);
        if (format == Format.CROWDSEC
                && url.filter(u -> u.getRawQuery() != null).isPresent()) {
            section.problem("url", "has a '?'", "the root of the agent's local API, such as http://127.0.0.1:8080");
        }
        boolean web = !section.has("file");
        int refresh = section.value("refresh_seconds", Kinds.integer(1, WEEK), defaultRefresh(web, format));
        int maxAge = section.value("max_age_seconds", Kinds.integer(0, YEAR), web ? DAY : 0);
        if (maxAge != 0 && maxAge <= refresh) {
            section.problem(
                    "max_age_seconds",
                    "is not above refresh_seconds (" + refresh + "), so the feed would end before each refresh",
                    "several times refresh_seconds, or 0 for no end");
        }
        return new FeedConfig(
                feedName,
                url,
                file,
                key,
                format,
                column.or(() -> field).orElse(""),
                refresh,
                maxAge,
                section.value("max_entries", Kinds.integer(1, 1_000_000), 100_000),
                section.value("max_bad_percent", Kinds.integer(0, 100), 5),
                section.value("dry_run", Kinds.FLAG, false));
    }

    private static int defaultRefresh(boolean web, Format format) {
        if (!web) {
            return 2;
        }
        return format == Format.CROWDSEC ? 10 : HOUR;
    }

    private static void checkSource(Section section) {
        if (section.has("url") == section.has("file")) {
            section.problem(
                    "url",
                    section.has("url") ? "stands beside file" : "is missing, and there is no file",
                    "a feed has one of url and file");
        }
    }

    private static void checkFormat(Section section, Format format, Secret key) {
        if ((format == Format.CSV) != section.has("column")) {
            section.problem(
                    "column",
                    format == Format.CSV ? "is missing" : "stands without format = \"csv\"",
                    format == Format.CSV ? COLUMN.allowed() : "leave it out");
        }
        if (section.has("field") && format != Format.JSON) {
            section.problem("field", "stands without format = \"json\"", "leave it out");
        }
        if (format == Format.CROWDSEC && section.has("file")) {
            section.problem("format", "is crowdsec, of a file", "give the url of the agent's local API");
        }
        if (format == Format.CROWDSEC && key.isAbsent() && !section.has("api_key") && !section.has("api_key_file")) {
            section.problem(
                    "api_key_file",
                    "is missing",
                    "a file with the key that 'cscli bouncers add NAME' gave, or api_key");
        }
        if (section.has("api_key") && section.has("api_key_file")) {
            section.problem("api_key_file", "stands beside api_key", "a secret has one of the two");
        }
        if (section.has("file") && !key.isAbsent()) {
            section.problem("api_key_file", "stands without url", "leave the key out: nobody asks for it");
        }
    }

    private static Optional<URI> url(String text) {
        try {
            URI uri = URI.create(text);
            String host = uri.getHost();
            boolean bare = host != null && uri.getUserInfo() == null && uri.getFragment() == null;
            boolean port = uri.getPort() >= -1 && uri.getPort() <= 65_535 && uri.getPort() != 0;
            boolean own = "127.0.0.1".equals(host) || "[::1]".equals(host) || "localhost".equals(host);
            boolean safe = "https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && own);
            return bare && port && safe && text.length() <= 2_048 ? Optional.of(uri) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
