// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.GeoSelection;
import dev.secbeat.node.kernel.ListNote;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * What a list is made of.
 *
 * @param kind "file", "feed", or what is selected by: "countries", "asns"
 * @param selection which of them, or where a feed comes from, for people; empty for a file
 * @param database what kind it calls itself; empty for a file, and before one was read
 * @param builtMillis when the database was built, as System.currentTimeMillis; 0 likewise
 * @param skipped prefixes of the selection that no list can hold
 * @param missing what of the selection the database has nothing of
 */
record ListOrigin(
        String kind, String selection, String database, long builtMillis, long skipped, List<String> missing) {
    private static final String FEED = "feed";

    ListOrigin {
        missing = List.copyOf(missing);
    }

    /** What the configuration tells of it. */
    static ListOrigin of(Optional<GeoSelection> selection) {
        return new ListOrigin(
                selection.map(GeoSelection::kind).orElse("file"),
                selection.map(GeoSelection::told).orElse(""),
                "",
                0,
                0,
                List.of());
    }

    /** Of a feed; {@code source} is where it comes from. */
    static ListOrigin ofFeed(String source) {
        return new ListOrigin(FEED, source, "", 0, 0, List.of());
    }

    /** The same from a database that was read. */
    ListOrigin in(String type, long built, long skippedPrefixes, List<String> nothingOf) {
        return new ListOrigin(kind, selection, type, built, skippedPrefixes, nothingOf);
    }

    /** What the kernel is to keep of it, beside the list. */
    ListNote note(long loadedMillis) {
        return new ListNote(kind, selection, database, builtMillis, loadedMillis);
    }

    boolean isDatabase() {
        return !selection.isEmpty() && !kind.equals(FEED);
    }

    /** As fields of a log line, with a blank before; nothing for a file. */
    String told() {
        return isDatabase()
                ? " database=\"" + database + "\" built="
                        + Instant.ofEpochMilli(builtMillis).truncatedTo(ChronoUnit.SECONDS) + " " + kind + "="
                        + selection
                        + " skipped=" + skipped
                : "";
    }
}
