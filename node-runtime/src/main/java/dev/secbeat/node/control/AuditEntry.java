// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Receipt;
import java.util.UUID;

/** One line of the audit trail. */
public sealed interface AuditEntry {

    /** Wall clock of this node, epoch milliseconds. */
    long epochMillis();

    UUID commandId();

    /**
     * An authentic, permitted command is about to be carried out, unless the outcome says that a later one stands.
     *
     * @param operator name of the actor in the trust file
     * @param expiresAtMillis until when the command could be replayed
     * @param order what is ordered, in words
     */
    record Intent(long epochMillis, UUID commandId, String actor, String operator, long expiresAtMillis, String order)
            implements AuditEntry {}

    /**
     * What became of a command, carried out or refused; or, with the id of all zeros, of many that are not written.
     *
     * @param actor who claims to have sent it; verified only if an intent precedes
     * @param text the refusal's code and sentence, or empty
     */
    record Outcome(long epochMillis, UUID commandId, String actor, Receipt.State state, String text)
            implements AuditEntry {}
}
