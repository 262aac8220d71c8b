// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.config.FeedConfig;
import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.config.Secret;
import dev.secbeat.node.feeds.Feed;
import dev.secbeat.node.feeds.FeedFormat;
import dev.secbeat.node.feeds.FeedSettings;
import dev.secbeat.node.feeds.FeedSettings.ApiKey;
import dev.secbeat.node.feeds.FeedSettings.LocalFile;
import dev.secbeat.node.feeds.FeedSettings.Source;
import dev.secbeat.node.feeds.FeedSettings.Web;
import dev.secbeat.node.feeds.Feeds;
import dev.secbeat.node.time.NodeClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From the configuration to feeds, and from files and feeds to the lists that are watched. Stateless. */
final class FeedSetup {
    private static final long MILLIS = 1_000;

    private FeedSetup() {}

    static Feeds open(NodeConfig config, NodeClock clock) {
        return new Feeds(
                settings(config.xdp().lists().feeds(), RoomSettings.protectedPrefixes(config)),
                config.control().dataDirectory().resolve("feeds"),
                clock);
    }

    static List<FeedSettings> settings(List<FeedConfig> feeds, List<Prefix> leaveOut) {
        return feeds.stream()
                .map(feed -> new FeedSettings(
                        feed.name(),
                        source(feed),
                        format(feed),
                        feed.refreshSeconds() * MILLIS,
                        feed.maxAgeSeconds() * MILLIS,
                        feed.maxEntries(),
                        feed.maxBadPercent(),
                        leaveOut))
                .toList();
    }

    /** All lists, in the order of {@link NodeConfig.Lists#names()}. */
    static List<WatchedList> lists(NodeConfig.Lists config, List<Feed> feeds, NodeClock clock) {
        List<WatchedList> lists = new ArrayList<>();
        config.files().forEach(file -> lists.add(new FileList(file)));
        for (int i = 0; i < feeds.size(); i++) {
            lists.add(new FeedList(feeds.get(i), config.feeds().get(i).dryRun(), clock));
        }
        return lists;
    }

    private static Source source(FeedConfig feed) {
        Secret key = feed.apiKey();
        return feed.url()
                .<Source>map(url -> new Web(url, new ApiKey(key.value(), key.file())))
                .orElseGet(() -> new LocalFile(feed.file().orElseThrow()));
    }

    private static FeedFormat format(FeedConfig feed) {
        return switch (feed.format()) {
            case TEXT -> new FeedFormat.Text();
            case CSV -> new FeedFormat.Csv(feed.column());
            case JSON -> new FeedFormat.Json(Optional.of(feed.column()).filter(field -> !field.isEmpty()));
            case CROWDSEC -> new FeedFormat.CrowdSec();
        };
    }
}
