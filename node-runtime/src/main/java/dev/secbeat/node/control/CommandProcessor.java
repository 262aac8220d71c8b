// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.DrillGround;
import dev.secbeat.node.api.GuardWords;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.time.NodeClock;
import dev.secbeat.node.verdict.BlockControl;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A command's way through a node: check, guard, audit, apply, read back, answer.
 *
 * <p>Every command that concerns nodes is answered with exactly one receipt; one that comes in parts, with one for all of
 * them, see {@link LongOrders}. Orders on regions, and drills of them, are the orchestrator's and pass without an answer. A command is refused as a whole
 * or permitted as a whole; see {@link CommandApplier} for what a failing kernel means then.
 *
 * <p>Owned by the node loop's thread; pure but for its ports.
 */
public final class CommandProcessor {
    /** Commands per turn of the loop: each costs a signature check, and the loop has counts to merge. */
    private static final int MAX_PER_TURN = 4;

    /** Why a prefix is kept that the configuration names. */
    public static final String CONFIGURED = "kept by never_block, allow or trusted_proxies in the node's configuration";

    private final NodeId self;
    private final CommandPorts ports;
    private final CommandCheck check;
    private final LoneBlocks lone;
    private final CommandGuard guard;
    private final CommandApplier applier;
    private final SeenCommands seen;
    private final CommandAnswers answers;
    private final LongOrders longOrders;
    private final Trials trials;
    private final CommandAnswers limitAnswers;
    private final LimitOrders limitOrders;
    private final DrillOrders drills;
    private long nowNanos;
    private long epochMillis;

    /**
     * As below, for prefixes that the configuration names.
     *
     * @param trust whom to obey, asked for each command
     */
    public CommandProcessor(
            NodeId self,
            Supplier<TrustFile> trust,
            List<Prefix> neverBlock,
            CommandPorts ports,
            BlockControl control,
            Map<UUID, Long> recent,
            NodeClock clock) {
        this(
                self,
                trust,
                GuardSettings.of(
                        neverBlock.stream().distinct().collect(Collectors.toMap(kept -> kept, _ -> CONFIGURED))),
                ports,
                control,
                recent,
                clock);
    }

    /**
     * @param trust whom to obey, asked for each command
     * @param recent ids already carried out before a restart, with their expiry in epoch milliseconds
     */
    public CommandProcessor(
            NodeId self,
            Supplier<TrustFile> trust,
            GuardSettings guards,
            CommandPorts ports,
            BlockControl control,
            Map<UUID, Long> recent,
            NodeClock clock) {
        this.self = self;
        this.ports = ports;
        this.check = new CommandCheck(trust, ports.verifier());
        this.lone = new LoneBlocks(guards, control);
        this.guard = new CommandGuard(guards, lone);
        PastOrders past = new PastOrders();
        ports.undoLog().earlier().forEach(order -> {
            past.add(order);
            lone.add(order);
        });
        this.applier = new CommandApplier(control, past, lone, ports.undoLog(), ports.room());
        this.seen = new SeenCommands(recent);
        RefusalTrail refusals = new RefusalTrail();
        this.answers = new CommandAnswers(
                self, ports, ports.decisions(), check, refusals, ports.audit().applied(), clock);
        this.trials = new Trials(past, applier);
        this.limitAnswers = new CommandAnswers(self, ports, ports.limitDecisions(), check, refusals, Map.of(), clock);
        this.drills = new DrillOrders(guard, control, ports.limits(), answers, limitAnswers);
        this.limitOrders = new LimitOrders(check, guard, ports.limits(), limitAnswers);
        this.longOrders = new LongOrders(check, guard, applier, seen, past, answers);
    }

    /** Replaces the prefixes no command may touch, each with what it is; on the thread that works. */
    public void setNeverBlock(Map<Prefix, String> neverBlock) {
        guard.setNeverBlock(neverBlock);
    }

    /** Whether an order in parts is being carried out, or may be about to be: what stands here changes by the thousand then. */
    public boolean isWorkingOff() {
        return longOrders.isBusy(nowNanos);
    }

    /** Handles what has arrived, a few commands at most, and some of the long orders; returns how much. */
    public int doWork(long turnNanos, long turnEpochMillis) {
        nowNanos = turnNanos;
        epochMillis = turnEpochMillis;
        answers.beginTurn(epochMillis);
        limitAnswers.beginTurn(epochMillis);
        lone.look(nowNanos, epochMillis);
        int work = 0;
        while (work < MAX_PER_TURN) {
            Optional<ReceivedCommand> next = ports.intake().next();
            if (next.isEmpty()) {
                break;
            }
            handle(next.get());
            work++;
            if (isLarge(next.get())) {
                break; // As much as many others.
            }
        }
        return work
                + longOrders.doWork(nowNanos, epochMillis)
                + limitOrders.doWork(epochMillis)
                + trials.doWork(epochMillis);
    }

    private static boolean isLarge(ReceivedCommand received) {
        return received instanceof ReceivedCommand.Decoded decoded
                && decoded.signed().command().body() instanceof CommandBody.Part part
                && part.order().prefixes().size() > CommandBody.MAX_PREFIXES;
    }

    private void handle(ReceivedCommand received) {
        switch (received) {
            case ReceivedCommand.Undecodable broken ->
                answers.refuse(
                        broken.id(),
                        broken.arrivedAtNanos(),
                        new Refusal(
                                Refusal.Code.MALFORMED,
                                "this is not a command: " + broken.reason() + "; is the sender of another version?"),
                        "unknown",
                        epochMillis);
            case ReceivedCommand.Unconfirmed unconfirmed -> refuse(unconfirmed);
            case ReceivedCommand.Decoded decoded -> handle(decoded.signed(), decoded.arrivedAtNanos());
        }
    }

    private void refuse(ReceivedCommand.Unconfirmed unconfirmed) {
        Command command = unconfirmed.signed().command();
        if (!DrillGround.isForOrchestrators(command)) {
            answers.refuse(
                    command.id(),
                    unconfirmed.arrivedAtNanos(),
                    new Refusal(Refusal.Code.UNCONFIRMED, unconfirmed.reason()),
                    command.actor(),
                    epochMillis);
        }
    }

    private void handle(SignedCommand signed, long arrivedAtNanos) {
        Command command = signed.command();
        Optional<Refusal> refusal = switch (command.body()) {
            case CommandBody.OnRegion order -> Optional.empty();
            case CommandBody.Drill drill when DrillGround.isForOrchestrators(command) -> Optional.empty();
            case CommandBody.Part part
            when longOrders.isUnderWay(command, part) -> Optional.empty(); // Sent again; all is here.
            case CommandBody.Part part ->
                checkSender(signed).or(() -> longOrders.take(command, part, arrivedAtNanos, nowNanos, epochMillis));
            case CommandBody.Drill drill ->
                checkSender(signed)
                        .or(() -> checkReplay(command))
                        .or(() -> drills.take(command, drill, arrivedAtNanos, epochMillis));
            case CommandBody.OnLimits order -> onLimits(signed, arrivedAtNanos);
            case CommandBody.Approve approve
            when limitOrders.holds(approve.command()) -> onLimits(signed, arrivedAtNanos);
            case CommandBody.Undo undo when limitOrders.knows(undo.command()) -> onLimits(signed, arrivedAtNanos);
            case CommandBody.Approve approve ->
                checkSender(signed).or(() -> checkReplay(command)).or(() -> approve(command, approve, arrivedAtNanos));
            case CommandBody.Undo undo ->
                checkSender(signed)
                        .or(() -> checkReplay(command))
                        .or(() -> longOrders.take(command, undo, arrivedAtNanos, epochMillis));
            case CommandBody.OnPrefixes order -> handle(signed, order, arrivedAtNanos);
        };
        refusal.ifPresent(why -> {
            if (why.code() == Refusal.Code.REPLAYED) {
                answers.refuseAgain(
                        command,
                        arrivedAtNanos,
                        why,
                        order -> applier.isInForce(command, order, epochMillis),
                        epochMillis);
            } else {
                answers.refuse(command.id(), arrivedAtNanos, why, command.actor(), epochMillis);
            }
        });
    }

    /** Where nothing waits the approval may come again: a node that was restarted is given the order anew, and then this. */
    private Optional<Refusal> approve(Command command, CommandBody.Approve approve, long arrivedAtNanos) {
        Optional<Refusal> refusal = longOrders.take(command, approve, arrivedAtNanos, epochMillis);
        refusal.filter(why -> why.code() == Refusal.Code.NOTHING_TO_DO).ifPresent(_ -> seen.forget(command.id()));
        return refusal;
    }

    /** Answered apart from the others: other receipts wait for another journal. */
    private Optional<Refusal> onLimits(SignedCommand signed, long arrivedAtNanos) {
        Command command = signed.command();
        checkSender(signed)
                .or(() -> checkReplay(command))
                .or(() -> limitOrders.take(command, arrivedAtNanos, epochMillis))
                .ifPresent(why -> {
                    if (why.code() == Refusal.Code.REPLAYED) {
                        limitAnswers.refuseAgain(
                                command,
                                arrivedAtNanos,
                                why,
                                _ -> limitOrders.isInForce(command, epochMillis),
                                epochMillis);
                    } else {
                        limitAnswers.refuse(command.id(), arrivedAtNanos, why, command.actor(), epochMillis);
                    }
                });
        return Optional.empty();
    }

    private Optional<Refusal> handle(SignedCommand signed, CommandBody.OnPrefixes order, long arrivedAtNanos) {
        Command command = signed.command();
        Optional<Refusal> refusal = checkSender(signed).or(() -> checkReplay(command));
        if (refusal.isPresent()) {
            return refusal;
        }
        OrderDecisions decisions = new OrderDecisions(command, order, guard, applier);
        RoomNeeded needed = applier.roomNeeded();
        order.prefixes().forEach(prefix -> needed.add(prefix, decisions.weigh(prefix, epochMillis), epochMillis));
        Optional<Refusal> objection = guard.check(command, order, epochMillis)
                .or(needed::refusal)
                .or(() -> decisions.blast().flatMap(BlastCheck::refusal));
        if (objection.isPresent()) {
            objection
                    .filter(why -> !command.dryRun() && LongOrder.isKeptFromHere(why))
                    .ifPresent(_ -> decisions.decline(order.prefixes(), false, epochMillis));
            answers.refuse(
                    command, arrivedAtNanos, objection.get(), decisions.blast().map(BlastCheck::radius), epochMillis);
            return Optional.empty();
        }
        Optional<String> whyTwo = decisions
                .blast()
                .flatMap(blast -> blast.whyTwo(epochMillis))
                .or(() -> CommandGuard.needsApproval(order) ? Optional.of(GuardWords.takesTwo()) : Optional.empty());
        if (command.dryRun()) {
            tellChecked(command, decisions.blast(), whyTwo, arrivedAtNanos);
            return Optional.empty();
        }
        if (whyTwo.isPresent()) {
            return longOrders.hold(command, order, arrivedAtNanos, epochMillis);
        }
        carryOut(command, order, arrivedAtNanos);
        return Optional.empty();
    }

    private Optional<Refusal> checkSender(SignedCommand signed) {
        return check.check(signed, epochMillis).or(() -> CommandCheck.checkScope(signed.command(), self));
    }

    private Optional<Refusal> checkReplay(Command command) {
        if (seen.contains(command.id())) {
            return Optional.of(new Refusal(
                    Refusal.Code.REPLAYED,
                    "a command with this id has been handled already: to order the same again, send a new command"));
        }
        if (!seen.remember(command, epochMillis)) {
            return Optional.of(new Refusal(
                    Refusal.Code.OVERLOADED,
                    SeenCommands.MAX_IDS + " commands came within their lifetime; nothing was changed: send fewer with"
                            + " more prefixes each"));
        }
        return Optional.empty();
    }

    private boolean isSuperseded(Command command, CommandBody.OnPrefixes order) {
        return seen.isSuperseded(command, order.prefixes())
                || order.prefixes().stream()
                        .anyMatch(prefix ->
                                applier.isOverruled(command, order, prefix, seen.decidedAtMillis(prefix), epochMillis));
    }

    private void tellChecked(
            Command command, Optional<BlastCheck> blast, Optional<String> whyTwo, long arrivedAtNanos) {
        answers.answer(
                answers.receipt(
                                command.id(),
                                arrivedAtNanos,
                                Receipt.State.CHECKED,
                                whyTwo.map(GuardWords::wouldWait),
                                Optional.empty())
                        .hitting(blast.map(BlastCheck::radius)),
                command,
                epochMillis);
    }

    private void carryOut(Command command, CommandBody.OnPrefixes order, long arrivedAtNanos) {
        List<Prefix> prefixes = order.prefixes();
        Receipt.State state = Receipt.State.APPLIED;
        Optional<Refusal> failure = Optional.empty();
        if (isSuperseded(command, order)) {
            // As an intent, so that a restart forgets it no sooner than one carried out: it would be obeyed the next
            // time.
            answers.intent(command, epochMillis);
            applier.keepApart(command, order, prefixes);
            state = Receipt.State.SUPERSEDED;
        } else {
            answers.intent(command, epochMillis);
            seen.decided(command, prefixes, epochMillis);
            Shortfall shortfall = new Shortfall();
            applier.carryOut(command, order, prefixes, true, epochMillis, shortfall);
            applier.lookForCover(order, prefixes, epochMillis, shortfall);
            failure = shortfall.refusal(prefixes.size());
            state = failure.isEmpty() ? Receipt.State.APPLIED : Receipt.State.REFUSED;
        }
        answers.answer(
                answers.receipt(command.id(), arrivedAtNanos, state, failure, Optional.empty()), command, epochMillis);
    }
}
