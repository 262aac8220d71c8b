// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.verdict.RateRule;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * A counting rule as limits.h reads it: a token bucket and a window. They take all that keeps to their rule, so everything is
 * rounded in favour of the source.
 */
final class LimitLayout {
    /** Of a longer debt the program could not tell whether it is one of long ago. Some hundred days. */
    private static final BigDecimal MOST_BURST = BigDecimal.valueOf(1L << 61);

    /** The largest packet's worth of such bytes is still a time. */
    private static final BigDecimal MOST_COST = BigDecimal.valueOf(1L << 46);

    /** The program tells windows of one round of its clock from those of the next by a bucket that is paid for sooner. Five hours. */
    private static final long MOST_BURST_OF_WINDOW = 1L << (44 + PolicyAbi.POLICE_SHIFT);

    private static final long MOST_COUNT = 0xFFFF_FFFFL;

    /** Steps between two doubles by which a count may be off for having been a rate. */
    private static final int COUNT_STEPS = 4;

    private static final BigDecimal SECOND = BigDecimal.valueOf(1_000_000_000L << PolicyAbi.POLICE_SHIFT);
    private static final BigDecimal MILLI = SECOND.movePointLeft(3);

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

    /** {@code enum sb_dimension}. */
    private static int index(Dimension dimension) {
        return switch (dimension) {
            case PACKETS -> 0;
            case BYTES -> 1;
            case CONNECTIONS -> 2;
            case REQUESTS -> throw new IllegalArgumentException("the kernel sees no requests");
        };
    }

    /** Writes {@code rule} into {@code at}, a struct sb_bounds that has none of its dimension. */
    static void write(RateRule rule, MemorySegment at) {
        int index = index(rule.dimension());
        Bucket bucket = bucket(rule).orElseThrow();
        MemorySegment limit = at.asSlice(PolicyAbi.BOUNDS_LIMITS + (long) index * PolicyAbi.LIMIT_BYTES);
        limit.set(JAVA_LONG, PolicyAbi.LIMIT_COST, bucket.cost());
        limit.set(JAVA_LONG, PolicyAbi.LIMIT_BURST, bucket.burst());
        window(rule).ifPresent(window -> {
            MemorySegment of = at.asSlice(PolicyAbi.BOUNDS_WINDOWS + (long) index * PolicyAbi.WINDOW_LIMIT_BYTES);
            of.set(JAVA_INT, PolicyAbi.WINDOW_LIMIT_LENGTH, window.length());
            of.set(JAVA_INT, PolicyAbi.WINDOW_LIMIT_MOST, window.most());
        });
    }
}
