// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.DrillGround;
import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import java.util.Optional;

/** What the audit trail says of orders on regions. */
public final class FailoverEntries {
    private FailoverEntries() {}

    /**
     * The records of {@code plan} are about to be changed.
     *
     * @param operator name of the actor in the trust file
     */
    public static AuditEntry intent(Command command, String operator, FailoverPlan plan, long epochMillis) {
        String comesTo = ", " + plan.changes().size() + " records from " + plan.from() + " to " + plan.to();
        return new AuditEntry.Intent(
                epochMillis,
                command.id(),
                command.actor(),
                operator,
                command.expiresAt().toEpochMilli(),
                CommandWords.of(command, comesTo));
    }

    /** What would become of an order that is only tried. */
    public static AuditEntry planned(Command command, FailoverPlan plan, long epochMillis) {
        Receipt.State done = DrillGround.onRegion(command).isPresent() ? Receipt.State.DRILLED : Receipt.State.CHECKED;
        String would = plan.changes().size() + " records would change"
                + plan.digest().map(digest -> ", plan " + digest).orElse("");
        return new AuditEntry.Outcome(
                epochMillis,
                command.id(),
                command.actor(),
                plan.refusal().isPresent() ? Receipt.State.REFUSED : done,
                plan.refusal().map(FailoverEntries::words).orElse(would));
    }

    /** What became of an order. */
    public static AuditEntry ended(String actor, FailoverOutcome outcome) {
        Optional<String> refused = outcome.plan().refusal().map(FailoverEntries::words);
        String evidence = (outcome.evidence().isEmpty() ? "" : ": ") + String.join("; ", outcome.evidence());
        return new AuditEntry.Outcome(
                outcome.atMillis(),
                outcome.commandId(),
                actor,
                outcome.result() == FailoverOutcome.Result.APPLIED ? Receipt.State.APPLIED : Receipt.State.REFUSED,
                refused.orElse(outcome.result() + evidence));
    }

    /** An order is not carried out. */
    public static AuditEntry refused(Command command, Refusal why, long epochMillis) {
        return new AuditEntry.Outcome(epochMillis, command.id(), command.actor(), Receipt.State.REFUSED, words(why));
    }

    private static String words(Refusal refusal) {
        return refusal.code() + ": " + refusal.text();
    }
}
