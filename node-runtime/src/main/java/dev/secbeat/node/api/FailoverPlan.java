// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a failover would change, before anything does.
 *
 * @param clientsMoved share of the fleet's current passed traffic that would move, 0 to 1
 * @param utilisationAfter load of the target region relative to its capacity after the move, 1 = full
 * @param refusal present when a safety rule forbids the plan
 */
public record FailoverPlan(
        UUID commandId,
        String orchestrator,
        RegionId from,
        RegionId to,
        List<RecordChange> changes,
        double clientsMoved,
        double utilisationAfter,
        List<String> notes,
        Optional<Refusal> refusal) {

    public FailoverPlan {
        changes = List.copyOf(changes);
        notes = List.copyOf(notes);
    }

    /** The same with {@code more} for the operator to read. */
    public FailoverPlan withNotes(List<String> more) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(more);
        return new FailoverPlan(
                commandId, orchestrator, from, to, changes, clientsMoved, utilisationAfter, all, refusal);
    }

    /** The same, forbidden for {@code reason}. */
    public FailoverPlan refusedFor(Refusal reason) {
        return new FailoverPlan(
                commandId, orchestrator, from, to, changes, clientsMoved, utilisationAfter, notes, Optional.of(reason));
    }

    /** One DNS record set that would be replaced; {@code view} is the group of clients that see it. */
    public record RecordChange(String view, String name, String type, List<String> before, List<String> after) {}
}
