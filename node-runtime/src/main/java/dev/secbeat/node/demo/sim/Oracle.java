// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.verdict.RateRule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongToDoubleFunction;

/** Sees every request of the whole fleet at once and keeps the exact largest count of any window. */
final class Oracle {
    private static final class Track {
        private final Deque<Long> window = new ArrayDeque<>();
        private int most;
        private final List<Long> passedNanos = new ArrayList<>();
        private final Map<Integer, Long> crossedNanos = new HashMap<>();
    }

    private final long windowNanos;
    private final Map<SourceKey, Track> tracks = new HashMap<>();

    Oracle(long windowNanos) {
        this.windowNanos = windowNanos;
    }

    void record(SourceKey source, long nowNanos) {
        Track track = tracks.computeIfAbsent(source, _ -> new Track());
        track.passedNanos.add(nowNanos);
        track.window.addLast(nowNanos);
        while (track.window.getFirst() <= nowNanos - windowNanos) {
            track.window.removeFirst();
        }
        if (track.window.size() > track.most) {
            track.most = track.window.size();
            track.crossedNanos.putIfAbsent(track.most, nowNanos);
        }
    }

    /** Largest number of requests in any window so far, its beginning left out as the nodes do. */
    int most(SourceKey source) {
        Track track = tracks.get(source);
        return track == null ? 0 : track.most;
    }

    /**
     * Whether some windows side by side, of which the last one ends now or later, hold more than the rule allows them: what a
     * block needs for its cause.
     *
     * @param ageNanos how long ago a true time was at {@code nowNanos}, by the clock that judges
     */
    boolean isOver(SourceKey source, RateRule rule, long nowNanos, LongToDoubleFunction ageNanos) {
        Track track = tracks.get(source);
        if (track == null) {
            return false;
        }
        int count = 0;
        for (int at = track.passedNanos.size() - 1; at >= 0; at--) {
            long passedNanos = track.passedNanos.get(at);
            if (passedNanos <= nowNanos) {
                count++;
                double windows = Math.floor(ageNanos.applyAsDouble(passedNanos) / windowNanos) + 1;
                if (count > windows * SimPlan.LIMIT + rule.burst()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Requests that got through after {@code nanos}. */
    long passedSince(SourceKey source, long nanos) {
        Track track = tracks.get(source);
        return track == null
                ? 0
                : track.passedNanos.stream().filter(at -> at > nanos).count();
    }

    /** True time at which a window first held {@code count}. */
    long reachedNanos(SourceKey source, int count) {
        Track track = tracks.get(source);
        Long at = track == null ? null : track.crossedNanos.get(count);
        if (at == null) {
            throw new IllegalStateException(source + " never reached " + count);
        }
        return at;
    }
}
