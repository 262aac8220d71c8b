// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A node's proof of what became of a command.
 *
 * @param kernelReadBack the entries were read back from the kernel's maps after writing
 * @param appliedAfterMicros from taking the command off the wire to the read-back, microseconds
 * @param refusal present when {@code state} is {@code REFUSED}; of one that waits: for whom it does
 * @param tally of an order on many prefixes or one that waits for parts
 * @param blast of a block that was only checked, or that would hit too much: what it would hit
 */
public record Receipt(
        UUID commandId,
        NodeId node,
        State state,
        boolean kernelReadBack,
        long appliedAfterMicros,
        Optional<Refusal> refusal,
        Optional<Tally> tally,
        Optional<BlastRadius> blast) {

    /** One that says nothing of what it would hit. */
    public Receipt(
            UUID commandId,
            NodeId node,
            State state,
            boolean kernelReadBack,
            long appliedAfterMicros,
            Optional<Refusal> refusal,
            Optional<Tally> tally) {
        this(commandId, node, state, kernelReadBack, appliedAfterMicros, refusal, tally, Optional.empty());
    }

    /** One without a tally. */
    public Receipt(
            UUID commandId,
            NodeId node,
            State state,
            boolean kernelReadBack,
            long appliedAfterMicros,
            Optional<Refusal> refusal) {
        this(commandId, node, state, kernelReadBack, appliedAfterMicros, refusal, Optional.empty());
    }

    /** The same, with what the order would hit. */
    public Receipt hitting(Optional<BlastRadius> radius) {
        return new Receipt(commandId, node, state, kernelReadBack, appliedAfterMicros, refusal, tally, radius);
    }

    /** Whether nothing follows unless somebody does something: what only waits for parts is told of again. */
    public boolean isFinal() {
        return state != State.WAITING || refusal.isPresent();
    }

    /**
     * How many prefixes of an order came to what.
     *
     * @param applied in force and read back, or, of a dry run, permitted
     * @param refused not permitted, or not in force
     * @param superseded left alone, for a later command has decided them
     * @param leftAlone the first few of those superseded
     * @param missing indexes of parts that have not arrived, ascending
     */
    public record Tally(int applied, int refused, int superseded, List<Prefix> leftAlone, List<Integer> missing) {
        public Tally {
            leftAlone = List.copyOf(leftAlone);
            missing = List.copyOf(missing);
        }
    }

    /** Outcome on one node. */
    public enum State {
        /** In force on this node. */
        APPLIED,
        /** Checked, would be applied; nothing changed (dry run). */
        CHECKED,
        /** Not applied, see the refusal. */
        REFUSED,
        /** A later command already decided the same prefixes. */
        SUPERSEDED,
        /** Not decided yet: parts of the order have not arrived, or somebody else must agree. */
        WAITING
    }
}
