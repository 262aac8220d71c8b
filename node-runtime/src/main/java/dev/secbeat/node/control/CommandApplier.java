// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.verdict.BlockControl;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntSupplier;

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
    private final IntSupplier room;

    /** @param room how many more of operators' decisions this node can hold */
    CommandApplier(BlockControl control, PastOrders past, UndoLog undoLog, IntSupplier room) {
        this.room = room;
        this.control = control;
        this.past = past;
        this.undoLog = undoLog;
    }

    /** Whether a decision on {@code prefix} takes room that no decision of an operator has yet. */
    boolean needsRoom(Prefix prefix) {
        return control.standing(prefix)
                .filter(entry -> entry.origin() == Origin.OPERATOR)
                .isEmpty();
    }

    /** Why so many decisions that need room cannot all be taken, if so: none is begun then. */
    Optional<Refusal> refusal(long needed) {
        int left = room.getAsInt();
        return needed <= left
                ? Optional.empty()
                : Optional.of(new Refusal(
                        Refusal.Code.OVERLOADED,
                        "it takes room for " + needed + " more decisions, this node has room for " + left
                                + ", automatic blocks already counted out; nothing was changed: block wider prefixes, let"
                                + " others end, or raise xdp.max_host_blocks"));
    }

    /** Decides what {@code order} says of each of {@code prefixes}, which are all of it or some. */
    void carryOut(
            Command command,
            CommandBody.OnPrefixes order,
            List<Prefix> prefixes,
            long epochMillis,
            Shortfall shortfall) {
        PriorState wanted = meaning(command, order);
        bring(command, _ -> command.scope(), prefixes, _ -> wanted, epochMillis, shortfall);
    }

    /**
     * Brings each of {@code prefixes} to the state {@code wanted} tells, remembers how it stood, and reads it back.
     *
     * @param scope nodes for which each is decided
     */
    void bring(
            Command command,
            Function<Prefix, Scope> scope,
            List<Prefix> prefixes,
            Function<Prefix, PriorState> wanted,
            long epochMillis,
            Shortfall shortfall) {
        List<PastOrder.Change> changes = new ArrayList<>();
        for (Prefix prefix : prefixes) {
            PriorState after = wanted.apply(prefix);
            Scope own = scope.apply(prefix);
            Optional<BlockEntry> stood = before(command, prefix, after, own, epochMillis);
            PriorState before = PriorState.of(stood, epochMillis);
            Scope stoodFor = stood.map(BlockEntry::scope).orElseGet(Scope.Fleet::new);
            if (decide(prefix, after, own, epochMillis, shortfall)) {
                changes.add(new PastOrder.Change(prefix, before, after, stoodFor));
            }
        }
        PastOrder changed = new PastOrder(command.id(), changes, command.scope());
        past.add(changed);
        undoLog.append(changed);
    }

    /**
     * Whether a decision stands on exactly {@code prefix} that says something else than {@code expected} and is not what a
     * peer has told of {@code command} itself, which is to bring about {@code wanted} for the nodes of {@code own}.
     */
    boolean differs(
            Command command, Prefix prefix, PriorState expected, PriorState wanted, Scope own, long epochMillis) {
        Optional<BlockEntry> standing = control.standing(prefix);
        return standing.isPresent()
                && !PriorState.of(standing, epochMillis).equals(expected.at(epochMillis))
                && !isTold(command, standing.get(), wanted, own, epochMillis);
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

    /**
     * Keeps out what other nodes decide on {@code prefixes} by {@code command}, which this node refuses; what a peer has told of
     * it already is taken back.
     *
     * @param wanted what the command would have brought about
     */
    void decline(Command command, List<Prefix> prefixes, Function<Prefix, PriorState> wanted, long epochMillis) {
        long decidedUntil = command.expiresAt().toEpochMilli() + CLOCKS_DIFFER_MILLIS;
        for (Prefix prefix : prefixes) {
            Optional<BlockEntry> told = control.standing(prefix)
                    .filter(entry -> isTold(command, entry, wanted.apply(prefix), command.scope(), epochMillis));
            control.decline(prefix, told, BlockEntry::active, decidedUntil);
        }
    }

    /**
     * What stands on {@code prefixes} for fewer nodes than {@code command} is for, and is not changed by it here, is not changed by
     * what the others decide by it either: they do not know of it.
     */
    void keepApart(Command command, List<Prefix> prefixes) {
        long decidedUntil = command.expiresAt().toEpochMilli() + CLOCKS_DIFFER_MILLIS;
        for (Prefix prefix : prefixes) {
            control.standing(prefix)
                    .map(BlockEntry::scope)
                    .filter(command.scope()::isWiderThan)
                    .ifPresent(own -> control.decline(
                            prefix, Optional.empty(), entry -> entry.scope().isWiderThan(own), decidedUntil));
        }
    }

    /** What the order brings about. All nodes block and spare until the same moment, whenever the command reaches them. */
    static PriorState meaning(Command command, CommandBody.OnPrefixes order) {
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
    private Optional<BlockEntry> before(Command command, Prefix prefix, PriorState after, Scope own, long epochMillis) {
        Optional<BlockEntry> standing = control.standing(prefix);
        return standing.flatMap(
                entry -> isTold(command, entry, after, own, epochMillis) ? control.displacedBy(entry) : standing);
    }

    /**
     * Whether {@code standing} may well be what a peer has decided by the same command. Where {@code own}, the nodes for which it is
     * decided here, are fewer than it is for, others may have decided something else for all.
     */
    private static boolean isTold(Command command, BlockEntry standing, PriorState after, Scope own, long epochMillis) {
        boolean forMore = command.scope().isWiderThan(own) && standing.scope().isWiderThan(own);
        return standing.isOfOperators()
                && isSince(command, standing)
                && (forMore || PriorState.of(Optional.of(standing), epochMillis).equals(after.at(epochMillis)));
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
    private boolean decide(Prefix prefix, PriorState wanted, Scope scope, long epochMillis, Shortfall shortfall) {
        try {
            write(prefix, wanted, scope, epochMillis);
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

    private void write(Prefix prefix, PriorState wanted, Scope scope, long epochMillis) {
        if (!wanted.active()) {
            long blockedUntil = control.standing(prefix)
                    .filter(entry -> entry.blocksAt(epochMillis))
                    .map(BlockEntry::expiresAtMillis)
                    .orElse(epochMillis);
            long end = Math.max(blockedUntil, Math.max(epochMillis, wanted.untilMillis()));
            BlockEntry _ = control.unblock(prefix, end + TOMBSTONE_MILLIS, wanted.untilMillis(), scope);
        } else if (wanted.origin() == Origin.OPERATOR) {
            BlockEntry _ = control.decide(prefix, Origin.OPERATOR, true, wanted.untilMillis(), scope);
        } else {
            BlockEntry _ = control.reinstate(prefix, wanted.untilMillis(), scope);
        }
    }
}
