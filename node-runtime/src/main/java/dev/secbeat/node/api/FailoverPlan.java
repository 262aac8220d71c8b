// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What an order on a region would change, before anything does.
 *
 * @param dryRun whether nothing was to be changed anyway; else an outcome follows
 * @param from region whose clients move: of a failback the one that they are at now
 * @param to region that they move to: of a failback the one they come back to
 * @param clientsMoved share of the fleet's current passed traffic that would move, 0 to 1
 * @param utilisationAfter load of the target region relative to its capacity after the move, 1 = full
 * @param refusal present when a safety rule forbids the plan
 * @param digest what it would do, for whoever confirms it; empty of releases that hold no order to a plan
 */
public record FailoverPlan(
        UUID commandId,
        String orchestrator,
        Act act,
        boolean dryRun,
        RegionId from,
        RegionId to,
        List<RecordChange> changes,
        double clientsMoved,
        double utilisationAfter,
        List<String> notes,
        Optional<Refusal> refusal,
        Optional<PlanDigest> digest) {

    /** What is done to a region. */
    public enum Act {
        /** Its clients go to a region that the order names. */
        FAILOVER,
        /** Its clients go to the region with most room, while it still serves those who have yet to hear of it. */
        DRAIN,
        /** Its clients come back. */
        FAILBACK
    }

    public FailoverPlan {
        changes = List.copyOf(changes);
        notes = List.copyOf(notes);
    }

    /** The region that the order names: whose clients go or come back. */
    public RegionId region() {
        return act == Act.FAILBACK ? to : from;
    }

    /** The same with {@code more} for the operator to read. */
    public FailoverPlan withNotes(List<String> more) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(more);
        return new FailoverPlan(
                commandId,
                orchestrator,
                act,
                dryRun,
                from,
                to,
                changes,
                clientsMoved,
                utilisationAfter,
                all,
                refusal,
                digest);
    }

    /** The same, forbidden for {@code reason}. */
    public FailoverPlan refusedFor(Refusal reason) {
        return new FailoverPlan(
                commandId,
                orchestrator,
                act,
                dryRun,
                from,
                to,
                changes,
                clientsMoved,
                utilisationAfter,
                notes,
                Optional.of(reason),
                digest);
    }

    /** The same, as whoever confirms it names it. */
    public FailoverPlan withDigest(PlanDigest own) {
        return new FailoverPlan(
                commandId,
                orchestrator,
                act,
                dryRun,
                from,
                to,
                changes,
                clientsMoved,
                utilisationAfter,
                notes,
                refusal,
                Optional.of(own));
    }

    /** The same, of an order that is to be carried out. */
    public FailoverPlan forReal() {
        return new FailoverPlan(
                commandId,
                orchestrator,
                act,
                false,
                from,
                to,
                changes,
                clientsMoved,
                utilisationAfter,
                notes,
                refusal,
                digest);
    }

    /** One DNS record set that would be replaced; {@code view} is the group of clients that see it. */
    public record RecordChange(String view, String name, String type, List<String> before, List<String> after) {
        public RecordChange {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }

        /** The change that undoes this one. */
        public RecordChange reversed() {
            return new RecordChange(view, name, type, after, before);
        }
    }
}
