// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Scope;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A command this console sent, and what became of it.
 *
 * @param summary such as {@code block 203.0.113.42 60 s}
 * @param dryRun nodes were only asked what they would do
 * @param problem why it could not be sent at all; else empty
 * @param issuedAtMillis epoch milliseconds
 * @param answers one for each node that was live and in scope when it was sent, by node
 * @param undoable something of it is in force and nobody here has undone it
 * @param undoes the order that this one undoes
 * @param endsAtMillis when what it ordered ends by itself, epoch milliseconds; 0 when it does not
 * @param scope nodes that it was for
 * @param trial how it goes, when it is no order itself but has one region try one first
 */
public record CommandState(
        UUID id,
        String summary,
        boolean dryRun,
        String problem,
        long issuedAtMillis,
        List<Answer> answers,
        boolean undoable,
        Optional<UUID> undoes,
        long endsAtMillis,
        Scope scope,
        Optional<CanaryState> trial) {
    public CommandState {
        answers = List.copyOf(answers);
    }

    /** One that cannot be undone. */
    public CommandState(
            UUID id, String summary, boolean dryRun, String problem, long issuedAtMillis, List<Answer> answers) {
        this(
                id,
                summary,
                dryRun,
                problem,
                issuedAtMillis,
                answers,
                false,
                Optional.empty(),
                0,
                new Scope.Fleet(),
                Optional.empty());
    }

    /** What one node said. */
    public enum Outcome {
        /** No receipt yet. */
        WAITING,
        /** Held until a second administrator agrees. */
        HELD,
        /** In force, read back from the kernel. */
        APPLIED,
        /** Dry run: would be applied. */
        CHECKED,
        /** A drill: carried out, and over by itself. */
        DRILLED,
        /** Taken, yet the kernel was not read back. */
        UNVERIFIED,
        /** Not carried out. */
        REFUSED,
        /** A later command decided the same. */
        SUPERSEDED,
        /** No receipt in time: the block may be missing on this node. */
        MISSING
    }

    /**
     * One node's answer.
     *
     * @param nodeId {@code region/name}
     * @param afterMillis from sending to the receipt's arrival, milliseconds; -1 while none came
     * @param text why it was refused; else empty
     * @param receipt what it said, in full; empty while none came
     */
    public record Answer(String nodeId, Outcome outcome, double afterMillis, String text, Optional<Receipt> receipt) {
        /** One of a node that has said nothing. */
        public Answer(String nodeId, Outcome outcome, double afterMillis, String text) {
            this(nodeId, outcome, afterMillis, text, Optional.empty());
        }
    }

    /** What the nodes said that have answered. */
    public List<Receipt> receipts() {
        return answers.stream().flatMap(answer -> answer.receipt().stream()).toList();
    }

    /** Answers with an outcome. */
    public long count(Outcome outcome) {
        return answers.stream().filter(answer -> answer.outcome() == outcome).count();
    }

    /** Slowest receipt so far, milliseconds; -1 before the first. */
    public double slowestMillis() {
        return answers.stream().mapToDouble(Answer::afterMillis).max().orElse(-1);
    }

    /** Whether no receipt is outstanding any more. */
    public boolean isSettled() {
        return count(Outcome.WAITING) == 0;
    }
}
