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
 * @param movedTo region where its clients are told to go, and, while they come back, from where; empty when it was not told
 */
public record RegionStanding(String regionId, String state, long sinceMillis, List<String> evidence, String movedTo) {
    public RegionStanding {
        evidence = List.copyOf(evidence);
    }

    /** A region whose clients are at home, as far as was told. */
    public RegionStanding(String regionId, String state, long sinceMillis, List<String> evidence) {
        this(regionId, state, sinceMillis, evidence, "");
    }

    /** The state as a word: {@code draining}. */
    public String word() {
        return state.toLowerCase(Locale.ROOT);
    }

    /** Whether its clients are being moved or are elsewhere. */
    public boolean isMoved() {
        return isDraining() || isOut() || isComingBack();
    }

    /** Whether its clients are told to go elsewhere and still come. */
    public boolean isDraining() {
        return state.equals("DRAINING");
    }

    /** Whether its clients are elsewhere. */
    public boolean isOut() {
        return state.equals("OUT");
    }

    /** Whether its clients are told to come back and are on their way. */
    public boolean isComingBack() {
        return state.equals("PROBATION");
    }

    /** The same as it follows {@code before}: who comes back comes from where they were. */
    RegionStanding after(RegionStanding before) {
        boolean same = before.state.equals(state);
        boolean from = isComingBack() && movedTo.isEmpty();
        return new RegionStanding(
                regionId, state, same ? before.sinceMillis : sinceMillis, evidence, from ? before.movedTo : movedTo);
    }

    RegionStanding since(long epochMillis) {
        return new RegionStanding(regionId, state, epochMillis, evidence, movedTo);
    }
}
