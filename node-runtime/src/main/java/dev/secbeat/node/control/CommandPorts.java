// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import java.util.function.IntSupplier;

/**
 * What command handling needs from outside.
 *
 * @param room how many more of operators' decisions this node can hold
 */
public record CommandPorts(
        CommandIntake intake,
        SignatureVerifier verifier,
        AuditLog audit,
        ReceiptOutbox receipts,
        UndoLog undoLog,
        DecisionLog decisions,
        IntSupplier room) {

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
