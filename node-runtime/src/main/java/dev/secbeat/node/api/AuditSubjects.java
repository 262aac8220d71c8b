// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

/** Where orchestrators' audit records are copied to; nodes' are at {@link Subjects#audit(NodeId)}. */
public final class AuditSubjects {
    private AuditSubjects() {}

    /**
     * Where the orchestrator of that name copies its records to, in order; nobody else may publish there. It is longer than a node's
     * subject, so that no region's name makes it one.
     */
    public static String ofOrchestrator(String name) {
        return Subjects.ROOT + "audit.by.orchestrator." + name;
    }
}
