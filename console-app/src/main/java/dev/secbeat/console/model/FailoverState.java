// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Where failover stands.
 *
 * @param phase {@code idle} while nothing is being moved
 * @param plan the newest plan this console asked for
 * @param planMillis when that came, epoch milliseconds
 * @param regions what the leading orchestrator holds of each region; empty while none has told
 * @param answers what clients are answered; empty while no orchestrator has told
 * @param trouble why the answers may be old; empty when they are not
 * @param freshness how old regions and answers are
 * @param steps what became of orders on regions, newest first
 */
public record FailoverState(
        String phase,
        Optional<PlanState> plan,
        long planMillis,
        List<RegionStanding> regions,
        List<DnsAnswer> answers,
        String trouble,
        Freshness freshness,
        List<FailoverStep> steps) {
    /** Nothing heard yet. */
    public static final FailoverState UNKNOWN =
            new FailoverState("idle", Optional.empty(), 0, List.of(), List.of(), "", Freshness.NEVER, List.of());

    public FailoverState {
        regions = List.copyOf(regions);
        answers = List.copyOf(answers);
        steps = List.copyOf(steps);
    }

    /** What the orchestrator holds of this region. */
    public Optional<RegionStanding> region(String id) {
        return regions.stream().filter(region -> region.regionId().equals(id)).findFirst();
    }

    /** What became of this order. */
    public Optional<FailoverStep> step(UUID commandId) {
        return steps.stream().filter(step -> step.commandId().equals(commandId)).findFirst();
    }
}
