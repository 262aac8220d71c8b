// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(1_000, 60_000);

    @Test
    void itDoublesUpToItsBound() {
        long[] most = {1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000};
        for (int failures = 1; failures <= most.length; failures++) {
            long whole = most[failures - 1];
            assertThat(backoff.delayMillis(failures, 0)).isEqualTo(whole / 2);
            assertThat(backoff.delayMillis(failures, 0.999_999)).isBetween(whole - 1, whole);
        }
    }

    @Test
    void noNumberOfFailuresLeavesItsBounds() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            long most = 1 + random.nextLong(1L << random.nextInt(1, 40));
            Backoff any = new Backoff(1 + random.nextLong(most), most);
            int failures = random.nextInt(-3, Integer.MAX_VALUE);
            assertThat(any.delayMillis(failures, random.nextDouble())).isBetween(0L, most);
        }
    }
}
