// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.verdict.RateRule;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * Counting rules as limits.h reads them: for each family and dimension the token bucket and the window of the strictest rule that counts
 * each address (IPv6: each /64) for itself. Of several that is the one that lets least pass at once; the others are left
 * to counting, as are rules of requests and of wider prefixes.
 *
 * <p>A bucket and a window take all that keeps to their rule, so everything is rounded in favour of the source.
 */
final class LimitLayout {
    /** What passes unseen because it is its source's first on a CPU is at most this part of what may pass at once. */
    private static final int NEWCOMERS_PART = 32;

    /** Of a longer debt the program could not tell whether it is one of long ago. Some hundred days. */
    private static final BigDecimal MOST_BURST = BigDecimal.valueOf(1L << 61);

    /** The largest packet's worth of such bytes is still a time. */
    private static final BigDecimal MOST_COST = BigDecimal.valueOf(1L << 46);

    /** The program tells windows of one round of its clock from those of the next by a bucket that is paid for sooner. Five hours. */
    private static final long MOST_BURST_OF_WINDOW = 1L << (44 + PolicyAbi.POLICE_SHIFT);

    private static final long MOST_COUNT = 0xFFFF_FFFFL;

    /** Steps between two doubles by which a count may be off for having been a rate. */
    private static final int COUNT_STEPS = 4;

    private static final int LARGEST_PACKET_BYTES = 65_536;
    private static final BigDecimal SECOND = BigDecimal.valueOf(1_000_000_000L << PolicyAbi.POLICE_SHIFT);
    private static final BigDecimal MILLI = SECOND.movePointLeft(3);

    private static final Comparator<RateRule> STRICTEST_FIRST = Comparator.<RateRule>comparingDouble(
                    rule -> rule.countLimit().mostInWindow())
            .thenComparingDouble(RateRule::limitPerSecond);

    private LimitLayout() {}

    /**
     * A bucket in units of the program's time, see policy_abi.h.
     *
     * @param cost of one event, above 0; of a byte finer by {@link PolicyAbi#BYTE_SHIFT} bits
     * @param burst the time whose worth fits
     */
    record Bucket(long cost, long burst) {}

    /**
     * A window in the program's units, see policy_abi.h.
     *
     * @param length above 0
     * @param most events in it, unsigned
     */
    record Window(int length, int most) {}

    /** Whether the program holds any of {@code rules}. */
    static boolean holdsAny(Collection<RateRule> rules) {
        return Arrays.stream(Family.values())
                .anyMatch(family -> !strictest(rules, family).isEmpty());
    }

    /**
     * Writes {@code rules} into {@code at}, two zeroed structs sb_source_limits.
     *
     * @param cpus that the machine may ever have
     */
    static void write(Collection<RateRule> rules, MemorySegment at, int cpus) {
        for (Family family : Family.values()) {
            Map<Dimension, RateRule> strictest = strictest(rules, family);
            MemorySegment limits = at.asSlice(offset(family), PolicyAbi.SOURCE_LIMITS_BYTES);
            writeHeld(strictest, limits.asSlice(PolicyAbi.SOURCE_LIMITS_BOUNDS));
            limits.set(JAVA_INT, PolicyAbi.SOURCE_LIMITS_SYNS_ABOVE, above(strictest.values(), cpus));
            strictest.remove(Dimension.CONNECTIONS);
            limits.set(JAVA_INT, PolicyAbi.SOURCE_LIMITS_ABOVE, above(strictest.values(), cpus));
        }
    }

    /**
     * Writes the strictest of {@code rules} for sources of {@code family} into {@code at}, a zeroed struct sb_bounds;
     * whether any.
     */
    static boolean write(Collection<RateRule> rules, Family family, MemorySegment at) {
        Map<Dimension, RateRule> strictest = strictest(rules, family);
        writeHeld(strictest, at);
        return !strictest.isEmpty();
    }

    /** The rule of each dimension that the program holds for sources of {@code family}. */
    static Map<Dimension, RateRule> strictest(Collection<RateRule> rules, Family family) {
        Map<Dimension, RateRule> strictest = new EnumMap<>(Dimension.class);
        for (RateRule rule : rules) {
            boolean ofAddresses = rule.grouping().length(family) == Grouping.ADDRESS.length(family);
            if (ofAddresses && bucket(rule).isPresent()) {
                strictest.merge(rule.dimension(), rule, BinaryOperator.minBy(STRICTEST_FIRST));
            }
        }
        return strictest;
    }

    /**
     * The bucket that fills at the rule's rate and holds what the rule allows in one window; empty for what the program cannot
     * hold: requests, rates no machine reaches, less than a byte a second, and bursts that at the rule's rate would take more
     * than some hundred days.
     */
    static Optional<Bucket> bucket(RateRule rule) {
        BigDecimal perSecond = new BigDecimal(rule.limitPerSecond());
        if (rule.dimension() == Dimension.REQUESTS) {
            return Optional.empty();
        }
        BigDecimal burst = BigDecimal.valueOf(rule.burst())
                .multiply(SECOND)
                .divide(perSecond, 0, RoundingMode.CEILING)
                .add(BigDecimal.valueOf(rule.windowMillis()).multiply(MILLI));
        BigDecimal cost = finer(rule.dimension()).divide(perSecond, 0, RoundingMode.FLOOR);
        return cost.signum() == 0 || cost.compareTo(MOST_COST) > 0 || burst.compareTo(MOST_BURST) > 0
                ? Optional.empty()
                : Optional.of(new Bucket(cost.longValueExact(), burst.longValueExact()));
    }

    /**
     * The window in which no more passes than the rule allows in one; empty where the bucket alone holds: what has none, counts
     * beyond 32 bits, and bursts worth five hours of the rate and more, to which a minute's refill adds less than a hundredth.
     */
    static Optional<Window> window(RateRule rule) {
        double most = rule.countLimit().mostInWindow();
        double count = Math.floor(most + COUNT_STEPS * Math.ulp(most));
        long length = (rule.windowMillis() * 1_000_000L) << PolicyAbi.POLICE_SHIFT >> PolicyAbi.WINDOW_SHIFT;
        return bucket(rule)
                .filter(bucket -> bucket.burst() <= MOST_BURST_OF_WINDOW && count <= MOST_COUNT)
                .map(bucket -> new Window((int) length, (int) (long) count));
    }

    private static BigDecimal finer(Dimension dimension) {
        return dimension == Dimension.BYTES ? SECOND.multiply(BigDecimal.valueOf(1L << PolicyAbi.BYTE_SHIFT)) : SECOND;
    }

    private static long offset(Family family) {
        return switch (family) {
            case IPV4 -> 0;
            case IPV6 -> PolicyAbi.SOURCE_LIMITS_BYTES;
        };
    }

    /** {@code enum sb_dimension}. */
    private static int index(Dimension dimension) {
        return switch (dimension) {
            case PACKETS -> 0;
            case BYTES -> 1;
            case CONNECTIONS -> 2;
            case REQUESTS -> throw new IllegalArgumentException("the kernel sees no requests");
        };
    }

    private static void writeHeld(Map<Dimension, RateRule> held, MemorySegment at) {
        held.forEach((dimension, rule) -> {
            Bucket bucket = bucket(rule).orElseThrow();
            MemorySegment limit = at.asSlice(PolicyAbi.BOUNDS_LIMITS + (long) index(dimension) * PolicyAbi.LIMIT_BYTES);
            limit.set(JAVA_LONG, PolicyAbi.LIMIT_COST, bucket.cost());
            limit.set(JAVA_LONG, PolicyAbi.LIMIT_BURST, bucket.burst());
            window(rule).ifPresent(window -> {
                MemorySegment of =
                        at.asSlice(PolicyAbi.BOUNDS_WINDOWS + (long) index(dimension) * PolicyAbi.WINDOW_LIMIT_BYTES);
                of.set(JAVA_INT, PolicyAbi.WINDOW_LIMIT_LENGTH, window.length());
                of.set(JAVA_INT, PolicyAbi.WINDOW_LIMIT_MOST, window.most());
            });
        });
    }

    /** What must be known of a source, or more, for its packets to be looked at. */
    private static int above(Collection<RateRule> rules, int cpus) {
        if (rules.isEmpty()) {
            return PolicyAbi.KNOWN; // There is nothing beyond.
        }
        return rules.stream().allMatch(rule -> isLittle(rule, cpus)) ? PolicyAbi.NEWCOMER : PolicyAbi.NOT_COUNTED;
    }

    /** Whether the first packet on each CPU, all together, is little against what the rule lets pass at once. */
    private static boolean isLittle(RateRule rule, int cpus) {
        double each = rule.dimension() == Dimension.BYTES ? LARGEST_PACKET_BYTES : 1;
        return each * cpus * NEWCOMERS_PART <= rule.countLimit().mostInWindow();
    }
}
