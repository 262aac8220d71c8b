// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.Leader;
import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.json.Json;

/** What the orchestrator that leads tells the fleet. Each answers false when there is no connection. All threads. */
public record FailoverReports(FleetLink link) {

    /** Publishes a plan. */
    public boolean publish(FailoverPlan plan) {
        return link.publish(Subjects.FAILOVER_PLAN, Json.PLAN.encode(plan));
    }

    /** Publishes that this orchestrator leads. */
    public boolean publish(Leader leader) {
        return link.publish(Subjects.FAILOVER_LEADER, Json.LEADER.encode(leader));
    }
}
