// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.Leader;
import dev.secbeat.node.api.SteeringReport;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.json.Json;

/** What the orchestrator that leads tells the fleet. Each answers false when there is no connection. All threads. */
public record FailoverReports(FleetLink link) {

    /** Publishes a plan. */
    public boolean publish(FailoverPlan plan) {
        return link.publish(Subjects.FAILOVER_PLAN, Json.PLAN.encode(plan));
    }

    /** Publishes what became of an order. */
    public boolean publish(FailoverOutcome outcome) {
        return link.publish(Subjects.FAILOVER_OUTCOME, Json.OUTCOME.encode(outcome));
    }

    /** Publishes where clients are steered. */
    public boolean publish(SteeringReport report) {
        return link.publish(Subjects.FAILOVER_STATE, Json.STEERING.encode(report));
    }

    /** Publishes that this orchestrator leads. */
    public boolean publish(Leader leader) {
        return link.publish(Subjects.FAILOVER_LEADER, Json.LEADER.encode(leader));
    }
}
