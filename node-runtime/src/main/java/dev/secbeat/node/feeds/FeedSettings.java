// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.feeds;

import dev.secbeat.node.api.Prefix;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One feed.
 *
 * @param name of its list: of a-z, 0-9 and '-'
 * @param refreshMillis between two requests while all is well
 * @param maxAgeMillis after which a version that could not be confirmed is no longer in force; 0: never
 * @param maxEntries more are refused as a whole
 * @param maxBadPercent of lines that cannot be read; with more the version is refused
 * @param leaveOut prefixes; an entry that lies wholly in one of them is left out
 */
public record FeedSettings(
        String name,
        Source source,
        FeedFormat format,
        long refreshMillis,
        long maxAgeMillis,
        int maxEntries,
        int maxBadPercent,
        List<Prefix> leaveOut) {
    public FeedSettings {
        leaveOut = List.copyOf(leaveOut);
    }

    /** Where a feed comes from. */
    public sealed interface Source {
        /** For people: no secret, so no query of a URL. */
        String told();
    }

    /**
     * Behind a URL.
     *
     * @param url https, or http to this machine; requests go to its host and to no other
     */
    public record Web(URI url, ApiKey key) implements Source {
        @Override
        public String told() {
            return url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
        }
    }

    /** In a file, which is watched. */
    public record LocalFile(Path file) implements Source {
        @Override
        public String told() {
            return file.toString();
        }
    }

    /**
     * What a source wants to see in {@code X-Api-Key}: at most one of the two. Never shown.
     *
     * @param file read anew for each request
     */
    public record ApiKey(Optional<String> value, Optional<Path> file) {
        /** No key is sent. */
        public static final ApiKey NONE = new ApiKey(Optional.empty(), Optional.empty());

        @Override
        public String toString() {
            return "(not shown)";
        }
    }
}
