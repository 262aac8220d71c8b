// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.feeds;

import dev.secbeat.node.feeds.FeedSettings.ApiKey;
import dev.secbeat.node.feeds.FeedVersion.Tag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Asks for a document, by its tag if one is had: a source that has nothing newer sends nothing. Owned by one thread. */
final class WebFeedReader implements FeedReader {
    private static final int MOST_KEY_BYTES = 4_096;

    private final FeedSettings feed;
    private final FeedSettings.Web source;
    private final WebReader web;

    WebFeedReader(FeedSettings feed, FeedSettings.Web source, WebReader web) {
        this.feed = feed;
        this.source = source;
        this.web = web;
    }

    @Override
    public Optional<Look> look(Optional<FeedVersion> before, long nowMillis)
            throws FeedException, InterruptedException {
        Tag known = before.map(FeedVersion::tag).orElse(Tag.NONE);
        WebReader.Answer answer = web.read(source.url(), headers(source.key()), known);
        if (answer.body().isEmpty()) {
            return before.map(version -> new Look(version.confirmed(nowMillis), 0, 0, ""));
        }
        ParsedFeed parsed = FeedParser.parse(feed, answer.body().get());
        return Optional.of(Look.of(FeedVersion.of(parsed.entries(), nowMillis, answer.tag()), parsed));
    }

    /** The key as it is now: it may have been changed since. */
    static Map<String, String> headers(ApiKey key) throws FeedException {
        Optional<String> value = key.value();
        if (key.file().isPresent()) {
            value = Optional.of(read(key.file().get()));
        }
        return value.<Map<String, String>>map(text -> Map.of("X-Api-Key", text)).orElse(Map.of());
    }

    private static String read(Path file) throws FeedException {
        try {
            if (Files.size(file) > MOST_KEY_BYTES) {
                throw new FeedException("the key file " + file + " is no key: it has more than 4096 bytes");
            }
            String text = Files.readString(file).strip();
            if (!text.matches("[!-~]+")) {
                throw new FeedException("the key file " + file + " holds no key: one line of visible ASCII");
            }
            return text;
        } catch (IOException e) {
            throw new FeedException(
                    "the key file " + file + " cannot be read: " + e.getClass().getSimpleName());
        }
    }
}
