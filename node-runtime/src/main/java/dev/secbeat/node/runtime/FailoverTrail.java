// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.control.AuditLog;
import dev.secbeat.node.control.CommandCheck;
import dev.secbeat.node.control.FailoverEntries;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.RefusalTrail;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes down what is about to become of orders on regions and what became of them. Whoever may publish orders may repeat what others
 * signed, and forge any: refusals and repetitions are written and answered within {@link RefusalTrail}'s bounds.
 *
 * <p>Owned by the orchestrator's thread, but for {@link #secure}.
 */
final class FailoverTrail {
    private static final int MOST_REMEMBERED = 4_096;

    private final AuditLog log;
    private final Runnable securing;
    private final CommandCheck check;
    private final RefusalTrail refusals = new RefusalTrail();
    /** Dry runs that were planned, with their expiry in epoch milliseconds. */
    private final Map<UUID, Long> shown = new HashMap<>();

    /** @param securing waits until the disk has what was written, on any thread */
    FailoverTrail(AuditLog log, Runnable securing, CommandCheck check) {
        this.log = log;
        this.securing = securing;
        this.check = check;
    }

    /** Tells of the minute before what was left out of it. */
    void beginTurn(long nowMillis) {
        refusals.minute(nowMillis).ifPresent(log::append);
    }

    /** Notes down what is about to be changed. */
    void intend(Command command, FailoverPlan plan, long nowMillis) {
        String operator = check.actor(command).map(Operator::name).orElse("");
        log.append(FailoverEntries.intent(command, operator, plan, nowMillis));
    }

    /** Waits until the disk has it; not for long where it fails. Safe for all threads. */
    void secure() {
        securing.run();
    }

    /** Notes down what became of an order that was carried out, or begun. */
    void ended(String actor, FailoverOutcome outcome) {
        log.append(FailoverEntries.ended(actor, outcome));
    }

    /** Whether a dry run comes for the first time; false also when there is no room to remember it. */
    boolean isFirst(Command command, long nowMillis) {
        if (shown.size() >= MOST_REMEMBERED) {
            shown.values().removeIf(expiresAtMillis -> expiresAtMillis < nowMillis);
        }
        return shown.size() < MOST_REMEMBERED
                && shown.putIfAbsent(command.id(), command.expiresAt().toEpochMilli()) == null;
    }

    /** Notes down what would become of a dry run, when it comes for the first time. */
    void planned(Command command, FailoverPlan plan, long nowMillis) {
        log.append(FailoverEntries.planned(command, plan, nowMillis));
    }

    /** Notes an order down that is not carried out; whether it is answered too. */
    boolean refused(Command command, Refusal why, long nowMillis) {
        boolean told = tells(command, why.code(), nowMillis);
        if (refusals.admits(why.code(), told)) {
            log.append(FailoverEntries.refused(command, why, nowMillis));
        }
        return told;
    }

    /** Whether one more answer of a kind that anybody may have any number of is given. */
    boolean tells(Command command, Refusal.Code code, long nowMillis) {
        Optional<String> known = Optional.of(command.actor()).filter(check::knows);
        return refusals.tells(code, known, nowMillis);
    }
}
