// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.verdict.BlockControl;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Carries out what has been permitted, and reads it back.
 *
 * <p>A permitted command is decided for all its prefixes, also when this node's kernel refuses one: the decision is the
 * fleet's and travels to every node, so taking it back here would lift the block on the nodes where it works. The node
 * keeps trying; the receipt says which prefixes are not in force.
 */
final class CommandApplier {
    /** How long the memory of an unblock outlives the block, so that a node that was cut off does not bring it back. */
    private static final long TOMBSTONE_MILLIS = Duration.ofHours(1).toMillis();

    private static final int NAMED = 5;

    private final BlockControl control;

    CommandApplier(BlockControl control) {
        this.control = control;
    }

    /** Empty when everything is in force and was read back; else what is not. */
    Optional<Refusal> block(Command command, CommandBody.Block block) {
        long expiresAtMillis = command.issuedAt().plus(block.ttl()).toEpochMilli();
        return decide(block.prefixes(), true, prefix -> control.decide(prefix, Origin.OPERATOR, true, expiresAtMillis));
    }

    /** All nodes spare until the same moment, whenever the command reaches them. */
    Optional<Refusal> unblock(Command command, CommandBody.Unblock unblock, long epochMillis) {
        boolean spares = !unblock.pardon().isZero();
        long sparedUntil = spares ? command.issuedAt().plus(unblock.pardon()).toEpochMilli() : 0;
        Map<Prefix, Long> expiry = new HashMap<>();
        for (BlockEntry entry : control.active()) {
            expiry.put(entry.prefix(), entry.expiresAtMillis());
        }
        Optional<Refusal> failure = decide(unblock.prefixes(), false, prefix -> {
            long end = Math.max(expiry.getOrDefault(prefix, epochMillis), Math.max(epochMillis, sparedUntil));
            BlockEntry _ = control.unblock(prefix, end + TOMBSTONE_MILLIS, sparedUntil);
        });
        return failure.or(() -> covered(unblock.prefixes(), stillBlocked()));
    }

    private Set<Prefix> stillBlocked() {
        return control.active().stream().map(BlockEntry::prefix).collect(Collectors.toSet());
    }

    /** An address stays shut out while a wider prefix around it is blocked, whatever becomes of its own block. */
    private static Optional<Refusal> covered(List<Prefix> unblocked, Set<Prefix> blocked) {
        List<String> covered = new ArrayList<>();
        Set<Prefix> covering = new TreeSet<>();
        for (Prefix prefix : unblocked) {
            covering(prefix, blocked).ifPresent(wider -> {
                covered.add(prefix + " is inside " + wider);
                covering.add(wider);
            });
        }
        if (covered.isEmpty()) {
            return Optional.empty();
        }
        String instead = covering.stream().limit(NAMED).map(Prefix::toString).collect(Collectors.joining(", "));
        return Optional.of(new Refusal(
                Refusal.Code.COVERED,
                covered.size() + " of " + unblocked.size() + " prefixes stay shut out by a wider block: "
                        + named(covered) + ". Unblock " + instead + " instead"));
    }

    private static Optional<Prefix> covering(Prefix prefix, Set<Prefix> blocked) {
        byte[] address = prefix.addressBytes();
        for (int length = prefix.length() - 1; length >= 0; length--) {
            Prefix wider = Prefix.of(address, length);
            if (blocked.contains(wider)) {
                return Optional.of(wider);
            }
        }
        return Optional.empty();
    }

    private Optional<Refusal> decide(List<Prefix> prefixes, boolean active, Consumer<Prefix> decision) {
        List<String> failures = new ArrayList<>();
        Refusal.Code code = Refusal.Code.KERNEL_FAILED;
        for (Prefix prefix : prefixes) {
            try {
                decision.accept(prefix);
                if (!control.verify(prefix, active)) {
                    failures.add(prefix + " (read back otherwise)");
                }
            } catch (VerdictSinkException e) {
                failures.add(prefix + " (" + e.getMessage() + ")");
            } catch (IllegalArgumentException e) {
                code = Refusal.Code.OVERLOADED;
                failures.add(prefix + " (" + e.getMessage() + ")");
            }
        }
        return failures.isEmpty()
                ? Optional.empty()
                : Optional.of(new Refusal(code, describe(failures, prefixes.size())));
    }

    private static String describe(List<String> failures, int count) {
        return failures.size() + " of " + count + " prefixes are not in force on this node: " + named(failures)
                + ". The other nodes are not held back and this one keeps trying: watch its health, free its maps";
    }

    private static String named(List<String> items) {
        return String.join("; ", items.subList(0, Math.min(NAMED, items.size())));
    }
}
