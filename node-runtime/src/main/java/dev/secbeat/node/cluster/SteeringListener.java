// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.SteeringReport;

/**
 * Hears what orchestrators say of where clients are steered. Called on the link's threads; must return soon and not throw.
 * Only an orchestrator may publish it; which of them leads, the epoch tells.
 */
public interface SteeringListener {
    /** Listens to nothing. */
    SteeringListener NONE = new SteeringListener() {};

    /** What became of an order on a region. */
    default void onOutcome(FailoverOutcome outcome) {}

    /** Where clients are steered. */
    default void onReport(SteeringReport report) {}

    /** Somebody asks where clients are steered; called only where {@link #answers()}. */
    default void onAsked() {}

    /** Whether questions where clients are steered are for this one; asked at every connection. */
    default boolean answers() {
        return false;
    }
}
