// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.SignedCommand;
import java.util.UUID;

/** What came in on a command subject. Nothing of it is trusted yet. */
public sealed interface ReceivedCommand {

    /** Monotonic nanoseconds at which it came off the wire. */
    long arrivedAtNanos();

    /** A well-formed command. */
    record Decoded(SignedCommand signed, long arrivedAtNanos) implements ReceivedCommand {}

    /**
     * A well-formed command whose signer may have been withdrawn without this node's knowledge.
     *
     * @param reason why that is not known, and what to do
     */
    record Unconfirmed(SignedCommand signed, String reason, long arrivedAtNanos) implements ReceivedCommand {}

    /**
     * Something else.
     *
     * @param id the command's id when that much could be read, else all zero
     * @param reason what is wrong with it
     */
    record Undecodable(UUID id, String reason, long arrivedAtNanos) implements ReceivedCommand {}
}
