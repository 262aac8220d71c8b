// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.SteeringListener;

/** Hears for an orchestrator, but of nodes only those whose word counts. */
record StandingEar(FleetListener inner, OwnStanding standing) implements FleetListener {
    @Override
    public void onStatus(NodeStatus status) {
        if (standing.hears(status.node())) {
            inner.onStatus(status);
        }
    }

    @Override
    public void onEvent(FleetEvent event) {
        if (standing.hears(event.node())) {
            inner.onEvent(event);
        }
    }

    @Override
    public void onReceipt(Receipt receipt) {
        if (standing.hears(receipt.node())) {
            inner.onReceipt(receipt);
        }
    }

    @Override
    public void onCommand(SignedCommand command) {
        inner.onCommand(command);
    }

    @Override
    public SteeringListener steering() {
        return inner.steering();
    }

    @Override
    public boolean followsTrust() {
        return inner.followsTrust();
    }
}
