// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.feed;

import dev.secbeat.console.model.RegionSample;
import dev.secbeat.node.api.Metrics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Turns successive federated samples into rates by region. A counter that went back was reset, and what it shows now is
 * what it counted since; the same sample seen twice changes nothing. Confined to one thread.
 */
final class RegionRates {
    static final String UP = "up";
    static final Set<String> METRICS = Set.of(Metrics.PACKETS_PROCESSED, UP);

    /** Series this far behind their region's newest no longer count: their node has gone. */
    private static final long ABANDONED_MILLIS = 30_000;

    private record Series(String region, String instance, String action, String reason) {}

    private static final class Track {
        private double value;
        private long atMillis;
        private double perSecond = Double.NaN;

        private Track(FederationSample first) {
            value = first.value();
            atMillis = first.timestampMillis();
        }

        private void accept(FederationSample next) {
            long elapsed = next.timestampMillis() - atMillis;
            if (elapsed <= 0) {
                return;
            }
            double grown = next.value() >= value ? next.value() - value : next.value();
            perSecond = grown * 1000 / elapsed;
            value = next.value();
            atMillis = next.timestampMillis();
        }
    }

    private static final class Sum {
        private double passed;
        private double dropped;
        private boolean rated;
        private long newestMillis;
        private int up;
        private int targets;

        private RegionSample sample(String region) {
            return new RegionSample(
                    region, rated ? passed : Double.NaN, rated ? dropped : Double.NaN, newestMillis, up, targets);
        }
    }

    private final Map<Series, Track> tracks = new HashMap<>();

    /** The rates after one more scrape, by region; NaN where two different samples have not been seen yet. */
    List<RegionSample> accept(List<FederationSample> scrape) {
        Map<String, Sum> sums = new TreeMap<>();
        Set<Series> present = new HashSet<>();
        for (FederationSample sample : scrape) {
            if (!sample.region().isEmpty()) {
                Sum sum = sums.computeIfAbsent(sample.region(), region -> new Sum());
                sum.newestMillis = Math.max(sum.newestMillis, sample.timestampMillis());
                take(sample, sum, present);
            }
        }
        tracks.keySet().retainAll(present);
        tracks.forEach((series, track) -> add(series, track, sums));
        List<RegionSample> samples = new ArrayList<>();
        sums.forEach((region, sum) -> samples.add(sum.sample(region)));
        return samples;
    }

    private void take(FederationSample sample, Sum sum, Set<Series> present) {
        if (sample.metric().equals(UP)) {
            sum.targets++;
            sum.up += sample.value() > 0 ? 1 : 0;
            return;
        }
        Series series = new Series(sample.region(), sample.instance(), sample.action(), sample.reason());
        present.add(series);
        Track track = tracks.get(series);
        if (track == null) {
            tracks.put(series, new Track(sample));
        } else {
            track.accept(sample);
        }
    }

    private static void add(Series series, Track track, Map<String, Sum> sums) {
        Sum sum = sums.get(series.region());
        if (sum == null || Double.isNaN(track.perSecond) || sum.newestMillis - track.atMillis > ABANDONED_MILLIS) {
            return;
        }
        sum.rated = true;
        if (series.action().startsWith("pass")) {
            sum.passed += track.perSecond;
        } else {
            sum.dropped += track.perSecond;
        }
    }
}
