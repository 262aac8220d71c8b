// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import dev.secbeat.console.model.BlockDraft;
import dev.secbeat.console.model.BlockDraft.Danger;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.RegionState;
import java.util.Locale;

/** Words about what a block would do, before it is done. */
final class Confirmation {
    private Confirmation() {}

    /** What is hit and where: {@code 3 known sources · 12 % of counted traffic · 6 nodes in 3 regions}. */
    static String radius(BlockDraft draft, FleetModel model) {
        long regions = model.regions().stream()
                .filter(region -> region.state().get().liveNodes() > 0)
                .count();
        int nodes = model.regions().stream()
                .map(region -> region.state().get())
                .mapToInt(RegionState::liveNodes)
                .sum();
        String hit = draft.sourcesHit() == 0
                ? "no source counted now"
                : draft.sourcesHit()
                        + (draft.sourcesHit() == 1 ? " counted source · " : " counted sources · ")
                        + String.format(Locale.ROOT, "%.0f %% of counted traffic", draft.trafficShare() * 100);
        return hit + " · reaches " + nodes + (nodes == 1 ? " node in " : " nodes in ") + regions
                + (regions == 1 ? " region" : " regions");
    }

    /** What its width means; empty for one source. */
    static String warning(BlockDraft draft) {
        return switch (draft.danger()) {
            case SOURCE ->
                draft.trafficShare() > 0.2
                        ? "This one source is a large part of all counted traffic: is it a proxy of many people?"
                        : "";
            case NETWORK -> "A network: everyone in it is cut off. Ask the nodes first.";
            case WIDE -> "Very wide: type the prefix again to confirm.";
        };
    }

    /** Whether it may be sent as it stands. */
    static boolean isConfirmed(BlockDraft draft, String typedAgain) {
        return draft.isValid()
                && (draft.danger() != Danger.WIDE || typedAgain.strip().equals(draft.text()));
    }
}
