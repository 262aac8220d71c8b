// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A node's proof of what became of a command.
 *
 * @param kernelReadBack the entries were read back from the kernel's maps after writing; of a repeated command that is refused
 *     as such: when it came first
 * @param appliedAfterMicros from taking the command off the wire to the read-back, microseconds
 * @param refusal present when {@code state} is {@code REFUSED}; of one that waits: for whom it does; of one that was only
 *     checked: that it would wait
 * @param tally of an order on many prefixes or one that waits for parts
 * @param isDurable what was applied is on the node's disk, so that it survives a power cut of the whole fleet; when not,
 *     the disk is slow or fails, or the node is of an earlier release, which does not tell
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
        boolean isDurable,
        Optional<BlastRadius> blast) {

    /** One that says nothing of the disk, nor of what it would hit. */
    public Receipt(
            UUID commandId,
            NodeId node,
            State state,
            boolean kernelReadBack,
            long appliedAfterMicros,
            Optional<Refusal> refusal,
            Optional<Tally> tally) {
        this(commandId, node, state, kernelReadBack, appliedAfterMicros, refusal, tally, false, Optional.empty());
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

    /** The same, saying that what was applied is on the node's disk. */
    public Receipt durable() {
        return new Receipt(commandId, node, state, kernelReadBack, appliedAfterMicros, refusal, tally, true, blast);
    }

    /** The same of a repeated command that was carried out when it came first. */
    public Receipt readBackBefore() {
        return new Receipt(commandId, node, state, true, appliedAfterMicros, refusal, tally, isDurable, blast);
    }

    /**
     * What this one says of the command to whom has repeated it because no receipt came: a node that refuses the repetition
     * and had carried the command out has it in force.
     */
    public Receipt ofRepetition() {
        boolean known = state == State.REFUSED
                && kernelReadBack
                && refusal.map(Refusal::code).equals(Optional.of(Refusal.Code.REPLAYED));
        return known
                ? new Receipt(
                        commandId,
                        node,
                        State.APPLIED,
                        true,
                        appliedAfterMicros,
                        Optional.empty(),
                        tally,
                        isDurable,
                        blast)
                : this;
    }

    /** The same, with what the order would hit. */
    public Receipt hitting(Optional<BlastRadius> radius) {
        return new Receipt(
                commandId, node, state, kernelReadBack, appliedAfterMicros, refusal, tally, isDurable, radius);
    }

    /** Whether nothing follows unless somebody does something: what only waits for parts is told of again. */
    public boolean isFinal() {
        return state != State.WAITING || refusal.isPresent();
    }

    /**
     * Whether the node found nothing that this was about. Of an approval it is not the last word: once the node has been given the
     * order it may take it.
     */
    public boolean foundNothing() {
        return state == State.REFUSED && refusal.map(Refusal::code).equals(Optional.of(Refusal.Code.NOTHING_TO_DO));
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
        /** It was a drill: carried out and read back, and over by itself within seconds. */
        DRILLED,
        /** Not applied, see the refusal. */
        REFUSED,
        /** A later command already decided the same prefixes. */
        SUPERSEDED,
        /** Not decided yet: parts of the order have not arrived, or somebody else must agree. */
        WAITING
    }
}
