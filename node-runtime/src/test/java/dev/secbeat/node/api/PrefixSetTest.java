// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixSetTest {
    /** Against asking each of them; few different addresses, so that prefixes lie in each other and side by side. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 10, 40})
    void itFindsWhatAskingEachFinds(int size) {
        Random random = new Random(size);
        int overlapping = 0;
        for (int round = 0; round < 200; round++) {
            List<Prefix> prefixes =
                    Stream.generate(() -> prefix(random)).limit(size).toList();
            PrefixSet set = new PrefixSet(prefixes);
            for (int i = 0; i < 50; i++) {
                Prefix asked = prefix(random);
                boolean overlaps = prefixes.stream().anyMatch(asked::overlaps);
                assertThat(set.overlaps(asked)).as("%s and %s", asked, prefixes).isEqualTo(overlaps);
                overlapping += overlaps ? 1 : 0;
            }
        }
        assertThat(overlapping > 0).isEqualTo(size > 0);
    }

    private static Prefix prefix(Random random) {
        if (random.nextBoolean()) {
            int address = random.nextInt(8) << 29 | random.nextInt(4) << 8 | random.nextInt(4);
            byte[] bytes = ByteBuffer.allocate(4).putInt(address).array();
            return Prefix.of(bytes, 1 + random.nextInt(32));
        }
        long high = (long) random.nextInt(4) << 62 | random.nextInt(4);
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(high)
                .putLong((long) random.nextInt(4) << 60 | random.nextInt(4))
                .array();
        return Prefix.of(bytes, 1 + random.nextInt(128));
    }
}
