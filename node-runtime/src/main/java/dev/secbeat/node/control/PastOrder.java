// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import java.util.List;
import java.util.UUID;

/**
 * What an order, or some of it, changed on this node.
 *
 * @param command id of the order
 * @param scope nodes that it was for
 * @param trialUntilMillis of a trial that is not over: when it will be, epoch milliseconds; else 0
 * @param by key that decided it alone; empty when two agreed, or when nobody knows
 */
public record PastOrder(UUID command, List<Change> changes, Scope scope, long trialUntilMillis, String by) {

    /**
     * One prefix.
     *
     * @param before how it stood
     * @param after how it has stood since, unless somebody else decided
     * @param beforeScope nodes for which it stood so before
     */
    public record Change(Prefix prefix, PriorState before, PriorState after, Scope beforeScope) {
        /** One where what stood before was the whole fleet's. */
        public Change(Prefix prefix, PriorState before, PriorState after) {
            this(prefix, before, after, new Scope.Fleet());
        }
    }

    public PastOrder {
        changes = List.copyOf(changes);
    }

    /** One that is no trial. */
    public PastOrder(UUID command, List<Change> changes, Scope scope) {
        this(command, changes, scope, 0, "");
    }

    /** One for the whole fleet. */
    public PastOrder(UUID command, List<Change> changes) {
        this(command, changes, new Scope.Fleet());
    }
}
