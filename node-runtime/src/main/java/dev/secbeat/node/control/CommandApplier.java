// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.crdt.BlockState;
import dev.secbeat.node.crdt.OrderStamp;
import dev.secbeat.node.verdict.BlockControl;
import dev.secbeat.node.verdict.VerdictSinkException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

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

    /** How long after this node others carry out the same command, when it is sent again to those that did not answer. */
    private static final long CARRIED_OUT_MILLIS = 5_000;

    private static final Scope FLEET = new Scope.Fleet();

    private final BlockControl control;
    private final PastOrders past;
    private final LoneBlocks lone;
    private final UndoLog undoLog;
    private final OrderRoom room;

    CommandApplier(BlockControl control, PastOrders past, LoneBlocks lone, UndoLog undoLog, OrderRoom room) {
        this.lone = lone;
        this.room = room;
        this.control = control;
        this.past = past;
        this.undoLog = undoLog;
    }

    /** What an order takes of this node's room: nothing so far. */
    RoomNeeded roomNeeded() {
        return new RoomNeeded(control, room);
    }

    /**
     * Whether the kernel, asked afresh, does what {@code command} says; of one that is not by itself about prefixes, what is
     * remembered of the order it belongs to.
     */
    boolean isInForce(Command command, UUID order, long epochMillis) {
        if (command.body() instanceof CommandBody.OnPrefixes own) {
            boolean blocks = meaning(command, own).at(epochMillis).active();
            return own.prefixes().stream().allMatch(prefix -> control.verify(prefix, blocks));
        }
        return past.find(order)
                .filter(known -> known.changes().stream()
                        .allMatch(change -> control.verify(
                                change.prefix(), change.after().at(epochMillis).active())))
                .isPresent();
    }

    /**
     * Decides what {@code order} says of each of {@code prefixes}, which are all of it or some.
     *
     * @param alone whether nobody but who gave the command has agreed to it
     */
    void carryOut(
            Command command,
            CommandBody.OnPrefixes order,
            List<Prefix> prefixes,
            boolean alone,
            long epochMillis,
            Shortfall shortfall) {
        PriorState wanted = meaning(command, order);
        boolean isLong = order.prefixes().size() > CommandBody.MAX_PREFIXES;
        Deciding deciding = Deciding.of(command, isLong, alone);
        bring(deciding, _ -> command.scope(), prefixes, _ -> wanted, epochMillis, shortfall);
    }

    /**
     * Brings each of {@code prefixes} to the state {@code wanted} tells, remembers how it stood, and reads it back.
     *
     * @param scope nodes for which each is decided
     */
    void bring(
            Deciding deciding,
            Function<Prefix, Scope> scope,
            List<Prefix> prefixes,
            Function<Prefix, PriorState> wanted,
            long epochMillis,
            Shortfall shortfall) {
        Command command = deciding.command();
        boolean isLong = deciding.isLong();
        List<PastOrder.Change> changes = new ArrayList<>(prefixes.size());
        OrderStamp stamp = OrderStamp.of(command, isLong);
        for (Prefix prefix : prefixes) {
            PriorState after = wanted.apply(prefix);
            Scope own = scope.apply(prefix);
            Optional<BlockEntry> stood = before(command, prefix, after, own, epochMillis);
            PriorState before = PriorState.of(stood, epochMillis);
            Scope stoodFor = stood.isPresent() ? stood.get().scope() : FLEET;
            Optional<PastOrder.Change> tried = tried(command, prefix, before, epochMillis);
            if (tried.isPresent()) {
                before = tried.get().before().at(epochMillis);
                stoodFor = tried.get().beforeScope();
            }
            // Where it is decided for fewer nodes, the others decide something else.
            OrderStamp order = own.equals(command.scope()) ? stamp : new OrderStamp(0, isLong);
            if (decide(command.issuedAt().toEpochMilli(), prefix, after, own, order, epochMillis, shortfall)) {
                changes.add(new PastOrder.Change(prefix, before, after, stoodFor));
            }
        }
        PastOrder changed = new PastOrder(command.id(), changes, command.scope(), trialUntil(command), deciding.by());
        lone.add(changed);
        note(changed);
    }

    /**
     * The trial that stands on {@code prefix}, if it does. It is over sooner or later: what an order replaces is what stood
     * before the trial, and that comes back when the order is undone.
     */
    private Optional<PastOrder.Change> tried(Command command, Prefix prefix, PriorState stands, long epochMillis) {
        if (!(command.body() instanceof CommandBody.OnPrefixes)) {
            return Optional.empty();
        }
        Optional<PastOrder.Change> change = past.triedOn(prefix);
        return change.isPresent() && change.get().after().at(epochMillis).equals(stands) ? change : Optional.empty();
    }

    private void note(PastOrder changed) {
        past.add(changed);
        undoLog.append(changed);
    }

    private static long trialUntil(Command command) {
        return command.body() instanceof CommandBody.Block block && block.trial()
                ? command.issuedAt().plus(block.ttl()).toEpochMilli()
                : 0;
    }

    /**
     * Brings back what stood before a trial, now that it is over, where nobody has decided since.
     *
     * @param some of its changes
     * @param isLast whether all are dealt with then
     */
    void endTrial(PastOrder trial, List<PastOrder.Change> some, boolean isLast, long epochMillis) {
        List<PastOrder.Change> back = new ArrayList<>();
        for (PastOrder.Change change : some) {
            Prefix prefix = change.prefix();
            PriorState wanted = change.before().at(epochMillis);
            boolean decided = !past.isLastOn(prefix, trial.command())
                    || control.standing(prefix)
                            .filter(BlockEntry::isOfOperators)
                            .isPresent();
            Scope scope = trial.scope().narrower(change.beforeScope());
            if (!decided
                    && !wanted.equals(PriorState.NONE)
                    && decide(epochMillis, prefix, wanted, scope, OrderStamp.OWN, epochMillis, new Shortfall())) {
                back.add(new PastOrder.Change(prefix, change.after(), wanted, scope));
            }
        }
        note(new PastOrder(trial.command(), back, trial.scope(), isLast ? 0 : trial.trialUntilMillis(), trial.by()));
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
     * Whether operators have decided on {@code prefix} after {@code command} was issued, as peers have told; what they have told of the
     * command itself is none. A command that reaches a node late, which forgot or never had the orders since, must not become the newest
     * word of all.
     *
     * @param decidedHereMillis when this node last decided on the prefix by an order issued before the command, 0 if not: up to
     *     then words are that order's, however long it took
     */
    boolean isOverruled(
            Command command, CommandBody.OnPrefixes order, Prefix prefix, long decidedHereMillis, long epochMillis) {
        Optional<BlockEntry> standing = control.standing(prefix);
        if (standing.isEmpty() || !standing.get().isOfOperators()) {
            return false;
        }
        BlockEntry word = standing.get();
        long since = Math.max(command.issuedAt().toEpochMilli(), decidedHereMillis) + CLOCKS_DIFFER_MILLIS;
        boolean isLater = OrderStamp.isShared(word)
                ? word.version() > OrderStamp.of(command, false).version()
                : word.decidedAtMillis() > since;
        return isLater && !isTold(command, word, meaning(command, order), command.scope(), epochMillis);
    }

    /**
     * The block by counting that would stand on {@code prefix} without the operators' word, also if a peer has put it back by
     * {@code command}.
     */
    Optional<BlockEntry> counted(Command command, Prefix prefix) {
        BlockState state = control.state(prefix);
        return state.counted().isPresent()
                ? state.counted()
                : state.word().filter(BlockEntry::reinstated).filter(back -> isSince(command, back));
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
     * @param waits it may be carried out here yet: only what comes to the same is kept out
     */
    void decline(
            Command command,
            List<Prefix> prefixes,
            Function<Prefix, PriorState> wanted,
            boolean waits,
            long epochMillis) {
        long decidedUntil = command.expiresAt().toEpochMilli() + CLOCKS_DIFFER_MILLIS;
        for (Prefix prefix : prefixes) {
            PriorState meant = wanted.apply(prefix);
            Optional<BlockEntry> told = control.standing(prefix)
                    .filter(entry -> isTold(command, entry, meant, command.scope(), epochMillis));
            Predicate<BlockEntry> which =
                    waits ? entry -> PriorState.said(entry).equals(meant) : BlockEntry::active;
            control.decline(prefix, told, which, decidedUntil);
        }
    }

    /**
     * What stands on {@code prefixes} for fewer nodes than {@code command} is for, and is not changed by it here, is not changed by
     * what the others decide by it either: they do not know of it. What they decide by other commands is.
     */
    void keepApart(Command command, CommandBody.OnPrefixes order, List<Prefix> prefixes) {
        PriorState meant = meaning(command, order);
        long decidedUntil = command.expiresAt().toEpochMilli() + CLOCKS_DIFFER_MILLIS;
        for (Prefix prefix : prefixes) {
            keepApart(command, prefix, entry -> PriorState.said(entry).equals(meant), decidedUntil);
        }
    }

    /**
     * The same of a command of which it is not known what the others come to by it, as they had decided otherwise before: what they
     * decide by about now.
     */
    void keepApart(Command command, List<Prefix> prefixes, long epochMillis) {
        long decidedUntil = epochMillis + CARRIED_OUT_MILLIS + CLOCKS_DIFFER_MILLIS;
        prefixes.forEach(prefix -> keepApart(command, prefix, _ -> true, decidedUntil));
    }

    /** Nodes for which something else stands come to the same as this one by the same command: theirs are other decisions. */
    private void keepApart(Command command, Prefix prefix, Predicate<BlockEntry> which, long decidedUntilMillis) {
        control.standing(prefix)
                .map(BlockEntry::scope)
                .filter(command.scope()::isWiderThan)
                .ifPresent(own -> control.decline(
                        prefix,
                        Optional.empty(),
                        entry -> entry.scope().isWiderThan(own) && !own.includes(entry.writer()) && which.test(entry),
                        decidedUntilMillis));
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
        return standing.isPresent() && isTold(command, standing.get(), after, own, epochMillis)
                ? control.displacedBy(standing.get())
                : standing;
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
            if (!control.hasLength(prefix.family(), length)) {
                continue;
            }
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
    private boolean decide(
            long issuedMillis,
            Prefix prefix,
            PriorState wanted,
            Scope scope,
            OrderStamp order,
            long epochMillis,
            Shortfall shortfall) {
        try {
            if (wanted.active()) {
                block(prefix, wanted, scope, order);
            } else {
                unblock(issuedMillis, prefix, wanted, scope, order, epochMillis);
            }
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

    private void block(Prefix prefix, PriorState wanted, Scope scope, OrderStamp order) {
        if (wanted.origin() == Origin.OPERATOR) {
            BlockEntry _ = control.decide(prefix, Origin.OPERATOR, true, wanted.untilMillis(), scope, order);
        } else {
            BlockEntry _ = control.reinstate(prefix, wanted.untilMillis(), scope, order);
        }
    }

    /** All nodes remember it for equally long, whenever the command reaches them. */
    private void unblock(
            long issuedMillis, Prefix prefix, PriorState wanted, Scope scope, OrderStamp order, long epochMillis) {
        long blockedUntil = control.standing(prefix)
                .filter(entry -> entry.blocksAt(epochMillis))
                .map(BlockEntry::expiresAtMillis)
                .orElse(0L);
        long end = Math.max(blockedUntil, Math.max(issuedMillis, wanted.untilMillis()));
        BlockEntry _ = control.unblock(prefix, end + TOMBSTONE_MILLIS, wanted.untilMillis(), scope, order);
    }
}
