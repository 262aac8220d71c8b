// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.BlastRadius;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.time.NodeClock;
import java.util.Optional;
import java.util.UUID;

/** Writes down what is about to become of commands and what became of them, and tells it. Owned by the loop's thread. */
final class CommandAnswers {
    private final NodeId self;
    private final CommandPorts ports;
    private final CommandCheck check;
    private final NodeClock clock;
    private final RefusalTrail refusals = new RefusalTrail();

    CommandAnswers(NodeId self, CommandPorts ports, CommandCheck check, NodeClock clock) {
        this.self = self;
        this.ports = ports;
        this.check = check;
        this.clock = clock;
    }

    /** Announces the time of what follows. */
    void beginTurn(long epochMillis) {
        refusals.minute(epochMillis).ifPresent(ports.audit()::append);
    }

    void intent(Command command, long epochMillis) {
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
        if (receipt.refusal().map(r -> refusals.admits(r.code())).orElse(true)) {
            ports.audit()
                    .append(new AuditEntry.Outcome(epochMillis, receipt.commandId(), actor, receipt.state(), text));
        }
        tell(receipt);
    }

    /** The same for a command that is not carried out. */
    void refuse(UUID id, long arrivedAtNanos, Refusal refusal, String actor, long epochMillis) {
        answer(
                receipt(id, arrivedAtNanos, Receipt.State.REFUSED, Optional.of(refusal), Optional.empty()),
                actor,
                epochMillis);
    }

    /** The same, with what it would have hit. */
    void refuse(Command command, long arrivedAtNanos, Refusal refusal, Optional<BlastRadius> blast, long epochMillis) {
        Receipt receipt =
                receipt(command.id(), arrivedAtNanos, Receipt.State.REFUSED, Optional.of(refusal), Optional.empty());
        answer(receipt.hitting(blast), command.actor(), epochMillis);
    }

    /** Tells what is no outcome, or has been told before. */
    void tell(Receipt receipt) {
        ports.receipts().send(receipt);
    }
}
