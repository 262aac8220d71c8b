// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import dev.secbeat.node.api.RegionId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a region that came back keeps its clients before they may be moved away again. Each time that it is left soon after
 * it came back doubles it; a time in which nothing happens makes it short again. Stands in the zone beside the moves, as a text
 * of its own: releases that do not know it leave it alone.
 *
 * @param flaps times in a row that the region was left soon after it came back, 0 to {@link #MOST_FLAPS}
 */
record HoldDown(RegionId region, int flaps) {
    /** Without a flap, milliseconds. */
    static final long SHORTEST_MILLIS = 60_000;
    /** Doublings: 1 min becomes 32. */
    static final int MOST_FLAPS = 5;
    /** Without an act on the region: then it may come back, and then what it did before is forgotten. Milliseconds. */
    static final long CLEAN_MILLIS = 600_000;

    private static final Pattern FORM = Pattern.compile("secbeat1-flaps (\\S{1,64}) ([1-" + MOST_FLAPS + "])");

    /** Reads one text of the DNS; empty for what is none of these. */
    static Optional<HoldDown> parse(String presented) {
        Matcher form = FORM.matcher(presented.replace("\"", ""));
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new HoldDown(new RegionId(form.group(1)), Integer.parseInt(form.group(2))));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // Not a region's name.
        }
    }

    /** As the DNS presents it; nothing is written down of a region that does not flap. */
    Optional<String> text() {
        return flaps == 0 ? Optional.empty() : Optional.of("\"secbeat1-flaps " + region + " " + flaps + "\"");
    }

    /** Counted from the failback, milliseconds. */
    long millis() {
        return SHORTEST_MILLIS << flaps;
    }

    /** What holds when the region is left {@code sinceBackMillis} after it came back. */
    HoldDown left(long sinceBackMillis) {
        return new HoldDown(region, sinceBackMillis < millis() + CLEAN_MILLIS ? Math.min(MOST_FLAPS, flaps + 1) : 0);
    }
}
