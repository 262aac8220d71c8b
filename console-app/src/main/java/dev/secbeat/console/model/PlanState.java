// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.PlanDigest;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The orchestrator's answer to a failover request.
 *
 * @param orchestrator who answered: the leader
 * @param changes DNS record sets that would change
 * @param clientsMoved share of the fleet's passed traffic that would move, 0 to 1
 * @param utilisationAfter load of the target relative to its capacity afterwards, 1 = full
 * @param refusal why a safety rule forbids it; empty when it is allowed
 * @param digest what it would do, for the order that is held to it; empty of orchestrators that hold none to a plan
 */
public record PlanState(
        UUID commandId,
        String orchestrator,
        String fromRegion,
        String toRegion,
        List<Change> changes,
        double clientsMoved,
        double utilisationAfter,
        List<String> notes,
        String refusal,
        Optional<PlanDigest> digest) {
    public PlanState {
        changes = List.copyOf(changes);
        notes = List.copyOf(notes);
    }

    /** One record set, as seen by one group of clients. */
    public record Change(String view, String name, String type, List<String> before, List<String> after) {
        public Change {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }

    /** Whether the orchestrator would carry it out. */
    public boolean isAllowed() {
        return refusal.isEmpty();
    }
}
