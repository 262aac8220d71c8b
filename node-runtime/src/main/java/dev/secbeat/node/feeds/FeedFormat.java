// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.feeds;

import java.util.Optional;

/** What a feed's document looks like. */
public sealed interface FeedFormat {

    /** A prefix a line; behind it, or alone, a comment that begins with {@code #} or {@code ;}. */
    record Text() implements FeedFormat {}

    /**
     * Values separated by commas, in quotes or not (RFC 4180, but no value over several lines).
     *
     * @param column its number from 1, or its name in the first line
     */
    record Csv(String column) implements FeedFormat {}

    /**
     * An array, or values that follow each other (JSON lines).
     *
     * @param field of objects, that holds the prefix; empty when the values are texts themselves
     */
    record Json(Optional<String> field) implements FeedFormat {}

    /** The stream of decisions of a CrowdSec agent's local API. */
    record CrowdSec() implements FeedFormat {}
}
