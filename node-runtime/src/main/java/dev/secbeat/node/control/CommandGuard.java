// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.GuardRule;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.PrefixSet;
import dev.secbeat.node.api.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What no command may do on this node, whoever signed it. */
final class CommandGuard {
    /** Prefixes of the width that one person may decide on alone, in one order: a /12 in all, or a /28 of IPv6. */
    private static final int MOST_ALONE = 16;

    private static final Duration MAX_TTL = Duration.ofMillis(BlockEntry.LONGEST_MILLIS);

    private final GuardSettings settings;
    private final LoneBlocks lone;
    private Map<Prefix, String> neverBlock;
    private PrefixSet neverBlocked;

    CommandGuard(GuardSettings settings, LoneBlocks lone) {
        this.settings = settings;
        this.lone = lone;
        neverBlock = new TreeMap<>(settings.neverBlock());
        neverBlocked = new PrefixSet(neverBlock.keySet());
    }

    /** Begins to add up what {@code order}, to block, would hit. */
    BlastCheck blast(Command order, Set<GuardRule> overrides) {
        return new BlastCheck(settings, neverBlock.keySet(), overrides, lone.sum(order.id(), order.actor()));
    }

    void setNeverBlock(Map<Prefix, String> others) {
        neverBlock = new TreeMap<>(others);
        neverBlocked = new PrefixSet(others.keySet());
    }

    /** Whether {@code order} decides what becomes of its prefixes for a time, rather than end that. */
    static boolean isLasting(CommandBody.OnPrefixes order) {
        return switch (order) {
            case CommandBody.Block block -> true;
            case CommandBody.Allow allow -> true;
            case CommandBody.Unblock unblock -> !unblock.pardon().isZero();
        };
    }

    /** Whether {@code order} may be carried out only when a second person agrees. */
    static boolean needsApproval(CommandBody.OnPrefixes order) {
        return isLasting(order)
                && (order.prefixes().stream().anyMatch(prefix -> isTooMuch(networks(prefix)))
                        || isTooMuchInAll(order.prefixes().stream()
                                .mapToDouble(CommandGuard::networks)
                                .sum()));
    }

    /** How much {@code prefix} is, in prefixes of the width that one person may decide on alone. */
    static double networks(Prefix prefix) {
        return Math.scalb(1.0, prefix.family().widestAlone() - prefix.length());
    }

    /** Whether one prefix of so many {@link #networks} is more than one person may decide on alone. */
    static boolean isTooMuch(double networks) {
        return networks > 1;
    }

    /** The same of all prefixes of an order together: many that are narrow can be as much as one that is wide. */
    static boolean isTooMuchInAll(double networks) {
        return networks > MOST_ALONE;
    }

    /** Whether a limit on the sources of {@code within} takes a second person: it reaches as far as a block would that does. */
    static boolean needsApproval(Optional<Prefix> within) {
        return within.map(prefix -> isTooMuch(networks(prefix))).orElse(true);
    }

    /**
     * Why {@code limit} may not be given, if so. It shuts out nobody who keeps to it, so neither what passes now nor a prefix
     * that is kept inside speaks against it: those sources are spared by themselves.
     */
    Optional<Refusal> check(Command command, CommandBody.Limit limit, long epochMillis) {
        Optional<Prefix> within = limit.within();
        if (command.issuedAt().plus(limit.ttl()).toEpochMilli() <= epochMillis) {
            return refusal(
                    Refusal.Code.EXPIRED, "the limit would have ended before it arrived: give it more time with --for");
        }
        if (limit.ttl().compareTo(MAX_TTL) > 0) {
            return refusal(
                    Refusal.Code.TOO_WIDE,
                    "a limit lasts at most " + MAX_TTL.toDays() + " days, asked for were "
                            + limit.ttl().toDays() + ": give it again before it ends, or list it under"
                            + " [[rate_limit.rules]]");
        }
        if (!LimitRule.isPossible(within)) {
            return refusal(
                    Refusal.Code.TOO_WIDE,
                    LimitRule.named(within) + " is wider than /"
                            + within.map(prefix -> prefix.family().widestBlock())
                                    .orElse(0)
                            + ": name narrower prefixes, or all sources with 'all'");
        }
        return within.flatMap(this::checkKept);
    }

    /** A limit that nobody could be held to would only look like one. */
    private Optional<Refusal> checkKept(Prefix prefix) {
        return neverBlock.entrySet().stream()
                .filter(kept -> kept.getKey().contains(prefix))
                .findFirst()
                .flatMap(kept -> refusal(
                        Refusal.Code.NEVER_BLOCK,
                        prefix + " lies in " + kept.getKey() + ", which this node must never block (" + kept.getValue()
                                + "), so no limit would hold there: leave it out, or change what the node lives by"));
    }

    /** Why {@code order}, all of {@code command} or some of its prefixes, may not be carried out, if so. */
    Optional<Refusal> check(Command command, CommandBody.OnPrefixes order, long epochMillis) {
        return switch (order) {
            case CommandBody.Unblock unblock -> checkPardon(unblock.prefixes(), unblock.pardon());
            case CommandBody.Allow allow ->
                command.issuedAt().plus(allow.ttl()).toEpochMilli() <= epochMillis
                        ? refusal(
                                Refusal.Code.EXPIRED,
                                "the allowance would have ended before it arrived: give it more time")
                        : checkPardon(allow.prefixes(), allow.ttl());
            case CommandBody.Block block ->
                command.issuedAt().plus(block.ttl()).toEpochMilli() <= epochMillis
                        ? refusal(
                                Refusal.Code.EXPIRED,
                                "the block would have ended before it arrived: give it a longer ttl")
                        : check(block).or(() -> shutsOut(block.prefixes(), command));
        };
    }

    /** Why {@code block} may not be carried out, if so. */
    private Optional<Refusal> check(CommandBody.Block block) {
        if (block.ttl().compareTo(MAX_TTL) > 0) {
            return refusal(
                    Refusal.Code.TOO_WIDE,
                    "a block lasts at most " + MAX_TTL.toDays() + " days, asked for were "
                            + block.ttl().toDays() + ": block again before it ends");
        }
        for (Prefix prefix : block.prefixes()) {
            Optional<Refusal> refusal = check(prefix);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    /** Why counting may not be kept from blocking in {@code prefixes} for so long, if so; blocks may always be ended. */
    private static Optional<Refusal> checkPardon(List<Prefix> prefixes, Duration pardon) {
        if (pardon.isZero()) {
            return Optional.empty();
        }
        if (pardon.compareTo(MAX_TTL) > 0) {
            return refusal(
                    Refusal.Code.TOO_WIDE,
                    "counting can be kept from blocking for at most " + MAX_TTL.toDays() + " days, asked for were "
                            + pardon.toDays() + ": say it again before it ends, or list it under [protect]");
        }
        return prefixes.stream()
                .filter(prefix -> prefix.length() < prefix.family().widestBlock())
                .findFirst()
                .flatMap(prefix -> refusal(
                        Refusal.Code.TOO_WIDE,
                        prefix + " is wider than /" + prefix.family().widestBlock()
                                + ", so counting may not be kept from"
                                + " blocking in it: name narrower prefixes, or only end its block with --for none"));
    }

    /** Why {@code prefixes} may not be blocked by {@code command}, if so: whoever sends it would shut himself out. */
    static Optional<Refusal> shutsOut(List<Prefix> prefixes, Command command) {
        if (command.from().isEmpty()) {
            return Optional.empty();
        }
        for (Prefix prefix : prefixes) {
            for (Prefix own : command.from()) {
                if (prefix.overlaps(own)) {
                    return refusal(
                            Refusal.Code.NEVER_BLOCK,
                            prefix + " holds " + own
                                    + ", from which this is ordered, and who orders it would be shut out;"
                                    + " nothing was changed: leave it out, or order it with --even-myself");
                }
            }
        }
        return Optional.empty();
    }

    /** Why {@code prefix} may not be blocked, if so, for this node must never block what it touches. */
    Optional<Refusal> check(Prefix prefix) {
        if (!neverBlocked.overlaps(prefix)) {
            return Optional.empty();
        }
        for (Map.Entry<Prefix, String> kept : neverBlock.entrySet()) {
            if (kept.getKey().overlaps(prefix)) {
                return refusal(
                        Refusal.Code.NEVER_BLOCK,
                        prefix + " overlaps " + kept.getKey() + ", which this node must never block (" + kept.getValue()
                                + "), whoever asks: leave it out, or change what the node lives by");
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refusal(Refusal.Code code, String text) {
        return Optional.of(new Refusal(code, text));
    }
}
