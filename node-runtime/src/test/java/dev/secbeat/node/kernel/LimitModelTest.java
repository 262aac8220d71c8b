// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.verdict.RateRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Packets over hours, in a moment: the kernel takes and refuses what a plain bucket and a plain window do, whose arithmetic {@link
 * LimitLayoutTest} proves against the rule's words. Time passes by aging the kernel's table.
 *
 * <p>Packets come at whole seconds and cost whole seconds, windows end in between: half a second separates each verdict from
 * the other, so that the real time in which the test runs decides none.
 */
@NeedsKernel
class LimitModelTest {
    private static final long SECOND = 1_000_000_000;
    private static final int PACKETS = 250;
    private static final int HALF = 500;
    private static final List<Dimension> DIMENSIONS =
            List.of(Dimension.PACKETS, Dimension.BYTES, Dimension.CONNECTIONS);
    private static final List<Grouping> GROUPINGS = List.of(
            Grouping.ADDRESS, Grouping.ADDRESS, new Grouping(24, 48), new Grouping(27, 53), new Grouping(16, 32));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24})
    void theKernelTakesWhatAPlainBucketAndAPlainWindowTake(long seed) {
        Random random = new Random(seed);
        String source = random.nextBoolean() ? "198.51.100.7" : "2001:db8:1:2::1";
        Dimension dimension = DIMENSIONS.get((int) (seed % 3));
        byte[] frame = Frame.from(source).tcp(Frame.SYN).bytes();
        boolean bytes = dimension == Dimension.BYTES;
        int each = bytes ? frame.length : 1;
        RateRule rule = new RateRule(
                dimension,
                each,
                1_000 * (1 + random.nextInt(5)) + HALF,
                (long) each * random.nextInt(6),
                Grouping.ADDRESS,
                60,
                60);
        PlainLimit model = new PlainLimit(rule);
        int times = 1 + random.nextInt(5);
        int refused = 0;
        try (var bench = new XdpBench(new PacketPolicy(List.of(), List.of(), 1, List.of(rule)))) {
            ModelTime time = new ModelTime(bench);
            for (int i = 0; i < PACKETS; i++) {
                time.pass(gap(random, times));
                boolean expected = model.takes(time.seconds * SECOND, each);
                XdpReason reason = time.reasonFor(frame);
                assertThat(reason)
                        .as("seed %d, packet %d at %d s, %s", seed, i, time.seconds, rule)
                        .isEqualTo(expected ? XdpReason.CLEAN : XdpReason.OVER_LIMIT);
                refused += expected ? 0 : 1;
            }
        }
        assertThat(refused).isBetween(1, PACKETS - 1);
    }

    /** Several rules of one dimension, of addresses and of prefixes, and several addresses; each rule and source for itself. */
    @ParameterizedTest
    @MethodSource("seeds")
    void ofSeveralRulesTheKernelAsksEachOfWhatItCallsASource(long seed) {
        Random random = new Random(seed);
        // No more than a set of the table has places for: none gives way to another.
        List<String> addresses = random.nextBoolean()
                ? List.of("198.51.100.7", "198.51.100.8", "198.51.100.200", "198.51.101.7")
                : List.of("2001:db8:1:2::1", "2001:db8:1:3::1", "2001:db8:1:802::1", "2001:db8:2:2::1");
        Dimension dimension = DIMENSIONS.get((int) (seed % 3));
        int frameBytes = frame(addresses.getFirst()).length;
        int each = dimension == Dimension.BYTES ? frameBytes : 1;
        List<RateRule> rules = severalRules(random, dimension, each);
        PlainLimits model = new PlainLimits(rules);
        int times = 2 + random.nextInt(8);
        int refused = 0;
        try (var bench = new XdpBench(new PacketPolicy(List.of(), List.of(), 1, rules))) {
            ModelTime time = new ModelTime(bench);
            for (int i = 0; i < PACKETS; i++) {
                String from = addresses.get(random.nextInt(1 + random.nextInt(addresses.size())));
                time.pass(gap(random, times));
                boolean expected = model.takes(Prefix.parse(from), time.seconds * SECOND, each);
                XdpReason reason = time.reasonFor(frame(from));
                assertThat(reason)
                        .as("seed %d, packet %d of %s at %d s, %s", seed, i, from, time.seconds, rules)
                        .isEqualTo(expected ? XdpReason.CLEAN : XdpReason.OVER_LIMIT);
                refused += expected ? 0 : 1;
            }
        }
        assertThat(refused).isBetween(1, PACKETS - 1);
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 48);
    }

    /** Each event costs one, two or four seconds of a rule. */
    private static List<RateRule> severalRules(Random random, Dimension dimension, int each) {
        List<RateRule> rules = new ArrayList<>();
        int count = 2 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            int seconds = 1 << random.nextInt(3);
            int members = random.nextInt(4);
            rules.add(new RateRule(
                    dimension,
                    (double) each / seconds,
                    1_000 * (1 + random.nextInt(9)) + HALF,
                    (long) each * (1 + random.nextInt(8 + 4 * members)),
                    GROUPINGS.get(random.nextInt(GROUPINGS.size())),
                    60,
                    60));
        }
        return rules;
    }

    private static byte[] frame(String from) {
        return Frame.from(from).tcp(Frame.SYN).bytes();
    }

    /** Seconds of a test, kept up with by the kernel's table. */
    private static final class ModelTime {
        private final XdpBench bench;
        private final PolicedTable table;
        private final long start = System.nanoTime();
        private long aged;
        private long seconds;

        ModelTime(XdpBench bench) {
            this.bench = bench;
            table = new PolicedTable(bench.plane());
        }

        void pass(int more) {
            seconds += more;
        }

        XdpReason reasonFor(byte[] frame) {
            aged += table.age(seconds * SECOND - (System.nanoTime() - start) - aged);
            XdpReason reason = bench.reasonFor(frame);
            // Not on a machine that stood still just now.
            assumeTrue(System.nanoTime() - start + aged - seconds * SECOND < SECOND / 4);
            return reason;
        }
    }

    /** Of packets that come at about so many times the rule's rate. */
    private static int gap(Random random, int times) {
        return switch (random.nextInt(5 * times)) {
            case 0 -> random.nextInt(7);
            case 1 -> 1 + random.nextInt(3);
            default -> 0;
        };
    }
}
