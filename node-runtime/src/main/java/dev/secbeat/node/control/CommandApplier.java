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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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

    /** How much earlier than a command is issued its decision can be stamped elsewhere, by another clock. */
    private static final long CLOCKS_DIFFER_MILLIS = 2_000;

    private final BlockControl control;
    private final PastOrders past;
    private final UndoLog undoLog;

    CommandApplier(BlockControl control, PastOrders past, UndoLog undoLog) {
        this.control = control;
        this.past = past;
        this.undoLog = undoLog;
    }

    /** Decides what {@code order} says of each of {@code prefixes}, which are all of it or some. */
    void carryOut(
            Command command,
            CommandBody.OnPrefixes order,
            List<Prefix> prefixes,
            long epochMillis,
            Shortfall shortfall) {
        PriorState wanted = meaning(command, order);
        bring(command, prefixes, _ -> wanted, epochMillis, shortfall);
    }

    /** Brings each of {@code prefixes} to the state {@code wanted} tells, remembers how it stood, and reads it back. */
    void bring(
            Command command,
            List<Prefix> prefixes,
            Function<Prefix, PriorState> wanted,
            long epochMillis,
            Shortfall shortfall) {
        List<PastOrder.Change> changes = new ArrayList<>();
        for (Prefix prefix : prefixes) {
            PriorState after = wanted.apply(prefix);
            PriorState before = PriorState.of(before(command, prefix, after, epochMillis), epochMillis);
            if (decide(prefix, after, epochMillis, shortfall)) {
                changes.add(new PastOrder.Change(prefix, before, after));
            }
        }
        PastOrder changed = new PastOrder(command.id(), changes);
        past.add(changed);
        undoLog.append(changed);
    }

    /**
     * Whether a decision stands on exactly {@code prefix} that says something else than {@code expected} and is not what a
     * peer has told of {@code command} itself, which is to bring about {@code wanted}.
     */
    boolean differs(Command command, Prefix prefix, PriorState expected, PriorState wanted, long epochMillis) {
        Optional<BlockEntry> standing = control.standing(prefix);
        return standing.isPresent()
                && !PriorState.of(standing, epochMillis).equals(expected.at(epochMillis))
                && !isTold(command, standing.get(), wanted, epochMillis);
    }

    /**
     * The block by counting that would stand on {@code prefix} without the operators' word, also if a peer has put it back by
     * {@code command}.
     */
    Optional<BlockEntry> counted(Command command, Prefix prefix) {
        return control.state(prefix)
                .counted()
                .or(() ->
                        control.standing(prefix).filter(BlockEntry::reinstated).filter(back -> isSince(command, back)));
    }

    /** Looks which of {@code prefixes} are shut out though {@code order}, carried out on all its prefixes, unblocks them. */
    void lookForCover(CommandBody.OnPrefixes order, List<Prefix> prefixes, long epochMillis, Shortfall shortfall) {
        switch (order) {
            case CommandBody.Block block -> {}
            case CommandBody.Unblock _, CommandBody.Allow _ -> {
                for (Prefix prefix : prefixes) {
                    covering(prefix, epochMillis).ifPresent(wider -> shortfall.coveredBy(prefix, wider));
                }
            }
        }
    }

    /** What the order brings about. All nodes block and spare until the same moment, whenever the command reaches them. */
    private static PriorState meaning(Command command, CommandBody.OnPrefixes order) {
        return switch (order) {
            case CommandBody.Block block ->
                PriorState.blocked(
                        Origin.OPERATOR, command.issuedAt().plus(block.ttl()).toEpochMilli());
            case CommandBody.Allow allow ->
                PriorState.spared(command.issuedAt().plus(allow.ttl()).toEpochMilli());
            case CommandBody.Unblock unblock when unblock.pardon().isZero() -> PriorState.NONE;
            case CommandBody.Unblock unblock ->
                PriorState.spared(command.issuedAt().plus(unblock.pardon()).toEpochMilli());
        };
    }

    /** What stood before the command, whose decision a peer may have told already. */
    private Optional<BlockEntry> before(Command command, Prefix prefix, PriorState after, long epochMillis) {
        Optional<BlockEntry> standing = control.standing(prefix);
        return standing.flatMap(
                entry -> isTold(command, entry, after, epochMillis) ? control.displacedBy(entry) : standing);
    }

    /** Whether {@code standing} may well be what a peer has decided by the same command. */
    private static boolean isTold(Command command, BlockEntry standing, PriorState after, long epochMillis) {
        return standing.isOfOperators()
                && isSince(command, standing)
                && PriorState.of(Optional.of(standing), epochMillis).equals(after.at(epochMillis));
    }

    private static boolean isSince(Command command, BlockEntry entry) {
        return entry.decidedAtMillis() >= command.issuedAt().toEpochMilli() - CLOCKS_DIFFER_MILLIS;
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

    /** Returns whether the decision stands, in force or not. */
    private boolean decide(Prefix prefix, PriorState wanted, long epochMillis, Shortfall shortfall) {
        try {
            write(prefix, wanted, epochMillis);
            if (!control.verify(prefix, wanted.active())) {
                shortfall.notInForce(prefix, "read back otherwise");
            }
        } catch (VerdictSinkException e) {
            shortfall.notInForce(prefix, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            shortfall.notTaken(prefix, String.valueOf(e.getMessage()));
            return false;
        }
        return true;
    }

    private void write(Prefix prefix, PriorState wanted, long epochMillis) {
        if (!wanted.active()) {
            long blockedUntil = control.standing(prefix)
                    .filter(entry -> entry.blocksAt(epochMillis))
                    .map(BlockEntry::expiresAtMillis)
                    .orElse(epochMillis);
            long end = Math.max(blockedUntil, Math.max(epochMillis, wanted.untilMillis()));
            BlockEntry _ = control.unblock(prefix, end + TOMBSTONE_MILLIS, wanted.untilMillis());
        } else if (wanted.origin() == Origin.OPERATOR) {
            BlockEntry _ = control.decide(prefix, Origin.OPERATOR, true, wanted.untilMillis());
        } else {
            BlockEntry _ = control.reinstate(prefix, wanted.untilMillis());
        }
    }
}
