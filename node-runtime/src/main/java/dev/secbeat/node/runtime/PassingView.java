// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.crdt.BlockMap;
import dev.secbeat.node.verdict.PassingTraffic;
import dev.secbeat.node.verdict.RateRule;
import dev.secbeat.node.verdict.TrafficMix;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The legitimate traffic that passes, put together at most once a second and only when somebody asks. On the loop's thread. */
final class PassingView {
    private static final long FRESH_NANOS = 1_000_000_000;

    private final PassingTraffic traffic = new PassingTraffic();
    private final BlockMap blocks;
    private Set<Integer> lengths4 = Set.of();
    private Set<Integer> lengths6 = Set.of();
    private @Nullable TrafficMix newest;
    private long madeNanos;
    private long nowNanos;
    private long epochMillis;

    PassingView(BlockMap blocks) {
        this.blocks = blocks;
        setRules(List.of());
    }

    /** Sources are over a limit as any of {@code rules} groups them. */
    void setRules(Collection<RateRule> rules) {
        lengths4 = lengths(Family.IPV4, rules);
        lengths6 = lengths(Family.IPV6, rules);
    }

    void beginTurn(long turnNanos, long turnEpochMillis) {
        nowNanos = turnNanos;
        epochMillis = turnEpochMillis;
        traffic.beginTurn(turnNanos);
    }

    PassingTraffic traffic() {
        return traffic;
    }

    TrafficMix mix() {
        TrafficMix mix = newest;
        if (mix == null || nowNanos - madeNanos >= FRESH_NANOS) {
            mix = traffic.mix(this::isOver);
            newest = mix;
            madeNanos = nowNanos;
        }
        return mix;
    }

    /** Whoever is over a limit is blocked for it; of what it sent before, the last seconds are still in the sample. */
    private boolean isOver(SourceKey source) {
        Prefix prefix = source.asPrefix();
        for (int length : source.family() == Family.IPV4 ? lengths4 : lengths6) {
            if (blocks.state(prefix.widened(length), epochMillis).isBlocked()) {
                return true;
            }
        }
        return false;
    }

    private static Set<Integer> lengths(Family family, Collection<RateRule> rules) {
        Set<Integer> lengths = new TreeSet<>(Set.of(Grouping.ADDRESS.length(family)));
        rules.stream()
                .map(RateRule::grouping)
                .filter(grouping -> grouping.counts(family))
                .forEach(grouping -> lengths.add(grouping.length(family)));
        return lengths;
    }
}
