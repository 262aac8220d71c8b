// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.FailoverPlan.RecordChange;
import dev.secbeat.node.api.Refusal;
import java.util.List;
import java.util.stream.Stream;

/**
 * A plan and what has to be written down with it.
 *
 * @param notes changes of what leaders wrote down, one a view, made in the same update as the plan's change of that view
 * @param broken the rules that the plan breaks, also those that its order skips
 */
public record Planned(FailoverPlan plan, List<RecordChange> notes, List<Refusal> broken) {

    public Planned {
        notes = List.copyOf(notes);
        broken = List.copyOf(broken);
    }

    /** All record sets to change. */
    public List<RecordChange> changes() {
        return Stream.concat(plan.changes().stream(), notes.stream()).toList();
    }

    /** The same with another plan, such as one refused. */
    public Planned with(FailoverPlan other) {
        return new Planned(other, notes, broken);
    }
}
