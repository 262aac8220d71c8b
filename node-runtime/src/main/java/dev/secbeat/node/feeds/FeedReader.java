// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.feeds;

import java.util.Optional;

/** Takes the newest version of one feed from its source. Owned by one thread. */
interface FeedReader {
    /** What a look brought. */
    record Look(FeedVersion version, int bad, int leftOut, String firstBad) {
        static Look of(FeedVersion version, ParsedFeed parsed) {
            return new Look(version, parsed.bad(), parsed.leftOut(), parsed.told());
        }
    }

    /**
     * Looks once.
     *
     * @param before the version that is had
     * @return the newer version, or the one before confirmed; empty when there is nothing to say
     * @throws FeedException when the source cannot be read or its version is refused
     */
    Optional<Look> look(Optional<FeedVersion> before, long nowMillis) throws FeedException, InterruptedException;
}
