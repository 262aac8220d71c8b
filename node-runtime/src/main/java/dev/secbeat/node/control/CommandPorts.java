// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

/** What command handling needs from outside. */
public record CommandPorts(
        CommandIntake intake,
        SignatureVerifier verifier,
        AuditLog audit,
        ReceiptOutbox receipts,
        UndoLog undoLog,
        DecisionLog decisions) {

    /** Without word of what is on the disk. */
    public CommandPorts(
            CommandIntake intake, SignatureVerifier verifier, AuditLog audit, ReceiptOutbox receipts, UndoLog undoLog) {
        this(intake, verifier, audit, receipts, undoLog, DecisionLog.NONE);
    }

    /** Without a memory of what orders changed that outlives the process. */
    public CommandPorts(CommandIntake intake, SignatureVerifier verifier, AuditLog audit, ReceiptOutbox receipts) {
        this(intake, verifier, audit, receipts, UndoLog.NONE);
    }
}
