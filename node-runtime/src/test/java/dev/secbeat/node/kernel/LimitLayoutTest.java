// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.verdict.RateRule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which rules the kernel holds, and that its buckets and windows refuse nobody who keeps to them. Needs no privilege. */
class LimitLayoutTest {
    private static final long MILLI = 1_000_000;

    /** What came so far, and whether one more still keeps to the rule: by its own words, window for window. */
    private static final class Stream {
        private final BigDecimal perWindow;
        private final long windowNanos;
        private final long burst;
        private final List<long[]> arrivals = new ArrayList<>();

        Stream(RateRule rule) {
            perWindow = new BigDecimal(rule.limitPerSecond())
                    .multiply(BigDecimal.valueOf(rule.windowMillis()))
                    .movePointLeft(3);
            windowNanos = rule.windowMillis() * MILLI;
            burst = rule.burst();
        }

        /** In no k windows from any arrival on, which end after now, there are more than k times the count and burst. */
        boolean keeps(long nowNanos, long events) {
            long count = events;
            for (int i = arrivals.size() - 1; i >= 0; i--) {
                count += arrivals.get(i)[1];
                long windows = (nowNanos - arrivals.get(i)[0]) / windowNanos + 1;
                if (isMore(count, windows)) {
                    return false;
                }
            }
            return !isMore(events, 1);
        }

        private boolean isMore(long count, long windows) {
            return BigDecimal.valueOf(count - burst).compareTo(perWindow.multiply(BigDecimal.valueOf(windows))) > 0;
        }

        void add(long nowNanos, long events) {
            arrivals.add(new long[] {nowNanos, events});
        }

        /** Whether what came from any arrival on is within the rule's rate for that time, a window's count and the burst. */
        boolean isWithinBucket(long nowNanos, RateRule rule, double slack) {
            double count = 0;
            for (int i = arrivals.size() - 1; i >= 0; i--) {
                count += arrivals.get(i)[1];
                double seconds = (nowNanos - arrivals.get(i)[0]) / 1e9;
                if (count > rule.countLimit().mostInWindow() + rule.limitPerSecond() * seconds + slack) {
                    return false;
                }
            }
            return true;
        }
    }

    static List<Long> seeds() {
        List<Long> seeds = new ArrayList<>();
        for (long seed = 0; seed < 100; seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    private static RateRule randomRule(Random random) {
        Dimension dimension = random.nextBoolean() ? Dimension.BYTES : Dimension.PACKETS;
        double scale = dimension == Dimension.BYTES ? 10_000 : 10;
        double limit = random.nextBoolean() ? 1 + random.nextInt((int) (scale * 3)) : 1 + random.nextDouble() * scale;
        int window = random.nextBoolean() ? 100 * (1 + random.nextInt(100)) : 1_000 * (1 + random.nextInt(60));
        long burst = random.nextBoolean() ? 0 : random.nextInt((int) (scale * 4));
        return new RateRule(dimension, limit, window, burst, Grouping.ADDRESS, 60, 60);
    }

    private static long randomEvents(Random random, RateRule rule) {
        return rule.dimension() == Dimension.BYTES ? 40 + random.nextInt(1_475) : 1;
    }

    /** Now in bursts, now after pauses around a window; in whole milliseconds, so that ends of windows are met exactly. */
    private static long randomGap(Random random, RateRule rule) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextInt(1 + rule.windowMillis() / 10) * MILLI;
            case 2 -> rule.windowMillis() * MILLI;
            default -> random.nextInt(1 + rule.windowMillis() * 2) * MILLI;
        };
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whoKeepsToTheRuleIsNeverRefusedWhateverThePhaseOfItsWindows(long seed) {
        Random random = new Random(seed);
        RateRule rule = randomRule(random);
        Stream stream = new Stream(rule);
        PlainLimit limit = new PlainLimit(rule);
        long now = random.nextLong(1_000_000_000_000L);
        int refusedByRule = 0;
        for (int i = 0; i < 400; i++) {
            now += randomGap(random, rule);
            long events = randomEvents(random, rule);
            if (stream.keeps(now, events)) {
                stream.add(now, events);
                assertThat(limit.takes(now, events))
                        .as("seed %d, arrival %d of %s", seed, i, rule)
                        .isTrue();
            } else {
                refusedByRule++;
            }
        }
        assertThat(stream.arrivals.size() + refusedByRule).isEqualTo(400);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noMorePassesThanTheRateTheWindowAndTheBurstGive(long seed) {
        Random random = new Random(seed);
        RateRule rule = randomRule(random);
        PlainLimit limit = new PlainLimit(rule);
        Stream passed = new Stream(rule);
        long now = random.nextLong(1_000_000_000_000L);
        for (int i = 0; i < 400; i++) {
            now += random.nextInt(1 + (int) (3e3 / rule.limitPerSecond())) * MILLI;
            long events = randomEvents(random, rule);
            if (limit.takes(now, events)) {
                passed.add(now, events);
                assertThat(passed.isWithinBucket(now, rule, 1e-3))
                        .as("seed %d, arrival %d of %s", seed, i, rule)
                        .isTrue();
            }
        }
    }

    /** At several times the rate, from the first packet on: the bucket's refill does not count. */
    @ParameterizedTest
    @MethodSource("seeds")
    void inTheFirstWindowNoMorePassesThanOneMayHave(long seed) {
        Random random = new Random(seed);
        RateRule rule = randomRule(random);
        PlainLimit limit = new PlainLimit(rule);
        long most = (long) rule.countLimit().mostInWindow();
        long each = rule.dimension() == Dimension.BYTES ? 1 + most / 50 : 1;
        int times = 2 + random.nextInt(4);
        long sent = times * (most / each + 1);
        long passed = 0;
        for (long i = 0; i < sent; i++) {
            passed += limit.takes(rule.windowMillis() * MILLI * i / sent, each) ? each : 0;
        }
        assertThat(passed).as("seed %d, %s", seed, rule).isEqualTo(most / each * each);
    }

    @Test
    void windowsAreRoundedInFavourOfTheSourceAsWell() {
        RateRule third = new RateRule(Dimension.PACKETS, 3.9, 300, 1, Grouping.ADDRESS, 60, 60);
        assertThat(LimitLayout.window(third)).contains(new LimitLayout.Window(18_310, 2));
        for (int most = 1; most < 2_000; most++) {
            for (int millis : new int[] {100, 300, 700, 1_000, 7_300, 10_000, 60_000}) {
                RateRule whole = new RateRule(Dimension.PACKETS, most * 1_000.0 / millis, millis, 60);
                assertThat(LimitLayout.window(whole).orElseThrow().most()).isEqualTo(most);
            }
        }
    }

    @Test
    void whatNoWindowCanTellIsLeftToTheBucket() {
        assertThat(LimitLayout.window(RateRule.perSecond(Dimension.BYTES, 4_294_967_295.0, 60)))
                .contains(new LimitLayout.Window(61_035, -1));
        assertThat(LimitLayout.window(RateRule.perSecond(Dimension.BYTES, 4_294_967_296.0, 60)))
                .isEmpty();
        RateRule hours = new RateRule(Dimension.PACKETS, 1, 1_000, 17_500, Grouping.ADDRESS, 60, 60);
        assertThat(LimitLayout.window(hours)).isPresent();
        RateRule more = new RateRule(Dimension.PACKETS, 1, 1_000, 17_600, Grouping.ADDRESS, 60, 60);
        assertThat(LimitLayout.window(more)).isEmpty();
        assertThat(LimitLayout.window(RateRule.perSecond(Dimension.REQUESTS, 100, 60)))
                .isEmpty();
    }

    @Test
    void roundingIsInFavourOfTheSource() {
        RateRule third = new RateRule(Dimension.PACKETS, 3, 100, 1, Grouping.ADDRESS, 60, 60);
        LimitLayout.Bucket bucket = LimitLayout.bucket(third).orElseThrow();
        assertThat(bucket.cost()).isEqualTo(85_333_333_333L);
        assertThat(bucket.burst()).isEqualTo(25_600_000_000L + 85_333_333_334L);
    }

    @Test
    void whatTheKernelCannotHoldIsLeftToCounting() {
        RateRule years = new RateRule(Dimension.PACKETS, 1, 1_000, 1L << 40, Grouping.ADDRESS, 60, 60);
        assertThat(LimitLayout.bucket(years)).isEmpty();
        assertThat(LimitLayout.bucket(RateRule.perSecond(Dimension.PACKETS, 1e12, 60)))
                .isEmpty();
        assertThat(LimitLayout.bucket(RateRule.perSecond(Dimension.BYTES, 1e12, 60)))
                .isPresent();
        assertThat(LimitLayout.bucket(RateRule.perSecond(Dimension.BYTES, 1, 60)))
                .isPresent();
    }
}
