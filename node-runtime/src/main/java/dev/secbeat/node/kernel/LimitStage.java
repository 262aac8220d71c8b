// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.verdict.RateRule;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Counting rules that limits.h asks of one source in one step: at most one of each dimension, all of one length of prefix. A packet
 * goes through the stages one after the other, until one refuses it.
 *
 * @param length of the prefix that is one source
 * @param rules one at least
 */
record LimitStage(Family family, int length, Map<Dimension, RateRule> rules) {
    /** What passes unseen because it is its source's first on a CPU is at most this part of what may pass at once. */
    private static final int NEWCOMERS_PART = 32;

    private static final int LARGEST_PACKET_BYTES = 65_536;

    /** Of one length the one that lets least pass at once comes first, for it refuses most before the others are asked. */
    private static final Comparator<RateRule> STRICTEST_FIRST = Comparator.<RateRule>comparingDouble(
                    rule -> rule.countLimit().mostInWindow())
            .thenComparingDouble(RateRule::limitPerSecond);

    /**
     * Stages that hold sources of {@code family} to all of {@code rules} that the program can hold: those of addresses (IPv6:
     * of a /64) first, then those of ever shorter prefixes. There are no more of them than rules.
     */
    static List<LimitStage> of(Collection<RateRule> rules, Family family) {
        List<LimitStage> stages = new ArrayList<>();
        rules.stream()
                .filter(rule -> rule.grouping().counts(family)
                        && LimitLayout.bucket(rule).isPresent())
                .sorted(Comparator.<RateRule>comparingInt(
                                rule -> -rule.grouping().length(family))
                        .thenComparing(STRICTEST_FIRST))
                .forEach(rule -> place(rule, family, stages));
        return stages;
    }

    private static void place(RateRule rule, Family family, List<LimitStage> stages) {
        int length = rule.grouping().length(family);
        for (LimitStage stage : stages) {
            if (stage.length == length && stage.rules.putIfAbsent(rule.dimension(), rule) == null) {
                return;
            }
        }
        Map<Dimension, RateRule> first = new EnumMap<>(Dimension.class);
        first.put(rule.dimension(), rule);
        stages.add(new LimitStage(family, length, first));
    }

    /** How many stages the family with most of them has. */
    static int most(Collection<RateRule> rules) {
        return Arrays.stream(Family.values())
                .mapToInt(family -> of(rules, family).size())
                .max()
                .orElseThrow();
    }

    /**
     * Writes the stages of {@code rules} into {@code at}, zeroed: of each family {@link PolicyAbi#STAGES} structs
     * sb_source_limits.
     *
     * @param cpus that the machine may ever have
     */
    static void writeAll(Collection<RateRule> rules, MemorySegment at, int cpus) {
        for (Family family : Family.values()) {
            List<LimitStage> stages = of(rules, family);
            for (int i = 0; i < PolicyAbi.STAGES; i++) {
                MemorySegment limits = at.asSlice(offset(family, i), PolicyAbi.SOURCE_LIMITS_BYTES);
                if (i < stages.size()) {
                    stages.get(i).write(limits, cpus);
                } else {
                    // What only the other family has: nobody is looked at.
                    limits.set(JAVA_INT, PolicyAbi.SOURCE_LIMITS_ABOVE, PolicyAbi.KNOWN);
                    limits.set(JAVA_INT, PolicyAbi.SOURCE_LIMITS_SYNS_ABOVE, PolicyAbi.KNOWN);
                }
            }
        }
    }

    /** Writes the rules into {@code at}, a zeroed struct sb_bounds. */
    void writeBounds(MemorySegment at) {
        rules.values().forEach(rule -> LimitLayout.write(rule, at));
    }

    private void write(MemorySegment limits, int cpus) {
        writeBounds(limits.asSlice(PolicyAbi.SOURCE_LIMITS_BOUNDS));
        limits.set(JAVA_LONG, PolicyAbi.SOURCE_LIMITS_MASK, -1L << (Grouping.ADDRESS.length(family) - length));
        limits.set(JAVA_INT, PolicyAbi.SOURCE_LIMITS_SYNS_ABOVE, above(rules.values(), cpus));
        List<RateRule> others = rules.values().stream()
                .filter(rule -> rule.dimension() != Dimension.CONNECTIONS)
                .toList();
        limits.set(JAVA_INT, PolicyAbi.SOURCE_LIMITS_ABOVE, above(others, cpus));
    }

    private static long offset(Family family, int stage) {
        long first = switch (family) {
            case IPV4 -> 0;
            case IPV6 -> PolicyAbi.STAGES;
        };
        return (first + stage) * PolicyAbi.SOURCE_LIMITS_BYTES;
    }

    /** What must be known of a source, or more, for its packets to be looked at. */
    private int above(Collection<RateRule> asked, int cpus) {
        if (asked.isEmpty()) {
            return PolicyAbi.KNOWN; // There is nothing beyond.
        }
        return asked.stream().allMatch(rule -> isLittle(rule, cpus)) ? PolicyAbi.NEWCOMER : PolicyAbi.NOT_COUNTED;
    }

    /** Whether the first packets of an address on each CPU, all together, are little against what may pass at once. */
    private boolean isLittle(RateRule rule, int cpus) {
        double each = rule.dimension() == Dimension.BYTES ? LARGEST_PACKET_BYTES : 1;
        return length == Grouping.ADDRESS.length(family)
                && each * cpus * NEWCOMERS_PART <= rule.countLimit().mostInWindow();
    }
}
