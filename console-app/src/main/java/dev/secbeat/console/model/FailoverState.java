// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.Optional;

/**
 * Where failover stands.
 *
 * @param phase {@code idle} while nothing is being moved
 * @param plan the newest plan this console asked for
 */
public record FailoverState(String phase, Optional<PlanState> plan) {
    /** Nothing heard yet. */
    public static final FailoverState UNKNOWN = new FailoverState("idle", Optional.empty());
}
