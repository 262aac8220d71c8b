// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotCodecTest {
    private static final long INCARNATION = 1_800_000_000_123L;

    private static SnapshotMessage decoded(byte[] bytes) {
        SnapshotCodec.Decoded decoded = SnapshotCodec.decode(bytes);
        assertThat(decoded.outcome()).isEqualTo(DeltaCodec.Outcome.TAKEN);
        return decoded.message().orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(SnapshotPart.class)
    void whatIsWrittenIsRead(SnapshotPart part) {
        var ask = new SnapshotMessage.Ask(part, 17, SnapshotCodec.MAX_PAGES, INCARNATION, -5);
        assertThat(decoded(SnapshotCodec.encode(ask))).isEqualTo(ask);
        for (int next : new int[] {8, Integer.MAX_VALUE, SnapshotMessage.END}) {
            var page = new SnapshotMessage.Page(part, 7, next, INCARNATION, new byte[] {1, 2, 3});
            assertThat(decoded(SnapshotCodec.encode(page)))
                    .usingRecursiveComparison()
                    .isEqualTo(page);
        }
    }

    @Test
    void thePagesOfAFullTableAreNoLongerThanAMessageMayBe() {
        GlobalCounter counter = new GlobalCounter(
                NodeId.of("us-east", "a"),
                1,
                new CounterSettings(100, 10_000, 4_096, 8_192, 300_000, 100, 200, 0.25, 42));
        counter.setLimits(List.of(new CountLimit(Dimension.BYTES, 4, 10_000)), List.of());
        for (long millis = 5_000; millis < 15_000; millis += 100) {
            for (int source = 0; source < 1_000; source++) {
                counter.count(Family.IPV6, source, Dimension.BYTES, 1L << 30, millis * 1_000_000, millis * 1_000_000);
            }
        }
        int pages = 0;
        for (int cursor = 0; cursor != SnapshotMessage.END; pages++) {
            SnapshotMessage.Page page = counter.page(cursor, 15_000L * 1_000_000);
            assertThat(SnapshotCodec.encode(page).length).isLessThanOrEqualTo(SnapshotCodec.MAX_BYTES);
            cursor = page.next();
        }
        assertThat(pages).as("100 buckets of 1000 sources, 7 bytes each").isGreaterThan(80);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, SnapshotCodec.MAX_PAGES + 1, 0xFFFF})
    void anAskForNoPagesOrTooManyIsMalformed(int pages) {
        byte[] bytes = SnapshotCodec.encode(new SnapshotMessage.Ask(SnapshotPart.COUNTS, 0, pages, 0, 0));
        assertThat(SnapshotCodec.decode(bytes).outcome()).isEqualTo(DeltaCodec.Outcome.MALFORMED);
    }

    @Test
    void aPageThatLeadsBackOrNowhereIsMalformed() {
        for (int next : new int[] {7, 6, 0, -2, Integer.MIN_VALUE}) {
            var page = new SnapshotMessage.Page(SnapshotPart.BLOCKS, 7, next, 1, new byte[4]);
            assertThat(SnapshotCodec.decode(SnapshotCodec.encode(page)).outcome())
                    .as("next %s", next)
                    .isEqualTo(DeltaCodec.Outcome.MALFORMED);
        }
        var negative = new SnapshotMessage.Page(SnapshotPart.BLOCKS, -3, SnapshotMessage.END, 1, new byte[4]);
        assertThat(SnapshotCodec.decode(SnapshotCodec.encode(negative)).outcome())
                .isEqualTo(DeltaCodec.Outcome.MALFORMED);
    }

    @Test
    void everyCutOfAnAskAndEveryExtraByteIsMalformed() {
        byte[] bytes = SnapshotCodec.encode(new SnapshotMessage.Ask(SnapshotPart.COUNTS, 5, 9, 1, 2));
        for (int length = 0; length < bytes.length; length++) {
            assertThat(SnapshotCodec.decode(Arrays.copyOf(bytes, length)).outcome())
                    .isEqualTo(DeltaCodec.Outcome.MALFORMED);
        }
        assertThat(SnapshotCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)).outcome())
                .isEqualTo(DeltaCodec.Outcome.MALFORMED);
    }

    @Test
    void anotherVersionIsToldApartWhateverItsLength() {
        byte[] bytes = SnapshotCodec.encode(new SnapshotMessage.Ask(SnapshotPart.COUNTS, 5, 9, 1, 2));
        bytes[0]++;
        for (int length : new int[] {1, 2, bytes.length, SnapshotCodec.MAX_BYTES + 1}) {
            assertThat(SnapshotCodec.decode(Arrays.copyOf(bytes, length)).outcome())
                    .isEqualTo(DeltaCodec.Outcome.UNKNOWN_VERSION);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noiseIsSurvivedAndGoodMessagesAreWithinBounds(long seed) {
        Random random = new Random(seed);
        int taken = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] noise = new byte[random.nextBoolean() ? 24 : random.nextInt(60)];
            random.nextBytes(noise);
            if (noise.length > 3) {
                noise[0] = 1;
                noise[1] = (byte) random.nextInt(6);
                noise[3] = 0;
            }
            SnapshotCodec.Decoded decoded = SnapshotCodec.decode(noise);
            assertThat(decoded.message().isPresent()).isEqualTo(decoded.outcome() == DeltaCodec.Outcome.TAKEN);
            if (decoded.message().isPresent() && decoded.message().get() instanceof SnapshotMessage.Ask ask) {
                assertThat(ask.pages()).isBetween(1, SnapshotCodec.MAX_PAGES);
                assertThat(ask.cursor()).isNotNegative();
                taken++;
            }
        }
        assertThat(taken).isPositive();
    }
}
