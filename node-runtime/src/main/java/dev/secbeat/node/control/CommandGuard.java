// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.GuardRule;
import dev.secbeat.node.api.Prefix;
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
    private Map<Prefix, String> neverBlock;

    CommandGuard(GuardSettings settings) {
        this.settings = settings;
        neverBlock = new TreeMap<>(settings.neverBlock());
    }

    /** Begins to add up what an order to block would hit. */
    BlastCheck blast(Set<GuardRule> overrides) {
        return new BlastCheck(settings, overrides);
    }

    void setNeverBlock(Map<Prefix, String> others) {
        neverBlock = new TreeMap<>(others);
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
                        : check(block);
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

    private Optional<Refusal> check(Prefix prefix) {
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
