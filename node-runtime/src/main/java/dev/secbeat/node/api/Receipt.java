// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.Optional;
import java.util.UUID;

/**
 * A node's proof of what became of a command.
 *
 * @param kernelReadBack the entries were read back from the kernel's maps after writing
 * @param appliedAfterMicros from taking the command off the wire to the read-back, microseconds
 * @param refusal present exactly when {@code state} is {@code REFUSED}
 */
public record Receipt(
        UUID commandId,
        NodeId node,
        State state,
        boolean kernelReadBack,
        long appliedAfterMicros,
        Optional<Refusal> refusal) {

    /** Outcome on one node. */
    public enum State {
        /** In force on this node. */
        APPLIED,
        /** Checked, would be applied; nothing changed (dry run). */
        CHECKED,
        /** Not applied, see the refusal. */
        REFUSED,
        /** A later command already decided the same prefixes. */
        SUPERSEDED
    }
}
