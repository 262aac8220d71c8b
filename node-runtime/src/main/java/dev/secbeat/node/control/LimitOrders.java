// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.CanonicalBytes;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.LimitEntry;
import dev.secbeat.node.api.LimitKey;
import dev.secbeat.node.api.LimitTerms;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.crdt.LimitMap;
import dev.secbeat.node.verdict.LimitControl;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.UUID;

/**
 * Orders on limits: to give one, to end some, to undo either, to agree to one that takes two persons. Each is done within the
 * turn in which it comes; it is refused as a whole or permitted as a whole.
 *
 * <p>What a command changed is told by the words that stand: they name the command and what was before it. So nodes agree on
 * what undoing it means, and a word that somebody has replaced since is left alone. A word that a peer has told of the same
 * command is the command carried out.
 *
 * <p>Bounded. Owned by the loop's thread.
 */
final class LimitOrders {
    static final int MAX_HELD = 8;
    static final int MAX_HELD_OF_ONE = 3;
    private static final int MOST_REMEMBERED = 1_024;

    /** What a command decides on one limit. */
    private record Change(LimitKey key, Optional<LimitTerms> terms) {}

    private record Held(Command command, long arrivedAtNanos) {}

    private final CommandCheck check;
    private final CommandGuard guard;
    private final LimitControl control;
    private final CommandAnswers answers;
    private final Map<UUID, Held> held = new LinkedHashMap<>();
    private final SequencedSet<UUID> carriedOut = new LinkedHashSet<>();

    LimitOrders(CommandCheck check, CommandGuard guard, LimitControl control, CommandAnswers answers) {
        this.check = check;
        this.guard = guard;
        this.control = control;
        this.answers = answers;
    }

    /** Whether {@code command} waits here for a second person. */
    boolean holds(UUID command) {
        return held.containsKey(command);
    }

    /** Whether {@code command} was an order on limits, as far as is remembered. */
    boolean knows(UUID command) {
        return holds(command)
                || carriedOut.contains(command)
                || control.words().stream().anyMatch(word -> word.command().equals(command));
    }

    /** Whether what {@code command} gives is what stands, by it; of one that gives nothing, always. */
    boolean isInForce(Command command, long epochMillis) {
        return !(command.body() instanceof CommandBody.Limit)
                || changes(command, epochMillis).stream()
                        .allMatch(change -> standing(change.key)
                                .filter(word -> word.at(epochMillis).isPresent() && saysSo(word, change, command))
                                .isPresent());
    }

    /** Not of another order under the same id. */
    private static boolean saysSo(LimitEntry word, Change change, Command command) {
        return word.command().equals(command.id()) && word.terms().equals(change.terms);
    }

    /** Takes an order that is authentic, fresh, new and for this node; why not, if so. */
    Optional<Refusal> take(Command command, long arrivedAtNanos, long epochMillis) {
        if (command.body() instanceof CommandBody.Approve approve) {
            return approve(command, approve, arrivedAtNanos, epochMillis);
        }
        if (command.body() instanceof CommandBody.Undo undo && holds(undo.command()) && !command.dryRun()) {
            recall(command, undo.command(), arrivedAtNanos, epochMillis);
            return Optional.empty();
        }
        Optional<Refusal> objection = objection(command, epochMillis);
        if (objection.isPresent()) {
            return objection;
        }
        if (command.dryRun()) {
            answer(command, arrivedAtNanos, Receipt.State.CHECKED, Optional.empty(), epochMillis);
        } else if (needsApproval(command, epochMillis)) {
            return hold(command, arrivedAtNanos);
        } else {
            carryOut(command, arrivedAtNanos, epochMillis);
        }
        return Optional.empty();
    }

    /** Gives up what nobody has approved in time, or whose actor nobody trusts any longer; returns the work done. */
    int doWork(long epochMillis) {
        int work = 0;
        Iterator<Held> all = held.values().iterator();
        while (all.hasNext()) {
            Held one = all.next();
            Optional<Refusal> end = check.trusts(one.command).or(() -> expired(one.command, epochMillis));
            if (end.isPresent()) {
                all.remove();
                work++;
                answer(one.command, one.arrivedAtNanos, Receipt.State.REFUSED, end, epochMillis);
            }
        }
        return work;
    }

    private static Optional<Refusal> expired(Command command, long epochMillis) {
        return epochMillis < command.expiresAt().toEpochMilli()
                ? Optional.empty()
                : refusal(Refusal.Code.EXPIRED, "nobody approved it in time; nothing was changed: order it anew");
    }

    private Optional<Refusal> objection(Command command, long epochMillis) {
        Optional<Refusal> guarded = command.body() instanceof CommandBody.Limit limit
                ? guard.check(command, limit, epochMillis)
                : Optional.empty();
        return guarded.or(() -> nothingToDo(command, epochMillis))
                .or(() -> tooFar(command, epochMillis))
                .or(() -> noRoom(command, epochMillis));
    }

    private Optional<Refusal> nothingToDo(Command command, long epochMillis) {
        if (!changes(command, epochMillis).isEmpty()
                || control.words().stream().anyMatch(word -> word.command().equals(command.id()))) {
            return Optional.empty();
        }
        return refusal(
                Refusal.Code.NOTHING_TO_DO,
                command.body() instanceof CommandBody.Undo undo
                        ? "what command " + undo.command() + " changed has been decided anew since, or is over: see"
                                + " 'secbeat limits', and order what is wanted instead"
                        : "there is no such limit on this node for exactly these nodes, or fewer: see 'secbeat limits', and"
                                + " name the prefix and the scope as it does");
    }

    /** What an undo puts back may go further than who undoes it may reach. */
    private Optional<Refusal> tooFar(Command command, long epochMillis) {
        return check.actor(command)
                .flatMap(actor -> changes(command, epochMillis).stream()
                        .filter(change -> change.terms.isPresent())
                        .flatMap(change -> ReachCheck.width(change.key.within(), actor).stream())
                        .findFirst());
    }

    private Optional<Refusal> noRoom(Command command, long epochMillis) {
        long here = control.words().stream()
                .filter(word -> word.at(epochMillis).isPresent())
                .count();
        long more = changes(command, epochMillis).stream()
                .filter(change -> change.terms.isPresent()
                        && standing(change.key)
                                .flatMap(word -> word.at(epochMillis))
                                .isEmpty())
                .count();
        return here + more <= LimitMap.MOST_IN_FORCE
                ? Optional.empty()
                : refusal(
                        Refusal.Code.OVERLOADED,
                        "a node holds at most " + LimitMap.MOST_IN_FORCE + " limits that are ordered, " + here
                                + " are in force here; nothing was changed: end some with 'secbeat unlimit', give one for"
                                + " a wider prefix, or list it under [[rate_limit.rules]]");
    }

    /** Whether anything is put in force that one person may not give alone. */
    private boolean needsApproval(Command command, long epochMillis) {
        return changes(command, epochMillis).stream()
                .anyMatch(change -> change.terms.isPresent() && CommandGuard.needsApproval(change.key.within()));
    }

    /** What the command changes of what stands now. */
    private List<Change> changes(Command command, long epochMillis) {
        return switch (command.body()) {
            case CommandBody.Limit limit ->
                List.of(new Change(
                        new LimitKey(limit.within(), limit.rule().dimension(), command.scope()),
                        Optional.of(new LimitTerms(
                                limit.rule().most(),
                                limit.rule().windowMillis(),
                                limit.rule().blockSeconds(),
                                command.issuedAt().plus(limit.ttl()).toEpochMilli()))));
            case CommandBody.Unlimit unlimit ->
                control.words().stream()
                        .filter(word -> word.at(epochMillis).isPresent() && isMeant(word.key(), unlimit, command))
                        .map(word -> new Change(word.key(), Optional.empty()))
                        .toList();
            case CommandBody.Undo undo ->
                control.words().stream()
                        .filter(word -> word.command().equals(undo.command()) && isWithin(word.key(), command))
                        .map(word -> new Change(
                                word.key(), word.before().filter(terms -> epochMillis < terms.untilMillis())))
                        .toList();
            case CommandBody.OnPrefixes _,
                    CommandBody.Drill _,
                    CommandBody.Part _,
                    CommandBody.Approve _,
                    CommandBody.OnRegion _ -> List.of();
        };
    }

    private static boolean isMeant(LimitKey key, CommandBody.Unlimit unlimit, Command command) {
        return key.within().equals(unlimit.within())
                && unlimit.dimension().map(key.dimension()::equals).orElse(true)
                && isWithin(key, command);
    }

    /** One for more nodes than the command is for would end on some of them alone. */
    private static boolean isWithin(LimitKey key, Command command) {
        return key.scope().equals(command.scope()) || command.scope().isWiderThan(key.scope());
    }

    private Optional<LimitEntry> standing(LimitKey key) {
        return control.words().stream().filter(word -> word.key().equals(key)).findFirst();
    }

    private void carryOut(Command command, long arrivedAtNanos, long epochMillis) {
        answers.intent(command, epochMillis);
        carriedOut.add(command.id());
        if (carriedOut.size() > MOST_REMEMBERED) {
            carriedOut.removeFirst();
        }
        List<Change> wanted = changes(command, epochMillis);
        boolean superseded = false;
        Optional<Refusal> failure = Optional.empty();
        for (Change change : wanted) {
            Optional<LimitEntry> standing = standing(change.key);
            if (standing.filter(word -> saysSo(word, change, command)).isPresent()) {
                continue; // A peer was faster.
            }
            if (standing.filter(word -> word.isLaterThan(command)).isPresent()) {
                superseded = true;
                continue;
            }
            try {
                LimitEntry _ = control.decide(
                        change.key,
                        change.terms,
                        command.id(),
                        command.issuedAt().toEpochMilli());
            } catch (IllegalArgumentException e) {
                failure = refusal(Refusal.Code.OVERLOADED, String.valueOf(e.getMessage()));
            }
        }
        if (failure.isEmpty() && !superseded && !control.verify()) {
            failure = refusal(
                    Refusal.Code.KERNEL_FAILED,
                    "counting holds to it, but the kernel's filter was read back otherwise, so floods are not policed at once;"
                            + " it is written again each second: see the node's log");
        }
        Receipt.State state = failure.isPresent()
                ? Receipt.State.REFUSED
                : superseded ? Receipt.State.SUPERSEDED : Receipt.State.APPLIED;
        answer(command, arrivedAtNanos, state, failure, epochMillis);
    }

    private Optional<Refusal> hold(Command command, long arrivedAtNanos) {
        long own = held.values().stream()
                .filter(one -> one.command.actor().equals(command.actor()))
                .count();
        if (held.size() >= MAX_HELD || own >= MAX_HELD_OF_ONE) {
            return refusal(
                    Refusal.Code.OVERLOADED,
                    held.size() + " limits wait for approval already, " + own
                            + " of them of this key; nothing was changed: have them approved, undo them, or wait until their"
                            + " time is over");
        }
        held.put(command.id(), new Held(command, arrivedAtNanos));
        answers.hold(
                command,
                arrivedAtNanos,
                new Refusal(
                        Refusal.Code.NEEDS_APPROVAL,
                        "it holds more sources to a limit than one person may alone, so nothing was changed yet: another"
                                + " administrator approves it with 'secbeat approve " + command.id()
                                + (command.scope().isFleet() ? "" : " --scope " + command.scope()) + "' by "
                                + command.expiresAt()));
        return Optional.empty();
    }

    private Optional<Refusal> approve(
            Command command, CommandBody.Approve approve, long arrivedAtNanos, long epochMillis) {
        UUID order = approve.command();
        Held waiting = held.get(order);
        if (waiting == null) {
            return refusal(Refusal.Code.NOTHING_TO_DO, "command " + order + " does not wait for approval on this node");
        }
        Command approved = waiting.command;
        if (approved.actor().equals(command.actor())) {
            return refusal(
                    Refusal.Code.WRONG_ROLE,
                    "command " + order + " was given with this key: another administrator must approve it");
        }
        Optional<Refusal> refused = HeldOrders.refusesOther(approve, () -> CanonicalBytes.digest(approved))
                .or(() -> check.permits(approved))
                .or(() -> check.actor(command).flatMap(approver -> ReachCheck.check(approved, approver)))
                .or(() -> objection(approved, epochMillis));
        if (refused.isPresent()) {
            return refused;
        }
        if (!command.dryRun()) {
            answers.intent(command, epochMillis);
            held.remove(order);
            carryOut(approved, waiting.arrivedAtNanos, epochMillis);
        }
        answer(
                command,
                arrivedAtNanos,
                command.dryRun() ? Receipt.State.CHECKED : Receipt.State.APPLIED,
                Optional.empty(),
                epochMillis);
        return Optional.empty();
    }

    private void recall(Command command, UUID order, long arrivedAtNanos, long epochMillis) {
        answers.intent(command, epochMillis);
        Held waiting = held.remove(order);
        if (waiting != null) {
            answer(
                    waiting.command,
                    waiting.arrivedAtNanos,
                    Receipt.State.REFUSED,
                    refusal(Refusal.Code.NOTHING_TO_DO, "it was undone before it began; nothing was changed"),
                    epochMillis);
        }
        answer(command, arrivedAtNanos, Receipt.State.APPLIED, Optional.empty(), epochMillis);
    }

    private void answer(
            Command command, long arrivedAtNanos, Receipt.State state, Optional<Refusal> refusal, long epochMillis) {
        Receipt receipt = answers.receipt(command.id(), arrivedAtNanos, state, refusal, Optional.empty());
        answers.answer(receipt, command, epochMillis);
    }

    private static Optional<Refusal> refusal(Refusal.Code code, String text) {
        return Optional.of(new Refusal(code, text));
    }
}
