// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.BlockDraft;
import dev.secbeat.console.model.BlockDraft.Danger;
import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.CommandState.Outcome;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.node.api.GuardPreview;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.Scope;
import java.util.List;
import java.util.Locale;

/** Words about what an order would do, before it is done, and what it takes to send it. */
final class Confirmation {
    private static final double LARGE_SHARE = 0.2;

    private Confirmation() {}

    /** What is hit and where: {@code 3 counted sources · 12 % of counted traffic · reaches 6 nodes in 3 regions}. */
    static String radius(BlockDraft draft, FleetModel model, Scope scope) {
        String share = String.format(Locale.ROOT, "%.0f", draft.trafficShare() * 100);
        String hit = draft.sourcesHit() == 0
                ? Messages.of("blocks.radius.none")
                : draft.sourcesHit() == 1
                        ? Messages.of("blocks.radius.one", share)
                        : Messages.of("blocks.radius.many", Figures.grouped(draft.sourcesHit()), share);
        return hit + " · " + reach(model, scope);
    }

    /** Where it is for: {@code reaches 6 nodes in 3 regions}. */
    static String reach(FleetModel model, Scope scope) {
        List<RegionModel> reached = model.regions().stream()
                .filter(region -> region.state().get().liveNodes() > 0)
                .filter(region -> !(scope instanceof Scope.Region only)
                        || only.region().value().equals(region.id()))
                .toList();
        int nodes = reached.stream()
                .mapToInt(region -> region.state().get().liveNodes())
                .sum();
        String where = nodes == 1 ? Messages.of("blocks.radius.node") : Messages.of("blocks.radius.nodes", nodes);
        return where + " "
                + (reached.size() == 1
                        ? Messages.of("blocks.radius.region")
                        : Messages.of("blocks.radius.regions", reached.size()));
    }

    /** What its width means to an allowance: whoever is in it may send as much as they like. */
    static String sparing(BlockDraft draft) {
        return switch (draft.danger()) {
            case SOURCE -> draft.trafficShare() > LARGE_SHARE ? Messages.of("blocks.sparing.large") : "";
            case NETWORK -> Messages.of("blocks.sparing.network");
            case WIDE ->
                draft.prefix().isPresent()
                        ? Messages.of("blocks.warning.wide")
                        : Messages.of("blocks.warning.wide-many", draft.text());
        };
    }

    /** What its width means; empty for one source that is not much. */
    static String warning(BlockDraft draft) {
        return switch (draft.danger()) {
            case SOURCE -> draft.trafficShare() > LARGE_SHARE ? Messages.of("blocks.warning.large") : "";
            case NETWORK -> Messages.of("blocks.warning.network");
            case WIDE ->
                draft.prefix().isPresent()
                        ? Messages.of("blocks.warning.wide")
                        : Messages.of("blocks.warning.wide-many", draft.text());
        };
    }

    /** Whether the nodes must be asked before it may be sent. */
    static boolean needsPreview(BlockDraft draft) {
        return draft.danger() != Danger.SOURCE;
    }

    /** Whether it is one source: then it takes no dialog unless nodes object or it is much of their traffic. */
    static boolean isOneClick(BlockDraft draft) {
        return draft.isValid() && draft.danger() == Danger.SOURCE;
    }

    /**
     * Whether every node would carry it out, none objects to anything, and it is little of the legitimate traffic of each. What
     * is counted tells that only where nodes do not: an attacker is always much of it.
     */
    static boolean isPlain(BlockDraft draft, CommandState asked) {
        return isOneClick(draft)
                && allows(asked)
                && asked.count(Outcome.CHECKED) == asked.answers().size()
                && GuardPreview.objections(asked.receipts(), Messages.language())
                        .isEmpty()
                && asked.receipts().stream()
                        .allMatch(receipt -> receipt.blast()
                                .map(blast -> blast.largest() <= LARGE_SHARE && blast.keptHits() == 0)
                                .orElse(draft.trafficShare() <= LARGE_SHARE));
    }

    /** Whether what was typed again confirms it. */
    static boolean isConfirmed(BlockDraft draft, String typedAgain) {
        return draft.isValid()
                && (draft.danger() != Danger.WIDE || typedAgain.strip().equals(draft.text()));
    }

    /**
     * What the nodes said they would do: whom it reaches, who is silent; of nodes that do not tell what it would hit also
     * whether it touches what never may be blocked.
     */
    static String verdict(CommandState asked) {
        long regions = asked.answers().stream()
                .filter(answer -> answer.outcome() == Outcome.CHECKED)
                .map(answer -> answer.nodeId().replaceAll("/.*", ""))
                .distinct()
                .count();
        int nodes = asked.answers().size();
        String reached = regions == 0
                ? Messages.of("blocks.verdict.none", nodes)
                : Messages.of("blocks.verdict.reached", asked.count(Outcome.CHECKED), nodes, regions);
        long refused = asked.count(Outcome.REFUSED);
        boolean told =
                asked.receipts().stream().anyMatch(receipt -> receipt.blast().isPresent());
        String guarded = told
                ? ""
                : " "
                        + (refused == 0
                                ? Messages.of("blocks.verdict.free")
                                : Messages.of("blocks.verdict.guarded", refused, firstRefusal(asked)));
        long silent = asked.count(Outcome.MISSING);
        return reached + guarded + (silent == 0 ? "" : " " + Messages.of("blocks.verdict.silent", silent));
    }

    /** Whether some node would carry it out, now that all have answered or are late. */
    static boolean allows(CommandState asked) {
        return asked.problem().isEmpty() && asked.isSettled() && asked.count(Outcome.CHECKED) > 0;
    }

    /** Whether some node holds it back by a guard that can be overridden. */
    static boolean isOverridable(CommandState asked) {
        return asked.receipts().stream()
                .flatMap(receipt -> receipt.refusal().stream())
                .anyMatch(refusal -> refusal.code() == Refusal.Code.TRAFFIC_SHARE);
    }

    private static String firstRefusal(CommandState asked) {
        return asked.answers().stream()
                .filter(answer -> answer.outcome() == Outcome.REFUSED)
                .map(CommandState.Answer::text)
                .findFirst()
                .orElse("");
    }
}
