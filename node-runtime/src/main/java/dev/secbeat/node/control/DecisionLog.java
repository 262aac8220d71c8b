// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

/**
 * Port: whether operators' decisions would outlive the process. Decisions are numbered in the order in which they were
 * taken. Called by the node loop's thread; never blocks.
 */
public interface DecisionLog {
    /** Keeps nothing. */
    DecisionLog NONE = new DecisionLog() {
        @Override
        public long newest() {
            return 0;
        }

        @Override
        public State state(long after, long through) {
            return State.NOT_KEPT;
        }
    };

    /** Where some decisions are. */
    enum State {
        /** All of them, or newer ones in their place, are on the disk. */
        DURABLE,
        /** Some are still on their way there. */
        PENDING,
        /** Some will not get there, or it is not known any more. */
        NOT_KEPT
    }

    /** Number of the newest decision; 0 before the first. */
    long newest();

    /** Where the decisions with numbers over {@code after}, up to {@code through}, are. */
    State state(long after, long through);
}
