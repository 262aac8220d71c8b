// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionId;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether a command stays within what its actor may reach; the refusal names the rule, what breaks it and the way on. */
final class ReachCheck {
    private ReachCheck() {}

    static Optional<Refusal> check(Command command, Operator actor) {
        return switch (command.body()) {
            case CommandBody.OnPrefixes order -> scope(command, actor).or(() -> widths(order, actor));
            case CommandBody.Part part -> scope(command, actor).or(() -> widths(part.order(), actor));
            case CommandBody.Undo undo -> scope(command, actor); // Its prefixes are looked at where they are known.
            case CommandBody.Limit limit -> scope(command, actor).or(() -> width(limit.within(), actor));
            case CommandBody.Unlimit unlimit -> scope(command, actor);
            case CommandBody.Drill drill -> scope(command, actor);
            case CommandBody.Approve approve -> scope(command, actor);
            case CommandBody.Failover failover -> region(failover.from(), actor).or(() -> region(failover.to(), actor));
            case CommandBody.OnRegion order -> region(order.region(), actor);
        };
    }

    private static Optional<Refusal> scope(Command command, Operator actor) {
        if (actor.reach().includes(command.scope())) {
            return Optional.empty();
        }
        String own = actor.reach().regions().stream()
                .map(region -> "--scope region." + region)
                .collect(Collectors.joining(" or "));
        return refusal(
                Refusal.Code.OUT_OF_REACH,
                "rule 'regions': the command is for " + command.scope() + ", " + actor.name() + " may command "
                        + regions(actor) + ": send it with " + own + ", or let somebody sign who may command all");
    }

    /** Why {@code actor} may not move clients from or to {@code region}, if so. */
    static Optional<Refusal> region(RegionId region, Operator actor) {
        if (actor.reach().includes(region)) {
            return Optional.empty();
        }
        return refusal(
                Refusal.Code.OUT_OF_REACH,
                "rule 'regions': region " + region + " is not among those " + actor.name() + " may command, "
                        + regions(actor) + ": let somebody sign who may");
    }

    /** Why {@code actor} may not have as wide a prefix blocked or spared, if so. */
    static Optional<Refusal> width(Prefix prefix, Operator actor) {
        return prefix.length() < actor.reach().widest(prefix.family())
                ? refusal(Refusal.Code.TOO_WIDE, tooWide(prefix, actor))
                : Optional.empty();
    }

    /** Why {@code actor} may not have sources of a prefix, or all there are, held to a limit, if so. */
    static Optional<Refusal> width(Optional<Prefix> within, Operator actor) {
        if (within.isPresent()) {
            return width(within.get(), actor);
        }
        boolean widest =
                Arrays.stream(Family.values()).allMatch(family -> actor.reach().widest(family) <= family.widestBlock());
        return widest
                ? Optional.empty()
                : refusal(
                        Refusal.Code.TOO_WIDE,
                        "rule 'widest prefix': a limit for all sources takes somebody who may block the widest prefixes that"
                                + " anybody may, and " + actor.name() + " (role " + actor.role()
                                + ") may not: name a prefix, or let somebody sign who may");
    }

    private static Optional<Refusal> widths(CommandBody.OnPrefixes order, Operator actor) {
        if (CommandGuard.isLasting(order)) {
            for (Prefix prefix : order.prefixes()) {
                Optional<Refusal> tooWide = width(prefix, actor);
                if (tooWide.isPresent()) {
                    return tooWide;
                }
            }
        }
        return Optional.empty();
    }

    private static String tooWide(Prefix prefix, Operator actor) {
        int own = actor.reach().widest(prefix.family());
        int anybodys = prefix.family().widestBlock();
        String rule = "rule 'widest prefix': " + prefix + " is wider than /" + own + ", the widest that " + actor.name()
                + " (role " + actor.role() + ") may block or spare";
        return prefix.length() < anybodys
                ? rule + "; wider than /" + anybodys + " nobody may: name narrower prefixes"
                : rule + ": name narrower prefixes, let somebody sign who may block wider, or widen the reach of "
                        + actor.name() + " in the trust file ('secbeat keys add')";
    }

    private static String regions(Operator actor) {
        return "only " + actor.reach().regions().stream().map(RegionId::value).collect(Collectors.joining(", "));
    }

    private static Optional<Refusal> refusal(Refusal.Code code, String text) {
        return Optional.of(new Refusal(code, text));
    }
}
