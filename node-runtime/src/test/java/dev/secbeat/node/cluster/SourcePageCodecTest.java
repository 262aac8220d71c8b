// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static dev.secbeat.node.cluster.Samples.EAST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.api.SourcePage;
import dev.secbeat.node.json.DecodeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Pages of sources go over the wire and back; what is no page is refused. */
class SourcePageCodecTest {
    private static final List<Dimension> DIMENSIONS = List.of(Dimension.values());

    private final Random random = new Random(11);

    @Test
    void aPageComesBackAsItWas() throws DecodeException {
        for (int size : new int[] {0, 1, 7, SourcePage.MAX_SOURCES}) {
            SourcePage page = page(size);
            byte[] bytes = SourcePageCodec.encode(page);
            assertThat(SourcePageCodec.decode(EAST, bytes)).isEqualTo(page);
            assertThat(bytes.length).isLessThan(64 + 28 * size);
        }
    }

    @Test
    void everythingElseIsRefusedAndNothingBreaks() {
        byte[] whole = SourcePageCodec.encode(page(3));
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> SourcePageCodec.decode(EAST, part)).isInstanceOf(DecodeException.class);
        }
        byte[] longer = Arrays.copyOf(whole, whole.length + 1);
        assertThatThrownBy(() -> SourcePageCodec.decode(EAST, longer)).isInstanceOf(DecodeException.class);
    }

    @Test
    void damagedBytesAreAPageOrARefusal() {
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = SourcePageCodec.encode(page(2));
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                SourcePage page = SourcePageCodec.decode(EAST, bytes);
                assertThat(page.sources()).allSatisfy(source -> {
                    assertThat(source.global()).isFinite().isNotNegative();
                    assertThat(source.windowMillis()).isPositive();
                });
            } catch (DecodeException e) {
                assertThat(e).hasMessageContaining("page of");
            }
        }
    }

    private SourcePage page(int size) {
        List<SourceCount> sources = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            SourceKey key = random.nextBoolean()
                    ? new SourceKey(Family.IPV4, random.nextInt() & 0xFFFF_FFFFL)
                    : new SourceKey(Family.IPV6, random.nextLong());
            Dimension dimension = DIMENSIONS.get(random.nextInt(DIMENSIONS.size()));
            sources.add(new SourceCount(
                    key, dimension, random.nextInt(500), random.nextInt(900), 100, 1_000, random.nextBoolean()));
        }
        return new SourcePage(EAST, 1_780_000_000_123L, random.nextInt(9), random.nextBoolean(), sources);
    }
}
