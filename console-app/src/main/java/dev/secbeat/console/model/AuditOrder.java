// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Scope;
import java.util.List;
import java.util.UUID;

/**
 * An order as the audit trail tells it: who gave it, what it was, what became of it where.
 *
 * @param id of all zeros: many that nodes refused and did not write one by one
 * @param epochMillis when the first writer wrote of it, by that writer's clock
 * @param actor public key of who gave it, or claims to have
 * @param operator that key's name in the trust file; empty where the trail does not tell it
 * @param what the order in words; empty where nobody wrote it down
 * @param expiresAtMillis until when it could be carried out, epoch milliseconds; 0 where that is not told
 * @param proven a writer's own chain tells of it, rather than what was only published
 * @param replies what each writer says became of it, in the order of their clocks
 */
public record AuditOrder(
        UUID id,
        long epochMillis,
        String actor,
        String operator,
        String what,
        long expiresAtMillis,
        boolean proven,
        List<Reply> replies) {
    public AuditOrder {
        replies = List.copyOf(replies);
    }

    /**
     * What became of it at one writer.
     *
     * @param writer {@code region/node}, or {@code orchestrator} and its name
     * @param sequence number of the record in the writer's chain
     * @param text the refusal's code and sentence; else empty
     */
    public record Reply(String writer, long epochMillis, long sequence, Receipt.State state, String text) {}

    /** The nodes it was for, as its words tell before its giver's own begin; the fleet where they do not. */
    public Scope scope() {
        String head = what.split(": ", 2)[0];
        try {
            return Scope.parse(head.substring(head.lastIndexOf(' ') + 1));
        } catch (IllegalArgumentException untold) {
            return new Scope.Fleet();
        }
    }

    /** Who gave it, as lists show it. */
    public String who() {
        return operator.isEmpty() ? OrderHeard.shortKey(actor) : operator;
    }

    /** How many say so. */
    public long count(Receipt.State state) {
        return replies.stream().filter(reply -> reply.state() == state).count();
    }

    /** What says most of what became of it: what went wrong before what went well; empty while nobody has said. */
    public String outcome() {
        List<Receipt.State> worstFirst = List.of(
                Receipt.State.REFUSED,
                Receipt.State.WAITING,
                Receipt.State.SUPERSEDED,
                Receipt.State.APPLIED,
                Receipt.State.CHECKED,
                Receipt.State.DRILLED);
        return worstFirst.stream()
                .filter(state -> count(state) > 0)
                .findFirst()
                .map(Receipt.State::name)
                .orElse("");
    }
}
