// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Prefix;
import java.util.List;
import java.util.UUID;

/**
 * What an order, or some of it, changed on this node.
 *
 * @param command id of the order
 */
public record PastOrder(UUID command, List<Change> changes) {

    /**
     * One prefix.
     *
     * @param before how it stood
     * @param after how it has stood since, unless somebody else decided
     */
    public record Change(Prefix prefix, PriorState before, PriorState after) {}

    public PastOrder {
        changes = List.copyOf(changes);
    }
}
