// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Grouping;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeltaCodecTest {

    /** Writes down what it is shown. */
    private static final class Scribe implements DeltaCodec.Visitor {
        private final List<String> lines = new ArrayList<>();

        @Override
        public boolean onHeader(DeltaCodec.Header header) {
            lines.add(header.toString());
            return true;
        }

        @Override
        public void onEcho(long startHash, long offsetMillis) {
            lines.add("echo " + startHash + " " + offsetMillis);
        }

        @Override
        public void onEntry(Family family, long sourceBits, Dimension dimension) {
            lines.add("entry " + family + " " + sourceBits + " " + dimension);
        }

        @Override
        public void onCount(long bucket, long count) {
            lines.add("count " + bucket + " " + count);
        }
    }

    private static final List<Grouping> GROUPINGS = List.of(
            Grouping.ADDRESS, new Grouping(24, 48), new Grouping(19, 0), new Grouping(0, 33), new Grouping(16, 61));

    private static final DeltaCodec.Header HEADER = new DeltaCodec.Header(100, 7, 8, 123_456, 9);

    private static byte[] randomMessage(Random random, List<String> expected) {
        DeltaEncoder encoder = new DeltaEncoder();
        long millis = random.nextLong(-1L << 40, 1L << 40);
        Grouping grouping = GROUPINGS.get(random.nextInt(GROUPINGS.size()));
        DeltaCodec.Header header =
                new DeltaCodec.Header(100, random.nextLong(), random.nextLong(), millis, random.nextInt(), grouping);
        encoder.begin(header);
        expected.add(header.toString());
        for (int i = random.nextInt(5); i > 0; i--) {
            long hash = random.nextLong();
            encoder.echo(hash, i);
            expected.add("echo " + hash + " " + i);
        }
        long newest = Math.floorDiv(millis, 100L);
        for (int i = random.nextInt(100); i > 0; i--) {
            boolean either = random.nextBoolean();
            Family family = !grouping.counts(Family.IPV6) || (either && grouping.counts(Family.IPV4))
                    ? Family.IPV4
                    : Family.IPV6;
            Dimension dimension = DeltaCodec.dimension(random.nextInt(4));
            long address = family == Family.IPV4 ? random.nextLong(1L << 32) : random.nextLong();
            long bits = grouping.sourceBits(family, address);
            int tag = DeltaCodec.tag(family, dimension);
            encoder.entry(tag, bits);
            expected.add("entry " + family + " " + bits + " " + dimension);
            for (int pair = 1 + random.nextInt(10); pair > 0; pair--) {
                long count = 1 + (random.nextBoolean() ? random.nextLong(20) : random.nextLong(DeltaCodec.MAX_COUNT));
                long bucket = newest - pair - (random.nextBoolean() ? 0 : 10);
                encoder.count(tag, bits, bucket, count);
                expected.add("count " + bucket + " " + count);
            }
        }
        return Arrays.copyOf(encoder.bytes(), encoder.length());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whatIsWrittenIsRead(long seed) {
        List<String> expected = new ArrayList<>();
        byte[] bytes = randomMessage(new Random(seed), expected);
        Scribe scribe = new Scribe();
        assertThat(DeltaCodec.decode(bytes, scribe)).isEqualTo(DeltaCodec.Outcome.TAKEN);
        assertThat(scribe.lines).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void damagedBytesAreTakenWholeOrNotAtAll(long seed) {
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = randomMessage(random, new ArrayList<>());
            byte[] damaged = Arrays.copyOf(bytes, Math.max(0, bytes.length - random.nextInt(3)));
            for (int hits = 1 + random.nextInt(4); hits > 0 && damaged.length > 0; hits--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            Scribe scribe = new Scribe();
            if (DeltaCodec.decode(damaged, scribe) != DeltaCodec.Outcome.TAKEN) {
                refused++;
                assertThat(scribe.lines).isEmpty();
            }
        }
        assertThat(refused).isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void noiseIsSurvived(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            if (noise.length > 0 && random.nextBoolean()) {
                noise[0] = DeltaCodec.VERSION;
            }
            Scribe scribe = new Scribe();
            if (DeltaCodec.decode(noise, scribe) != DeltaCodec.Outcome.TAKEN) {
                assertThat(scribe.lines).isEmpty();
            }
        }
    }

    @Test
    void everyCutOfAMessageIsMalformed() {
        byte[] bytes = randomMessage(new Random(3), new ArrayList<>());
        for (int length = 0; length < bytes.length; length++) {
            assertThat(DeltaCodec.decode(Arrays.copyOf(bytes, length), new Scribe()))
                    .isEqualTo(DeltaCodec.Outcome.MALFORMED);
        }
        assertThat(DeltaCodec.decode(Arrays.copyOf(bytes, bytes.length + 1), new Scribe()))
                .isEqualTo(DeltaCodec.Outcome.MALFORMED);
    }

    @Test
    void anotherVersionIsToldApart() {
        byte[] bytes = randomMessage(new Random(3), new ArrayList<>());
        for (int version = 0; version < 256; version++) {
            if (version != DeltaCodec.VERSION && version != DeltaCodec.VERSION_GROUPED) {
                bytes[0] = (byte) version;
                assertThat(DeltaCodec.decode(bytes, new Scribe())).isEqualTo(DeltaCodec.Outcome.UNKNOWN_VERSION);
            }
        }
    }

    @Test
    void oneIpv4SourceWithTwoBucketsTakesSevenBytesAndTwoMoreWithGreatCounts() {
        DeltaEncoder encoder = new DeltaEncoder();
        encoder.begin(HEADER);
        assertThat(encoder.length()).isEqualTo(DeltaCodec.HEADER_BYTES);
        int tag = DeltaCodec.tag(Family.IPV4, Dimension.REQUESTS);
        encoder.entry(tag, 0xCB00712AL);
        encoder.count(tag, 0xCB00712AL, 1234, 15);
        encoder.count(tag, 0xCB00712AL, 1220, 1);
        assertThat(encoder.length()).isEqualTo(DeltaCodec.HEADER_BYTES + 7);
        encoder.count(tag, 0xCB00712AL, 1233, 16);
        assertThat(encoder.length()).as("a great count").isEqualTo(DeltaCodec.HEADER_BYTES + 9);
        encoder.count(tag, 0xCB00712AL, 1219, 1);
        assertThat(encoder.length()).as("an old bucket").isEqualTo(DeltaCodec.HEADER_BYTES + 11);
    }

    @Test
    void ofAPrefixOnlyTheBytesItReachesIntoAreWritten() {
        DeltaEncoder encoder = new DeltaEncoder();
        encoder.begin(new DeltaCodec.Header(100, 7, 8, 123_456, 9, new Grouping(24, 48)));
        int header = encoder.length();
        int tag = DeltaCodec.tag(Family.IPV4, Dimension.REQUESTS);
        encoder.entry(tag, 0xCB007100L);
        encoder.count(tag, 0xCB007100L, 1234, 100);
        assertThat(header).isEqualTo(DeltaCodec.HEADER_BYTES + 2);
        assertThat(encoder.length()).isEqualTo(header + 1 + 3 + 2);
    }

    @Test
    void aPrefixWithBitsBeyondItsLengthOrOfAFamilyThatIsNotCountedIsMalformed() {
        DeltaEncoder encoder = new DeltaEncoder();
        encoder.begin(new DeltaCodec.Header(100, 7, 8, 123_456, 9, new Grouping(20, 0)));
        int tag = DeltaCodec.tag(Family.IPV4, Dimension.REQUESTS);
        encoder.entry(tag, 0xCB007000L);
        encoder.count(tag, 0xCB007000L, 1234, 100);
        byte[] good = Arrays.copyOf(encoder.bytes(), encoder.length());
        assertThat(DeltaCodec.decode(good, new Scribe())).isEqualTo(DeltaCodec.Outcome.TAKEN);
        int lengthAt = DeltaCodec.HEADER_BYTES;
        for (int[] change :
                new int[][] {{lengthAt + 3, 1}, {lengthAt, 15}, {lengthAt, 33}, {lengthAt, 0}, {lengthAt + 1, 65}}) {
            byte[] bad = good.clone();
            bad[change[0]] = (byte) change[1];
            assertThat(DeltaCodec.decode(bad, new Scribe()))
                    .as("%d at %d", change[1], change[0])
                    .isEqualTo(DeltaCodec.Outcome.MALFORMED);
        }
    }

    @Test
    void moreBucketsThanAnEntryHoldsGoIntoASecond() {
        DeltaEncoder encoder = new DeltaEncoder();
        encoder.begin(HEADER);
        int tag = DeltaCodec.tag(Family.IPV6, Dimension.BYTES);
        encoder.entry(tag, 5);
        for (int age = 0; age < 100; age++) {
            encoder.count(tag, 5, 1234 - age, 1);
        }
        Scribe scribe = new Scribe();
        DeltaCodec.decode(Arrays.copyOf(encoder.bytes(), encoder.length()), scribe);
        assertThat(scribe.lines.stream().filter(line -> line.startsWith("count")))
                .hasSize(100);
        assertThat(scribe.lines.stream().filter(line -> line.startsWith("entry")))
                .hasSize(4);
    }
}
