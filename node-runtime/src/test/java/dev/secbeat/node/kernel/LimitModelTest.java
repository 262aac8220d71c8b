// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.verdict.RateRule;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
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

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24})
    void theKernelTakesWhatAPlainBucketAndAPlainWindowTake(long seed) {
        Random random = new Random(seed);
        String source = random.nextBoolean() ? "198.51.100.7" : "2001:db8:1:2::1";
        Dimension dimension = List.of(Dimension.PACKETS, Dimension.BYTES, Dimension.CONNECTIONS)
                .get((int) (seed % 3));
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
            PolicedTable table = new PolicedTable(bench.plane());
            long seconds = 0;
            long start = System.nanoTime();
            long aged = 0;
            for (int i = 0; i < PACKETS; i++) {
                seconds += gap(random, times);
                boolean expected = model.takes(seconds * SECOND, each);
                long age = seconds * SECOND - (System.nanoTime() - start) - aged;
                aged += table.age(age);
                XdpReason reason = bench.reasonFor(frame);
                // Not on a machine that stood still just now.
                assumeTrue(System.nanoTime() - start + aged - seconds * SECOND < SECOND / 4);
                assertThat(reason)
                        .as("seed %d, packet %d at %d s, %s", seed, i, seconds, rule)
                        .isEqualTo(expected ? XdpReason.CLEAN : XdpReason.OVER_LIMIT);
                refused += expected ? 0 : 1;
            }
        }
        assertThat(refused).isBetween(1, PACKETS - 1);
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
