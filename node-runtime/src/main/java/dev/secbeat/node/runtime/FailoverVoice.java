// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.SteeringReport;

/** What the orchestrator that leads says about regions. Never waits. */
interface FailoverVoice {
    void tell(FailoverPlan plan);

    void tell(FailoverOutcome outcome);

    void tell(SteeringReport report);

    /** Counts an order that was refused and gets no answer, as too many like it had one. */
    void untold(Refusal.Code code);
}
