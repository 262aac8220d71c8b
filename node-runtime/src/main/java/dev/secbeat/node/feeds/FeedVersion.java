// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.feeds;

import dev.secbeat.node.api.Prefix;
import java.util.Collections;
import java.util.Map;

/**
 * A whole version of a feed. Immutable.
 *
 * @param entries each with the end of its own, epoch milliseconds; Long.MAX_VALUE: as long as the version
 * @param confirmedMillis when the source was last heard to have this version, epoch milliseconds
 * @param tag by which the source knows it
 * @param number grows with each version of a feed that has other entries; 0 until the feed has given it one
 */
public record FeedVersion(Map<Prefix, Long> entries, long confirmedMillis, Tag tag, long number) {

    /** What to send to be told only of changes; each may be empty. */
    public record Tag(String etag, String lastModified) {
        static final Tag NONE = new Tag("", "");
    }

    static FeedVersion of(Map<Prefix, Long> entries, long nowMillis, Tag tag) {
        return new FeedVersion(Collections.unmodifiableMap(entries), nowMillis, tag, 0);
    }

    FeedVersion numbered(long newNumber) {
        return new FeedVersion(entries, confirmedMillis, tag, newNumber);
    }

    FeedVersion confirmed(long nowMillis) {
        return new FeedVersion(entries, nowMillis, tag, number);
    }
}
