// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

/** What command handling needs from outside. */
public record CommandPorts(
        CommandIntake intake, SignatureVerifier verifier, AuditLog audit, ReceiptOutbox receipts, UndoLog undoLog) {

    /** Without a memory of what orders changed that outlives the process. */
    public CommandPorts(CommandIntake intake, SignatureVerifier verifier, AuditLog audit, ReceiptOutbox receipts) {
        this(intake, verifier, audit, receipts, UndoLog.NONE);
    }
}
