// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import dev.secbeat.node.api.RegionState;
import java.util.Map;
import java.util.TreeMap;

/**
 * Judges one region from probes of several vantage points. A single place that cannot reach it proves nothing: only when
 * {@link #QUORUM} of them have each seen {@link #STREAK} failures in a row is the region unhealthy. A vantage point that
 * has fallen silent has no say, for or against.
 */
public final class RegionHealth {
    /** Probes in a row that make a vantage point believe. */
    public static final int STREAK = 3;

    /** Vantage points that must agree before a region is unhealthy, or healthy again. */
    public static final int QUORUM = 2;

    private final long staleAfterMillis;
    private final Map<String, Streak> streaks = new TreeMap<>();
    private RegionState state = RegionState.UNKNOWN;

    /** Same outcomes in a row: positive counts successes, negative failures. */
    private record Streak(int length, long atMillis, String detail) {
        Streak next(HealthProbe.Outcome outcome, long nowMillis) {
            int same = outcome.healthy() ? Math.max(length, 0) + 1 : Math.min(length, 0) - 1;
            return new Streak(Math.clamp(same, -STREAK, STREAK), nowMillis, outcome.detail());
        }
    }

    public RegionHealth(long staleAfterMillis) {
        this.staleAfterMillis = staleAfterMillis;
    }

    /** Takes one outcome in; returns the state after it. */
    public RegionState observe(String vantage, HealthProbe.Outcome outcome, long nowMillis) {
        streaks.merge(
                vantage,
                new Streak(0, nowMillis, "").next(outcome, nowMillis),
                (old, fresh) -> old.next(outcome, nowMillis));
        return stateAt(nowMillis);
    }

    /** The state at {@code nowMillis}; stays what it was while the evidence is neither for nor against. */
    public RegionState stateAt(long nowMillis) {
        streaks.values().removeIf(streak -> nowMillis - streak.atMillis() > staleAfterMillis);
        long down = streaks.values().stream().filter(s -> s.length() <= -STREAK).count();
        long up = streaks.values().stream().filter(s -> s.length() >= STREAK).count();
        state = judge(down, up);
        return state;
    }

    private RegionState judge(long down, long up) {
        if (streaks.isEmpty()) {
            return RegionState.UNKNOWN;
        }
        if (down >= QUORUM) {
            return RegionState.UNHEALTHY;
        }
        if (state == RegionState.UNHEALTHY && up < QUORUM) {
            return RegionState.UNHEALTHY;
        }
        if (down > 0) {
            return RegionState.SUSPECT;
        }
        return up > 0 ? RegionState.HEALTHY : state;
    }

    /** What each vantage point last saw, for operators: {@code vantage: detail}. */
    public Map<String, String> evidence() {
        Map<String, String> evidence = new TreeMap<>();
        streaks.forEach((vantage, streak) -> evidence.put(vantage, streak.detail()));
        return evidence;
    }
}
