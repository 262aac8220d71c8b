// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Puts together and ages what orchestrators say of regions, answers, plans and outcomes. FX thread only. */
final class FailoverTrack {
    private static final int MAX_STEPS = 100;
    private static final int MAX_REGIONS = 256;

    /** The leader tells when something changes, and when somebody asks, which the console does each few seconds. */
    private static final Freshness.Limits TOLD = new Freshness.Limits(15_000, 60_000);

    private final Map<String, RegionStanding> known = new HashMap<>();
    private final List<FailoverStep> steps = new ArrayList<>();
    private Optional<Update.Steered> newest = Optional.empty();
    private Optional<PlanState> plan = Optional.empty();
    private long planMillis;

    void accept(Update.Steered steered, long epochMillis) {
        newest = Optional.of(steered);
        steered.regions().stream().limit(MAX_REGIONS).forEach(region -> {
            RegionStanding before = known.get(region.regionId());
            long since = region.sinceMillis() > 0 ? region.sinceMillis() : epochMillis; // a recording knows since when
            RegionStanding now = region.since(since);
            known.put(region.regionId(), before == null ? now : now.after(before));
        });
        known.keySet()
                .retainAll(
                        steered.regions().stream().map(RegionStanding::regionId).toList());
    }

    void accept(PlanState next, long epochMillis) {
        plan = Optional.of(next);
        planMillis = epochMillis;
    }

    /** Takes an outcome; a repetition of one changes nothing. */
    void accept(FailoverStep step) {
        if (steps.stream().noneMatch(step::equals)) {
            steps.addFirst(step);
        }
        if (steps.size() > MAX_STEPS) {
            steps.removeLast();
        }
    }

    FailoverState state(long nowNanos) {
        Freshness age = newest.map(told -> TOLD.at((nowNanos - told.receivedNanos()) / 1_000_000))
                .orElse(Freshness.NEVER);
        List<RegionStanding> regions = newest.stream()
                .flatMap(told -> told.regions().stream())
                .map(region -> known.getOrDefault(region.regionId(), region))
                .toList();
        return new FailoverState(
                phase(regions),
                plan,
                planMillis,
                regions,
                newest.map(Update.Steered::answers).orElse(List.of()),
                newest.map(Update.Steered::trouble).orElse(""),
                age,
                steps);
    }

    private static String phase(List<RegionStanding> regions) {
        String moved = regions.stream()
                .filter(RegionStanding::isMoved)
                .map(region -> region.regionId() + " " + region.word())
                .collect(Collectors.joining(", "));
        return moved.isEmpty() ? "idle" : moved;
    }
}
