// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.List;
import java.util.Locale;

/**
 * What the leading orchestrator holds of a region.
 *
 * @param state such as {@code HEALTHY}, {@code SUSPECT}, {@code DRAINING} or {@code OUT}
 * @param sinceMillis since when this console has seen it in this state, epoch milliseconds; 0 before it was drained
 * @param evidence what that is concluded from, a sentence each
 */
public record RegionStanding(String regionId, String state, long sinceMillis, List<String> evidence) {
    public RegionStanding {
        evidence = List.copyOf(evidence);
    }

    /** The state as a word: {@code draining}. */
    public String word() {
        return state.toLowerCase(Locale.ROOT);
    }

    /** Whether its clients are being moved or are elsewhere. */
    public boolean isMoved() {
        return switch (state) {
            case "DRAINING", "OUT", "PROBATION" -> true;
            default -> false;
        };
    }

    RegionStanding since(long epochMillis) {
        return new RegionStanding(regionId, state, epochMillis, evidence);
    }
}
