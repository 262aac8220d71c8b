// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.api.Subjects;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** How to have clients steered. Safe for all threads. */
public record SteeringLink(FleetLink link) {

    /**
     * Publishes an order on a region that is to be carried out, and waits for what becomes of it; empty when no orchestrator
     * tells in time.
     */
    public CompletableFuture<Optional<FailoverOutcome>> order(SignedCommand command, Duration timeout) {
        return link.publishedOr(link.pending().failoverOutcome(command.command().id(), timeout), command);
    }

    /** Has the leading orchestrator tell where clients are steered; false when there is no connection. */
    public boolean ask() {
        return link.publish(Subjects.ASK_FAILOVER, new byte[0]);
    }
}
