// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
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
 * them, see {@link LongOrders}. Orders on regions are the orchestrator's and pass without an answer. A command is refused as a whole
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
    private final CommandGuard guard;
    private final CommandApplier applier;
    private final SeenCommands seen;
    private final CommandAnswers answers;
    private final LongOrders longOrders;
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
                neverBlock.stream().distinct().collect(Collectors.toMap(kept -> kept, _ -> CONFIGURED)),
                ports,
                control,
                recent,
                clock);
    }

    /**
     * @param trust whom to obey, asked for each command
     * @param neverBlock prefixes no command may touch, each with what it is
     * @param recent ids already carried out before a restart, with their expiry in epoch milliseconds
     */
    public CommandProcessor(
            NodeId self,
            Supplier<TrustFile> trust,
            Map<Prefix, String> neverBlock,
            CommandPorts ports,
            BlockControl control,
            Map<UUID, Long> recent,
            NodeClock clock) {
        this.self = self;
        this.ports = ports;
        this.check = new CommandCheck(trust, ports.verifier());
        this.guard = new CommandGuard(neverBlock);
        PastOrders past = new PastOrders();
        ports.undoLog().earlier().forEach(past::add);
        this.applier = new CommandApplier(control, past, ports.undoLog());
        this.seen = new SeenCommands(recent);
        this.answers = new CommandAnswers(self, ports, check, clock);
        this.longOrders = new LongOrders(check, guard, applier, seen, past, answers);
    }

    /** Handles what has arrived, a few commands at most, and some of the long orders; returns how much. */
    public int doWork(long turnNanos, long turnEpochMillis) {
        nowNanos = turnNanos;
        epochMillis = turnEpochMillis;
        answers.beginTurn(epochMillis);
        int work = 0;
        while (work < MAX_PER_TURN) {
            Optional<ReceivedCommand> next = ports.intake().next();
            if (next.isEmpty()) {
                break;
            }
            handle(next.get());
            work++;
        }
        return work + longOrders.doWork(nowNanos, epochMillis);
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
            case ReceivedCommand.Decoded decoded -> handle(decoded.signed(), decoded.arrivedAtNanos());
        }
    }

    private void handle(SignedCommand signed, long arrivedAtNanos) {
        Command command = signed.command();
        Optional<Refusal> refusal = switch (command.body()) {
            case CommandBody.OnRegion order -> Optional.empty();
            case CommandBody.Part part ->
                checkSender(signed).or(() -> longOrders.take(command, part, arrivedAtNanos, nowNanos, epochMillis));
            case CommandBody.Approve approve ->
                checkSender(signed)
                        .or(() -> checkReplay(command))
                        .or(() -> longOrders.take(command, approve, arrivedAtNanos, epochMillis));
            case CommandBody.Undo undo ->
                checkSender(signed)
                        .or(() -> checkReplay(command))
                        .or(() -> longOrders.take(command, undo, arrivedAtNanos, epochMillis));
            case CommandBody.OnPrefixes order -> handle(signed, order, arrivedAtNanos);
        };
        refusal.ifPresent(why -> answers.refuse(command.id(), arrivedAtNanos, why, command.actor(), epochMillis));
    }

    private Optional<Refusal> handle(SignedCommand signed, CommandBody.OnPrefixes order, long arrivedAtNanos) {
        Command command = signed.command();
        Optional<Refusal> refusal =
                checkSender(signed).or(() -> checkReplay(command)).or(() -> guard.check(command, order, epochMillis));
        if (refusal.isPresent()) {
            return refusal;
        }
        if (CommandGuard.needsApproval(order) && !command.dryRun()) {
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

    private void carryOut(Command command, CommandBody.OnPrefixes order, long arrivedAtNanos) {
        List<Prefix> prefixes = order.prefixes();
        Receipt.State state = Receipt.State.APPLIED;
        Optional<Refusal> failure = Optional.empty();
        if (command.dryRun()) {
            state = Receipt.State.CHECKED;
        } else if (seen.isSuperseded(command, prefixes)) {
            // As an intent, so that a restart forgets it no sooner than one carried out: it would be obeyed the next
            // time.
            answers.intent(command, epochMillis);
            state = Receipt.State.SUPERSEDED;
        } else {
            answers.intent(command, epochMillis);
            seen.decided(command, prefixes);
            Shortfall shortfall = new Shortfall();
            applier.carryOut(command, order, prefixes, epochMillis, shortfall);
            applier.lookForCover(order, prefixes, epochMillis, shortfall);
            failure = shortfall.refusal(prefixes.size());
            state = failure.isEmpty() ? Receipt.State.APPLIED : Receipt.State.REFUSED;
        }
        answers.answer(
                answers.receipt(command.id(), arrivedAtNanos, state, failure, Optional.empty()),
                command.actor(),
                epochMillis);
    }
}
