// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.verdict.BlockControl;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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

    private final BlockControl control;

    CommandApplier(BlockControl control) {
        this.control = control;
    }

    /** Decides what {@code order} says of each of {@code prefixes}, which are all of it or some. */
    void carryOut(
            Command command,
            CommandBody.OnPrefixes order,
            List<Prefix> prefixes,
            long epochMillis,
            Shortfall shortfall) {
        for (Prefix prefix : prefixes) {
            switch (order) {
                case CommandBody.Block block ->
                    decide(prefix, true, shortfall, () -> {
                        long expiresAtMillis =
                                command.issuedAt().plus(block.ttl()).toEpochMilli();
                        BlockEntry _ = control.decide(prefix, Origin.OPERATOR, true, expiresAtMillis);
                    });
                case CommandBody.Unblock unblock ->
                    decide(prefix, false, shortfall, () -> unblock(command, unblock, prefix, epochMillis));
            }
        }
    }

    /** Looks which of {@code prefixes} are shut out though {@code order}, carried out on all its prefixes, unblocks them. */
    void lookForCover(CommandBody.OnPrefixes order, List<Prefix> prefixes, long epochMillis, Shortfall shortfall) {
        switch (order) {
            case CommandBody.Block block -> {}
            case CommandBody.Unblock unblock -> {
                for (Prefix prefix : prefixes) {
                    covering(prefix, epochMillis).ifPresent(wider -> shortfall.coveredBy(prefix, wider));
                }
            }
        }
    }

    /** All nodes spare until the same moment, whenever the command reaches them. */
    private void unblock(Command command, CommandBody.Unblock unblock, Prefix prefix, long epochMillis) {
        boolean spares = !unblock.pardon().isZero();
        long sparedUntil = spares ? command.issuedAt().plus(unblock.pardon()).toEpochMilli() : 0;
        long blockedUntil = control.standing(prefix)
                .filter(entry -> entry.blocksAt(epochMillis))
                .map(BlockEntry::expiresAtMillis)
                .orElse(epochMillis);
        long end = Math.max(blockedUntil, Math.max(epochMillis, sparedUntil));
        BlockEntry _ = control.unblock(prefix, end + TOMBSTONE_MILLIS, sparedUntil);
    }

    /** An address stays shut out while a wider prefix around it is blocked, whatever becomes of its own block. */
    private Optional<Prefix> covering(Prefix prefix, long epochMillis) {
        for (int length = prefix.length() - 1; length >= 0; length--) {
            Prefix wider = prefix.widened(length);
            if (control.standing(wider)
                    .filter(entry -> entry.blocksAt(epochMillis))
                    .isPresent()) {
                return Optional.of(wider);
            }
        }
        return Optional.empty();
    }

    private void decide(Prefix prefix, boolean active, Shortfall shortfall, Runnable decision) {
        try {
            decision.run();
            if (!control.verify(prefix, active)) {
                shortfall.notInForce(prefix, "read back otherwise");
            }
        } catch (VerdictSinkException e) {
            shortfall.notInForce(prefix, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            shortfall.notTaken(prefix, String.valueOf(e.getMessage()));
        }
    }
}
