// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.time.Instant;
import java.util.UUID;

/**
 * An order to the fleet, before it is signed.
 *
 * @param id chosen by the sender, unique for ever; a second command with the same id is a replay
 * @param issuedAt sender's wall clock, millisecond precision
 * @param expiresAt after this a node refuses the command (not the lifetime of the block it orders)
 * @param actor public nkey of the operator, {@code U...}
 * @param dryRun check and answer, change nothing
 */
public record Command(
        UUID id, Instant issuedAt, Instant expiresAt, String actor, Scope scope, boolean dryRun, CommandBody body) {

    public Command {
        if (!expiresAt.isAfter(issuedAt)) {
            throw new IllegalArgumentException("expiresAt " + expiresAt + " is not after issuedAt " + issuedAt);
        }
    }
}
