// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import java.util.Map;
import java.util.UUID;

/**
 * Port: the trail of commands. Called by the node loop's thread. An implementation that cannot write reports and counts
 * that itself and does not throw: a full disk must not keep an operator from stopping an attack.
 */
@FunctionalInterface
public interface AuditLog {

    /** Writes {@code entry} before returning. */
    void append(AuditEntry entry);

    /** Commands that were applied before this start and could still come again, with the key of who gave each. */
    default Map<UUID, String> applied() {
        return Map.of();
    }
}
