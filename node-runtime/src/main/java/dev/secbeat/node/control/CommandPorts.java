// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.verdict.LimitControl;

/**
 * What command handling needs from outside.
 *
 * @param room for operators' decisions
 * @param limits that operators gave
 * @param limitDecisions whether the disk has what was decided on them
 */
public record CommandPorts(
        CommandIntake intake,
        SignatureVerifier verifier,
        AuditLog audit,
        ReceiptOutbox receipts,
        UndoLog undoLog,
        DecisionLog decisions,
        OrderRoom room,
        LimitControl limits,
        DecisionLog limitDecisions) {

    /** Of a node that holds to no limits that are ordered. */
    public CommandPorts(
            CommandIntake intake,
            SignatureVerifier verifier,
            AuditLog audit,
            ReceiptOutbox receipts,
            UndoLog undoLog,
            DecisionLog decisions,
            OrderRoom room) {
        this(intake, verifier, audit, receipts, undoLog, decisions, room, LimitControl.NONE, DecisionLog.NONE);
    }

    /** The same with limits, and word of which of them are on the disk. */
    public CommandPorts withLimits(LimitControl held, DecisionLog log) {
        return new CommandPorts(intake, verifier, audit, receipts, undoLog, decisions, room, held, log);
    }

    /** Without word of what is on the disk and of what there is room for. */
    public CommandPorts(
            CommandIntake intake, SignatureVerifier verifier, AuditLog audit, ReceiptOutbox receipts, UndoLog undoLog) {
        this(intake, verifier, audit, receipts, undoLog, DecisionLog.NONE, () -> Integer.MAX_VALUE);
    }

    /** Without a memory of what orders changed that outlives the process. */
    public CommandPorts(CommandIntake intake, SignatureVerifier verifier, AuditLog audit, ReceiptOutbox receipts) {
        this(intake, verifier, audit, receipts, UndoLog.NONE);
    }
}
