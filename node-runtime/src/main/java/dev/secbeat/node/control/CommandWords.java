// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.Prefix;
import java.util.List;
import java.util.stream.Collectors;

/** A command in words, on one line, for people who read the audit trail. */
public final class CommandWords {
    private static final int NAMED = 20;

    private CommandWords() {}

    /** For example {@code block 203.0.113.42 for 600 s on all: reason}. */
    public static String of(Command command) {
        return of(command, "");
    }

    /** The same, with what it comes to behind what is ordered. */
    static String of(Command command, String comesTo) {
        String what = switch (command.body()) {
            case CommandBody.Block block ->
                "block " + list(block.prefixes()) + " for " + block.ttl().toSeconds() + " s"
                        + (block.trial() ? " on trial" : "") + overriding(block);
            case CommandBody.Unblock unblock when unblock.pardon().isZero() -> "unblock " + list(unblock.prefixes());
            case CommandBody.Unblock unblock ->
                "unblock " + list(unblock.prefixes()) + " and spare for "
                        + unblock.pardon().toSeconds() + " s";
            case CommandBody.Allow allow ->
                "allow " + list(allow.prefixes()) + " for " + allow.ttl().toSeconds() + " s";
            case CommandBody.Part part -> "part " + part.index() + " of " + part.count() + " of " + part.parent();
            case CommandBody.Approve approve -> "approve " + approve.command();
            case CommandBody.Undo undo -> "undo " + undo.command();
            case CommandBody.Drill drill -> "drill of a " + drill.name();
            case CommandBody.Limit limit -> words(limit);
            case CommandBody.Unlimit unlimit ->
                "unlimit " + unlimit.dimension().map(Dimension::label).orElse("all") + " of "
                        + LimitRule.named(unlimit.within());
            case CommandBody.Failover failover ->
                "failover from " + failover.from() + " to " + failover.to() + manner(failover);
            case CommandBody.Drain drain -> "drain " + drain.region() + manner(drain);
            case CommandBody.Failback failback -> "failback " + failback.region() + manner(failback);
        };
        return what + comesTo + " on " + command.scope() + ": " + reason(command.body());
    }

    private static String reason(CommandBody body) {
        return switch (body) {
            case CommandBody.OnPrefixes order -> order.reason();
            case CommandBody.Part part -> part.order().reason();
            case CommandBody.Undo undo -> undo.reason();
            case CommandBody.Approve approve -> "as a second person";
            case CommandBody.Drill drill -> drill.reason();
            case CommandBody.OnLimits order -> order.reason();
            case CommandBody.OnRegion order -> order.reason();
        };
    }

    private static String words(CommandBody.Limit limit) {
        LimitRule rule = limit.rule();
        return "limit " + LimitRule.named(rule.within()) + " to "
                + LimitRule.words(rule.dimension(), rule.most(), rule.windowMillis()) + ", else block for "
                + rule.blockSeconds() + " s, for " + limit.ttl().toSeconds() + " s";
    }

    private static String overriding(CommandBody.Block block) {
        return block.overrides().stream()
                .map(rule -> " overriding " + rule.label())
                .sorted()
                .collect(Collectors.joining());
    }

    private static String manner(CommandBody.OnRegion order) {
        return (order.force() ? " by force" : "")
                + order.plan().map(plan -> " as plan " + plan).orElse("");
    }

    private static String list(List<Prefix> prefixes) {
        String named = prefixes.stream().limit(NAMED).map(Prefix::toString).collect(Collectors.joining(", "));
        return prefixes.size() <= NAMED ? named : named + " and " + (prefixes.size() - NAMED) + " more";
    }
}
