// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A block list that somebody publishes.
 *
 * @param name in metrics and logs
 * @param file an absolute path; exactly one of it and {@code url} is there
 * @param apiKey sent to the URL
 * @param column of CSV: its number from 1, or its name; of JSON: the field of objects, or "" for texts; "" otherwise
 * @param maxAgeSeconds 0: for ever
 * @param dryRun what would be dropped is counted only
 */
public record FeedConfig(
        String name,
        Optional<URI> url,
        Optional<Path> file,
        Secret apiKey,
        Format format,
        String column,
        int refreshSeconds,
        int maxAgeSeconds,
        int maxEntries,
        int maxBadPercent,
        boolean dryRun) {

    /** What its document is. */
    public enum Format {
        /** A prefix a line. */
        TEXT,
        /** Values separated by commas. */
        CSV,
        /** An array, or JSON lines. */
        JSON,
        /** Decisions of a CrowdSec agent. */
        CROWDSEC
    }
}
