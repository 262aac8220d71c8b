// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Orders that come in parts. Parts are collected until all have come, in whatever order and however often; then the order
 * is carried out, {@value #SLICE} prefixes a turn, and answered once. A sender that falls silent is told which parts are
 * missing; when the order's life ends before all have come, nothing is carried out.
 *
 * <p>Bounded in orders and prefixes held. Owned by the loop's thread.
 */
final class LongOrders {
    /** Prefixes dealt with in a turn: as many as one command of full size names. */
    static final int SLICE = CommandBody.MAX_PREFIXES;

    private static final int MAX_ANSWERS = 64;

    private final CommandCheck check;
    private final CommandGuard guard;
    private final CommandApplier applier;
    private final SeenCommands seen;
    private final PastOrders past;
    private final CommandAnswers answers;
    private final Map<UUID, OpenOrder> open = new LinkedHashMap<>();
    private final Deque<LongOrder> whole = new ArrayDeque<>();
    private final HeldOrders held;
    private final OrderLoad load;
    /** Told again to whoever gave the order; anybody may send others under an id that he has seen. */
    private record Answered(Command terms, Receipt receipt) {}

    private final SequencedMap<UUID, Answered> answered = new LinkedHashMap<>();

    LongOrders(
            CommandCheck check,
            CommandGuard guard,
            CommandApplier applier,
            SeenCommands seen,
            PastOrders past,
            CommandAnswers answers) {
        this.check = check;
        this.guard = guard;
        this.applier = applier;
        this.seen = seen;
        this.past = past;
        past.pin(id -> isUnderWay(id) || isBeingUndone(id));
        this.answers = answers;
        held = new HeldOrders(check, answers);
        load = new OrderLoad(open.values(), whole, held.orders());
    }

    /** Takes a part that is authentic, fresh and for this node; why not, if so. */
    Optional<Refusal> take(Command part, CommandBody.Part body, long arrivedAtNanos, long nowNanos, long epochMillis) {
        Answered before = answered.get(body.parent());
        if (before != null && before.terms.equals(OpenOrder.terms(part))) { // One part asks for all.
            if (body.index() == 0) {
                answers.tell(before.receipt);
            }
            return Optional.empty();
        }
        if (isUnderWay(part, body)) {
            return Optional.empty();
        }
        OpenOrder order = open.get(body.parent());
        if (order == null) {
            Optional<Refusal> refusal = open(part, body, epochMillis);
            if (refusal.isPresent()) {
                return refusal;
            }
            order = new OpenOrder(part, body);
            open.put(body.parent(), order);
        }
        return take(order, part, body, arrivedAtNanos, nowNanos);
    }

    /** Takes an undo that is authentic, fresh and for this node; why not, if so. */
    Optional<Refusal> take(Command command, CommandBody.Undo undo, long arrivedAtNanos, long epochMillis) {
        if (!command.dryRun() && recall(undo.command(), epochMillis)) {
            answers.intent(command, epochMillis);
            answers.answer(
                    answers.receipt(
                            command.id(), arrivedAtNanos, Receipt.State.APPLIED, Optional.empty(), Optional.empty()),
                    command,
                    epochMillis);
            return Optional.empty();
        }
        if (isUnderWay(undo.command())) {
            return refusal(
                    Refusal.Code.OVERLOADED,
                    "command " + undo.command() + " is still being carried out: undo it when it has been answered");
        }
        Optional<PastOrder> undone = past.find(undo.command());
        Optional<Operator> actor = check.actor(command);
        if (undone.isEmpty() || actor.isEmpty()) {
            return refusal(
                    Refusal.Code.NOTHING_TO_DO,
                    "this node did not carry out command " + undo.command() + ", or it is not among the last "
                            + PastOrders.MAX_ORDERS + " orders and " + PastOrders.MAX_CHANGES
                            + " prefixes it remembers: see 'secbeat audit', and order what is wanted instead");
        }
        Optional<Refusal> busy = load.refusesToUndo(undone.get().changes().size());
        if (busy.isPresent()) {
            return busy;
        }
        whole.add(new LongOrder(
                command,
                () -> new UndoDecisions(command, undone.get(), past, actor.get(), guard, applier),
                applier,
                arrivedAtNanos,
                seen));
        return Optional.empty();
    }

    /**
     * Ends an order that has not begun, for want of parts or of approval; whether there was one. What comes of it later is
     * answered as refused: carried out then, it would be newer than its undoing elsewhere.
     */
    private boolean recall(UUID order, long epochMillis) {
        Refusal undone = new Refusal(Refusal.Code.NOTHING_TO_DO, "it was undone before it began; nothing was changed");
        OpenOrder incomplete = open.remove(order);
        if (incomplete != null) {
            remember(receipt(incomplete, Receipt.State.REFUSED, Optional.of(undone)), incomplete.terms(), epochMillis);
            return true;
        }
        LongOrder waiting = held.remove(order);
        if (waiting != null) {
            remember(
                    answers.receipt(
                            order,
                            waiting.arrivedAtNanos(),
                            Receipt.State.REFUSED,
                            Optional.of(undone),
                            Optional.empty()),
                    waiting.command(),
                    epochMillis);
        }
        return waiting != null;
    }

    /** Takes a permitted order that must be approved; why not, if so. */
    Optional<Refusal> hold(Command command, CommandBody.OnPrefixes order, long arrivedAtNanos, long epochMillis) {
        Optional<Refusal> busy = load.refuses(order.prefixes().size())
                .or(() -> load.refusesToHold(command.actor(), order.prefixes().size()));
        if (busy.isPresent()) {
            return busy;
        }
        LongOrder waiting = new LongOrder(
                command, () -> new OrderDecisions(command, order, guard, applier), applier, arrivedAtNanos, seen);
        int _ = waiting.check(waiting.size(), epochMillis);
        held.add(waiting);
        return Optional.empty();
    }

    /** Takes an approval that is authentic, fresh and for this node; why not, if so. */
    Optional<Refusal> take(Command command, CommandBody.Approve approve, long arrivedAtNanos, long epochMillis) {
        Optional<Refusal> refusal = held.refuses(command, approve, epochMillis);
        if (refusal.isPresent()) {
            return refusal;
        }
        if (command.dryRun()) {
            answers.answer(
                    answers.receipt(
                            command.id(), arrivedAtNanos, Receipt.State.CHECKED, Optional.empty(), Optional.empty()),
                    command,
                    epochMillis);
            return Optional.empty();
        }
        answers.intent(command, epochMillis);
        LongOrder order = held.remove(approve.command());
        if (order != null) {
            whole.add(order.approvedBy(command));
        }
        return Optional.empty();
    }

    private void lookAfterHeld(long epochMillis) {
        Refusal late =
                new Refusal(Refusal.Code.EXPIRED, "nobody approved it in time; nothing was changed: order it anew");
        for (LongOrder order : held.ended(epochMillis)) {
            Refusal refusal = check.trusts(order.command()).orElse(late);
            remember(
                    answers.receipt(
                            order.command().id(),
                            order.arrivedAtNanos(),
                            Receipt.State.REFUSED,
                            Optional.of(refusal),
                            Optional.empty()),
                    order.command(),
                    epochMillis);
        }
    }

    /** Whether the order of which {@code part} is a piece is all here and has not been answered; not another one under its id. */
    boolean isUnderWay(Command part, CommandBody.Part body) {
        Command terms = OpenOrder.terms(part);
        return Stream.concat(whole.stream(), held.orders().stream())
                .map(LongOrder::command)
                .anyMatch(order -> order.id().equals(body.parent())
                        && OpenOrder.terms(order).equals(terms));
    }

    /** Whether the order is all here and has not been answered. */
    private boolean isUnderWay(UUID id) {
        return held.contains(id)
                || whole.stream().anyMatch(order -> order.command().id().equals(id));
    }

    private boolean isBeingUndone(UUID id) {
        return Stream.concat(whole.stream(), held.orders().stream())
                .anyMatch(order -> order.command().body() instanceof CommandBody.Undo undo
                        && undo.command().equals(id));
    }

    /** Whether one is being carried out, or may be about to be. */
    boolean isBusy(long nowNanos) {
        return !whole.isEmpty() || open.values().stream().anyMatch(order -> order.isYoung(nowNanos));
    }

    /** Asks for parts, gives up what has outlived its time, carries out some of what is whole; returns the work done. */
    int doWork(long nowNanos, long epochMillis) {
        if (!open.isEmpty()) {
            lookAfterOpen(nowNanos, epochMillis);
        }
        lookAfterHeld(epochMillis);
        return held.keepOff(SLICE, epochMillis) + carryOutSome(nowNanos, epochMillis);
    }

    private int carryOutSome(long nowNanos, long epochMillis) {
        LongOrder order = whole.peek();
        if (order == null) {
            return 0;
        }
        if (order.hasToShowLife(nowNanos)) { // Else its sender would send all of it again.
            answers.signOfLife(order.command().id(), order.arrivedAtNanos());
        }
        if (!order.isChecked()) {
            return check(order, epochMillis);
        }
        Optional<Refusal> refusal = order.waitsForApproval()
                ? load.refusesToHold(order.command().actor(), order.size())
                : order.isPermitted() && !order.isBegun() ? order.lackOfRoom() : Optional.empty();
        refusal.ifPresent(order::refuse);
        if (order.waitsForApproval()) {
            endTurn(order);
            held.add(order);
            return 1;
        }
        if (order.hasToDecline()) {
            return order.decline(SLICE, epochMillis);
        }
        if (!order.isPermitted() || order.command().dryRun()) {
            finish(order, epochMillis);
            return 1;
        }
        if (!order.isBegun()) {
            answers.intent(order.command(), epochMillis);
        }
        int work = order.carryOut(SLICE, epochMillis);
        if (order.isDone()) {
            finish(order, epochMillis);
        }
        return work;
    }

    private static int check(LongOrder order, long epochMillis) {
        order.begin();
        int work = order.check(SLICE, epochMillis);
        if (order.isChecked() && !order.isPermitted()) { // What is not carried out does not count.
            order.end();
        }
        return work;
    }

    private Optional<Refusal> open(Command part, CommandBody.Part body, long epochMillis) {
        if (seen.contains(body.parent())) {
            return refusal(
                    Refusal.Code.REPLAYED,
                    "an order with this id has been handled already: to order the same again, send a new one");
        }
        Optional<Refusal> busy = load.refusesToOpen(part.actor(), OpenOrder.promised(body.count()));
        if (busy.isPresent()) {
            return busy;
        }
        if (!seen.remember(body.parent(), part.expiresAt().toEpochMilli(), epochMillis)) {
            return refusal(
                    Refusal.Code.OVERLOADED,
                    SeenCommands.MAX_IDS + " commands came within their lifetime; nothing was changed");
        }
        return Optional.empty();
    }

    private Optional<Refusal> take(
            OpenOrder order, Command part, CommandBody.Part body, long arrivedAtNanos, long nowNanos) {
        return switch (order.take(part, body, arrivedAtNanos, nowNanos)) {
            case KNOWN -> Optional.empty();
            case CONTRADICTING ->
                refusal(
                        Refusal.Code.MALFORMED,
                        "part " + body.index() + " contradicts another part of order " + body.parent()
                                + ": its terms or its prefixes differ, or they are too many in all; it was left out");
            case NEW -> {
                if (order.isComplete()) {
                    open.remove(body.parent());
                    whole.add(longOrder(order));
                }
                yield Optional.empty();
            }
        };
    }

    private LongOrder longOrder(OpenOrder order) {
        Command command = order.whole();
        CommandBody.OnPrefixes body = (CommandBody.OnPrefixes) command.body();
        return new LongOrder(
                command,
                () -> new OrderDecisions(command, body, guard, applier),
                applier,
                order.arrivedAtNanos(),
                seen);
    }

    private void lookAfterOpen(long nowNanos, long epochMillis) {
        Iterator<OpenOrder> orders = open.values().iterator();
        while (orders.hasNext()) {
            OpenOrder order = orders.next();
            Optional<Refusal> end = check.trusts(order.terms()).or(() -> expired(order, epochMillis));
            if (end.isPresent()) {
                orders.remove();
                remember(receipt(order, Receipt.State.REFUSED, end), order.terms(), epochMillis);
            } else if (order.asksAt(nowNanos)) {
                answers.tell(receipt(order, Receipt.State.WAITING, Optional.empty()));
            } else if (order.hasToShowLife(nowNanos)) {
                answers.signOfLife(order.terms().id(), order.arrivedAtNanos());
            }
        }
    }

    private static Optional<Refusal> expired(OpenOrder order, long epochMillis) {
        return epochMillis < order.terms().expiresAt().toEpochMilli()
                ? Optional.empty()
                : refusal(
                        Refusal.Code.EXPIRED,
                        order.missing().size()
                                + " parts had not arrived when the order's life ended; nothing was changed:"
                                + " send it again");
    }

    private Receipt receipt(OpenOrder order, Receipt.State state, Optional<Refusal> refusal) {
        Receipt.Tally tally = new Receipt.Tally(0, 0, 0, List.of(), order.missing());
        return answers.receipt(order.terms().id(), order.arrivedAtNanos(), state, refusal, Optional.of(tally));
    }

    private void endTurn(LongOrder order) {
        whole.remove();
        order.end();
    }

    private void finish(LongOrder order, long epochMillis) {
        endTurn(order);
        remember(outcome(order, order.command()), order.command(), epochMillis);
        order.approval().ifPresent(approval -> answers.answer(outcome(order, approval), approval, epochMillis));
    }

    /** What became of the order, told to who gave {@code command}: it, or its approval. */
    private Receipt outcome(LongOrder order, Command command) {
        return answers.receipt(
                        command.id(),
                        order.arrivedAtNanos(),
                        order.state(),
                        order.refusal(),
                        Optional.of(order.tally()))
                .hitting(order.blast());
    }

    private void remember(Receipt receipt, Command command, long epochMillis) {
        answered.put(command.id(), new Answered(OpenOrder.terms(command), receipt));
        if (answered.size() > MAX_ANSWERS) {
            answered.pollFirstEntry();
        }
        answers.answer(receipt, command, epochMillis);
    }

    private static Optional<Refusal> refusal(Refusal.Code code, String text) {
        return Optional.of(new Refusal(code, text));
    }
}
