// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionId;
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

    private static Optional<Refusal> widths(CommandBody.OnPrefixes order, Operator actor) {
        return CommandGuard.isLasting(order)
                ? order.prefixes().stream()
                        .flatMap(prefix -> width(prefix, actor).stream())
                        .findFirst()
                : Optional.empty();
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
