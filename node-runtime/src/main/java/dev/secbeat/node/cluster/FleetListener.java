// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.Leader;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.SignedCommand;

/**
 * Hears what the fleet says. Called on the link's threads, one message at a time per kind; must return soon and not
 * throw: coalesce, do not work here. The sender of a status, event or receipt is proven by the transport; a command is
 * not verified, it is what somebody with an operator's connection published.
 */
public interface FleetListener {
    default void onStatus(NodeStatus status) {}

    default void onEvent(FleetEvent event) {}

    default void onReceipt(Receipt receipt) {}

    default void onPlan(FailoverPlan plan) {}

    /** Who hears of orders on regions and where clients are steered; asked for each message. */
    default SteeringListener steering() {
        return SteeringListener.NONE;
    }

    /** Only an orchestrator may publish it; which of them leads, the epoch tells. */
    default void onLeader(Leader leader) {}

    default void onCommand(SignedCommand command) {}

    /** So many more commands were thrown away, since they came faster than they are taken. */
    default void onCommandsLost(long number) {}

    /** Whether trust files that administrators publish are for this one; asked at every connection. */
    default boolean followsTrust() {
        return false;
    }

    default void onConnection(ConnectionState state) {}
}
