// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses that stand in rows must spread over the buckets like any others, whatever the secret. */
class ExactHashTest {
    private static final int SECRETS = 300;
    private static final int KEYS = 1 << 12;
    private static final int BUCKETS = 1 << 11;
    private static final int SHIFT = Long.SIZE - 11;
    private static final int SLOTS = 5;

    private static ExactHash hash(long seed) {
        Random random = new Random(seed);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment layout = arena.allocate(Abi.HASH_BYTES, Long.BYTES);
            for (long offset = 0; offset < Abi.HASH_BYTES; offset += Long.BYTES) {
                layout.set(JAVA_LONG, offset, random.nextLong());
            }
            return ExactHash.read(layout);
        }
    }

    /** With two keys a bucket on average, one in sixty finds five before it; a tenth would be a crowd. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 256, 65_536, 65_537, 1 << 20, 0x9E3779B1, 0x10001, 3_000_017})
    void rowsOfAddressesDoNotCrowd(int distance) {
        for (int seed = 0; seed < SECRETS; seed++) {
            ExactHash hash = hash(seed);
            int[] held = new int[BUCKETS];
            int spilled = 0;
            for (int i = 0; i < KEYS; i++) {
                byte[] key =
                        ByteBuffer.allocate(Integer.BYTES).putInt(i * distance).array();
                spilled += held[(int) hash.bucket(key, key.length, SHIFT)]++ < SLOTS ? 0 : 1;
            }
            assertThat(spilled).as("secret %d", seed).isLessThan(KEYS / 10);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1L << 16, 1L << 32, 1L << 48, 0x9E3779B97F4A7C15L, 0x0001_0000_0001_0000L})
    void rowsOfNetworksDoNotCrowd(long distance) {
        for (int seed = 0; seed < SECRETS; seed++) {
            ExactHash hash = hash(seed);
            int[] held = new int[BUCKETS];
            int spilled = 0;
            for (long i = 0; i < KEYS; i++) {
                int bucket = (int) (hash.ofWord(0x2001_0db8_0000_0000L + i * distance) >>> SHIFT);
                spilled += held[bucket]++ < SLOTS ? 0 : 1;
            }
            assertThat(spilled).as("secret %d", seed).isLessThan(KEYS / 10);
        }
    }
}
