// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.BlastRadius;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.time.NodeClock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.function.Predicate;

/** Writes down what is about to become of commands and what became of them, and tells it. Owned by the loop's thread. */
final class CommandAnswers {
    private static final int MOST_REMEMBERED = 1_024;

    private final NodeId self;
    private final CommandPorts ports;
    private final CommandCheck check;
    private final NodeClock clock;
    private final RefusalTrail refusals;
    private final ReceiptShelf shelf;
    /** By id, with their terms: anybody may give another order under an id that he has seen. */
    private final SequencedMap<UUID, Command> applied = new LinkedHashMap<>();

    /** Who gave them. */
    private final Map<UUID, String> appliedBefore = new HashMap<>();

    /**
     * @param decisions where what is answered is kept
     * @param refusals what is told of those, all together
     * @param appliedBefore commands that were carried out before a restart, with who gave them; whether they still hold is to be looked
     *     up
     */
    CommandAnswers(
            NodeId self,
            CommandPorts ports,
            DecisionLog decisions,
            CommandCheck check,
            RefusalTrail refusals,
            Map<UUID, String> appliedBefore,
            NodeClock clock) {
        this.appliedBefore.putAll(appliedBefore);
        this.refusals = refusals;
        this.self = self;
        this.ports = ports;
        this.check = check;
        this.clock = clock;
        this.shelf = new ReceiptShelf(decisions, ports.receipts(), ports.audit());
    }

    /** Announces the time of what follows, and tells what the disk has now. */
    void beginTurn(long epochMillis) {
        shelf.release(clock.nanoTime());
        refusals.minute(epochMillis).ifPresent(ports.audit()::append);
    }

    /** Notes down what is about to be carried out. */
    void intent(Command command, long epochMillis) {
        shelf.begin(command.id());
        String operator = check.actor(command).map(Operator::name).orElse("");
        ports.audit()
                .append(new AuditEntry.Intent(
                        epochMillis,
                        command.id(),
                        command.actor(),
                        operator,
                        command.expiresAt().toEpochMilli(),
                        CommandWords.of(command)));
    }

    /** A receipt by this node as of now. */
    Receipt receipt(
            UUID id,
            long arrivedAtNanos,
            Receipt.State state,
            Optional<Refusal> refusal,
            Optional<Receipt.Tally> tally) {
        long micros = Math.max(0, clock.nanoTime() - arrivedAtNanos) / 1_000;
        return new Receipt(
                id,
                self,
                state,
                state == Receipt.State.APPLIED || state == Receipt.State.DRILLED,
                micros,
                refusal,
                tally);
    }

    /**
     * Writes the outcome of {@code command} down, when it will last, and tells it; of refusals that are too many of a kind only how
     * many.
     */
    void answer(Receipt receipt, Command command, long epochMillis) {
        if (receipt.state() == Receipt.State.APPLIED) {
            remember(command);
        }
        answer(receipt, command.actor(), epochMillis);
    }

    private void answer(Receipt receipt, String actor, long epochMillis) {
        String text = receipt.refusal().map(r -> r.code() + ": " + r.text()).orElse("");
        boolean told = tells(receipt, actor, epochMillis);
        if (receipt.refusal().map(r -> refusals.admits(r.code(), told)).orElse(true)) {
            shelf.write(new AuditEntry.Outcome(epochMillis, receipt.commandId(), actor, receipt.state(), text));
        }
        if (told) {
            shelf.send(receipt, clock.nanoTime());
        }
    }

    /** Tells that {@code command} waits for somebody's agreement, and writes down what is asked for: it may never be agreed to. */
    void hold(Command command, long arrivedAtNanos, Refusal what) {
        ports.audit()
                .append(new AuditEntry.Outcome(
                        clock.epochMillis(),
                        command.id(),
                        command.actor(),
                        Receipt.State.WAITING,
                        what.code() + ": " + CommandWords.of(command)));
        tell(receipt(command.id(), arrivedAtNanos, Receipt.State.WAITING, Optional.of(what), Optional.empty()));
    }

    private void remember(Command command) {
        applied.putLast(command.id(), OpenOrder.terms(command));
        if (applied.size() > MOST_REMEMBERED) {
            applied.pollFirstEntry();
        }
    }

    /**
     * Refuses {@code command}, which has come again. Where it was carried out and still holds its refusal says so. What somebody has
     * ended since is a repetition like any other, and whoever sent it must not take it for done; nor must whoever sent something else
     * under the same id. An order in parts, or one that names another, is looked at once after a restart, as that may cost a look at
     * many prefixes.
     *
     * @param isInForce whether the kernel, asked afresh, does as the order says
     */
    void refuseAgain(
            Command command, long arrivedAtNanos, Refusal refusal, Predicate<UUID> isInForce, long epochMillis) {
        boolean holds = stillHolds(command, isInForce);
        Receipt receipt =
                receipt(command.id(), arrivedAtNanos, Receipt.State.REFUSED, Optional.of(refusal), Optional.empty());
        answer(holds ? receipt.readBackBefore() : receipt, command.actor(), epochMillis);
    }

    private boolean stillHolds(Command command, Predicate<UUID> isInForce) {
        Command terms = OpenOrder.terms(command);
        UUID order = terms.id();
        boolean before = appliedBefore.remove(order, command.actor());
        if (!before && !terms.equals(applied.get(order))) {
            return false;
        }
        boolean holds = (!before && !isBrief(command)) || isInForce.test(order);
        if (holds) {
            remember(terms);
        } else {
            applied.remove(order);
        }
        return holds;
    }

    private static boolean isBrief(Command command) {
        return command.body() instanceof CommandBody.OnPrefixes || command.body() instanceof CommandBody.OnLimits;
    }

    /** What was carried out is always told, be it that the kernel failed or that something is covered. */
    private boolean tells(Receipt receipt, String actor, long epochMillis) {
        Optional<Refusal.Code> code = receipt.refusal().map(Refusal::code);
        if (receipt.state() != Receipt.State.REFUSED || code.isEmpty()) {
            return true;
        }
        return switch (code.get()) {
            case KERNEL_FAILED, COVERED -> true;
            default -> {
                Optional<String> known = check.knows(actor) ? Optional.of(actor) : Optional.empty();
                boolean told = refusals.tells(code.get(), known, epochMillis);
                if (!told) {
                    ports.receipts().untold(code.get());
                }
                yield told;
            }
        };
    }

    /** The same for a command that is not carried out. */
    void refuse(UUID id, long arrivedAtNanos, Refusal refusal, String actor, long epochMillis) {
        Receipt receipt = receipt(id, arrivedAtNanos, Receipt.State.REFUSED, Optional.of(refusal), Optional.empty());
        answer(receipt, actor, epochMillis);
    }

    /** The same, with what it would have hit. */
    void refuse(Command command, long arrivedAtNanos, Refusal refusal, Optional<BlastRadius> blast, long epochMillis) {
        Receipt receipt =
                receipt(command.id(), arrivedAtNanos, Receipt.State.REFUSED, Optional.of(refusal), Optional.empty());
        answer(receipt.hitting(blast), command.actor(), epochMillis);
    }

    /** Tells that a long order is being dealt with, and that nothing of it need be sent again so far. */
    void signOfLife(UUID id, long arrivedAtNanos) {
        Receipt.Tally tally = new Receipt.Tally(0, 0, 0, List.of(), List.of());
        tell(receipt(id, arrivedAtNanos, Receipt.State.WAITING, Optional.empty(), Optional.of(tally)));
    }

    /** Tells what is no outcome, or has been told before. */
    void tell(Receipt receipt) {
        shelf.repeat(receipt);
    }
}
