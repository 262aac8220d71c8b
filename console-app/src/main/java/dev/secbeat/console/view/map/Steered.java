// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.FailoverState;
import dev.secbeat.console.model.RegionStanding;

/**
 * Where a region's clients are steered, as far as its marker tells it.
 *
 * @param words such as {@code draining}; empty while they are at home or nothing of late was told
 * @param isOut whether nobody is sent to the region
 * @param isFresh whether it was told of late
 */
record Steered(String words, boolean isOut, boolean isFresh) {
    /** They are at home, or nobody says otherwise. */
    static final Steered HOME = new Steered("", false, true);

    /** What is told of this region. */
    static Steered of(FailoverState state, String regionId) {
        if (state.freshness().isGone()) {
            return HOME;
        }
        return state.region(regionId)
                .filter(RegionStanding::isMoved)
                .map(region -> new Steered(
                        words(region, state), region.isOut(), state.freshness().isFresh()))
                .orElse(HOME);
    }

    /** Whether clients are away from it, or on their way from or to it. */
    boolean isMoved() {
        return !words.isEmpty();
    }

    private static String words(RegionStanding region, FailoverState state) {
        String word = Messages.of(
                region.isOut()
                        ? "map.steered.out"
                        : region.isDraining() ? "map.steered.draining" : "map.steered.coming-back");
        return state.freshness().isFresh()
                ? word
                : Messages.of("map.steered.told", word, state.freshness().text());
    }
}
