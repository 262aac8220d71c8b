// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.feeds;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.feeds.FeedVersion.Tag;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Follows the decisions of a CrowdSec agent: all of them first, then what changed since the last answer. The agent remembers for
 * each key what it told last, so whatever went wrong with an answer, the next one must be all of them again. Owned by one
 * thread.
 */
final class CrowdSecReader implements FeedReader {
    private final FeedSettings feed;
    private final FeedSettings.Web source;
    private final WebReader web;
    private boolean follows;

    CrowdSecReader(FeedSettings feed, FeedSettings.Web source, WebReader web) {
        this.feed = feed;
        this.source = source;
        this.web = web;
    }

    @Override
    public Optional<Look> look(Optional<FeedVersion> before, long nowMillis)
            throws FeedException, InterruptedException {
        boolean all = !follows || before.isEmpty();
        follows = false;
        WebReader.Answer answer = web.read(url(all), WebFeedReader.headers(source.key()), Tag.NONE);
        Decisions decisions = Decisions.read(answer.body().orElseThrow());
        Map<Prefix, Long> known = all ? Map.of() : before.orElseThrow().entries();
        if (!all && decisions.isEmpty()) {
            follows = true;
            return before.map(version -> new Look(version.confirmed(nowMillis), 0, 0, ""));
        }
        Map<Prefix, Long> entries = new HashMap<>(known);
        entries.values().removeIf(expiresMillis -> expiresMillis <= nowMillis);
        ParsedFeed parsed = new ParsedFeed(feed, entries);
        decisions.apply(parsed, nowMillis);
        FeedVersion version = FeedVersion.of(parsed.entries(), nowMillis, Tag.NONE);
        follows = true;
        return Optional.of(Look.of(version, parsed));
    }

    private URI url(boolean all) {
        String base = source.url().toString().replaceAll("/+$", "");
        return URI.create(base + "/v1/decisions/stream?startup=" + all);
    }
}
