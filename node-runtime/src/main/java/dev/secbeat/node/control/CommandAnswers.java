// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.BlastRadius;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.time.NodeClock;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.UUID;

/** Writes down what is about to become of commands and what became of them, and tells it. Owned by the loop's thread. */
final class CommandAnswers {
    private static final int MOST_REMEMBERED = 1_024;

    private final NodeId self;
    private final CommandPorts ports;
    private final CommandCheck check;
    private final NodeClock clock;
    private final RefusalTrail refusals = new RefusalTrail();
    private final ReceiptShelf shelf;
    private final SequencedSet<UUID> applied = new LinkedHashSet<>();

    CommandAnswers(NodeId self, CommandPorts ports, CommandCheck check, NodeClock clock) {
        this.self = self;
        this.ports = ports;
        this.check = check;
        this.clock = clock;
        this.shelf = new ReceiptShelf(ports.decisions(), ports.receipts());
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
        return new Receipt(id, self, state, state == Receipt.State.APPLIED, micros, refusal, tally);
    }

    /** Writes the outcome down, then tells it. */
    void answer(Receipt receipt, String actor, long epochMillis) {
        String text = receipt.refusal().map(r -> r.code() + ": " + r.text()).orElse("");
        if (receipt.state() == Receipt.State.APPLIED) {
            applied.add(receipt.commandId());
            if (applied.size() > MOST_REMEMBERED) {
                applied.removeFirst();
            }
        }
        if (receipt.refusal().map(r -> refusals.admits(r.code())).orElse(true)) {
            ports.audit()
                    .append(new AuditEntry.Outcome(epochMillis, receipt.commandId(), actor, receipt.state(), text));
        }
        shelf.send(receipt, clock.nanoTime());
    }

    /** The same for a command that is not carried out. */
    void refuse(UUID id, long arrivedAtNanos, Refusal refusal, String actor, long epochMillis) {
        Receipt receipt = receipt(id, arrivedAtNanos, Receipt.State.REFUSED, Optional.of(refusal), Optional.empty());
        boolean known = refusal.code() == Refusal.Code.REPLAYED && applied.contains(id);
        answer(known ? receipt.readBackBefore() : receipt, actor, epochMillis);
    }

    /** The same, with what it would have hit. */
    void refuse(Command command, long arrivedAtNanos, Refusal refusal, Optional<BlastRadius> blast, long epochMillis) {
        Receipt receipt =
                receipt(command.id(), arrivedAtNanos, Receipt.State.REFUSED, Optional.of(refusal), Optional.empty());
        answer(receipt.hitting(blast), command.actor(), epochMillis);
    }

    /** Tells what is no outcome, or has been told before. */
    void tell(Receipt receipt) {
        shelf.repeat(receipt);
    }
}
