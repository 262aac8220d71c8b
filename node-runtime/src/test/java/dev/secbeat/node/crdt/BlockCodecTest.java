// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages between releases that know different things. */
class BlockCodecTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final NodeId WRITER = NodeId.of("eu-west", "b");
    private static final int HEADER_BYTES = 4;
    private static final int MEASURED = 4;
    private static final int OF_A_LATER_RELEASE = 1 << 7;

    private static BlockEntry block(int i) {
        return new BlockEntry(
                Prefix.parse("192.0.2." + i), NOW << 16 | i, WRITER, Origin.RATE_LIMIT, true, NOW + 60_000);
    }

    private static BlockEntry pardon(int i) {
        return new BlockEntry(
                Prefix.parse("2001:db8::" + i),
                NOW << 16 | i,
                WRITER,
                Origin.OPERATOR,
                false,
                NOW + 9_000,
                NOW + 8_000);
    }

    /** The bytes of one entry as a page has them. */
    private static byte[] bytesOf(BlockEntry entry) {
        byte[] page = BlockCodec.encode(List.of(entry).iterator());
        return Arrays.copyOfRange(page, HEADER_BYTES, page.length);
    }

    private static byte[] ofALaterRelease(BlockEntry entry) {
        byte[] bytes = Arrays.copyOf(bytesOf(entry), bytesOf(entry).length + 5);
        bytes[0] = (byte) (bytes[0] | OF_A_LATER_RELEASE);
        return bytes;
    }

    private static byte[] measured(List<byte[]> entries) {
        WireWriter out = new WireWriter(BlockCodec.MAX_BYTES);
        out.put8(MEASURED);
        out.put8(0);
        out.put16(entries.size());
        for (byte[] entry : entries) {
            out.put8(entry.length);
            for (byte part : entry) {
                out.put8(part);
            }
        }
        return Arrays.copyOf(out.bytes(), out.position());
    }

    @Test
    void anEntryThatALaterReleaseSaysMoreInIsLeftOutAndItsNeighboursAreTaken() {
        byte[] page = measured(List.of(
                bytesOf(block(1)),
                ofALaterRelease(block(2)),
                bytesOf(pardon(3)),
                bytesOf(block(4).putBack()),
                ofALaterRelease(pardon(5)),
                bytesOf(block(6))));
        assertThat(BlockCodec.decode(page))
                .isEqualTo(new BlockCodec.Page(
                        DeltaCodec.Outcome.TAKEN, List.of(block(1), pardon(3), block(4).putBack(), block(6)), 2));
    }

    @Test
    void anEntryOfAnotherLengthThanItSaysSpoilsThePage() {
        byte[] longer = Arrays.copyOf(bytesOf(block(2)), bytesOf(block(2)).length + 1);
        byte[] shorter = Arrays.copyOf(bytesOf(block(2)), bytesOf(block(2)).length - 1);
        for (byte[] entry : List.of(longer, shorter, new byte[0])) {
            BlockCodec.Page page = BlockCodec.decode(measured(List.of(bytesOf(block(1)), entry, bytesOf(block(3)))));
            assertThat(page).isEqualTo(new BlockCodec.Page(DeltaCodec.Outcome.MALFORMED, List.of(), 0));
        }
        byte[] whole = measured(List.of(bytesOf(block(1)), ofALaterRelease(block(2))));
        for (int length = 0; length < whole.length; length++) {
            assertThat(BlockCodec.decode(Arrays.copyOf(whole, length)).outcome())
                    .as("%d of %d bytes", length, whole.length)
                    .isNotEqualTo(DeltaCodec.Outcome.TAKEN);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void damageNeverThrowsAndNeverGivesHalfAPage(long seed) {
        Random random = new Random(seed);
        byte[] good = measured(List.of(bytesOf(block(1)), ofALaterRelease(block(2)), bytesOf(pardon(3))));
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good.clone();
            for (int hits = random.nextInt(4); hits > 0; hits--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            BlockCodec.Page page = BlockCodec.decode(bytes);
            int said = (bytes[2] & 0xFF) | (bytes[3] & 0xFF) << 8;
            if (page.outcome() == DeltaCodec.Outcome.TAKEN) {
                assertThat(page.entries().size() + page.leftOut()).isEqualTo(said);
            } else {
                refused++;
                assertThat(page.entries()).isEmpty();
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void whatOlderReleasesCannotReadTravelsApartFromWhatTheyCan() {
        List<BlockEntry> plain = new ArrayList<>();
        List<BlockEntry> mixed = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            plain.add(block(i));
            mixed.addAll(List.of(block(i), pardon(i), block(i).putBack()));
        }
        List<BlockEntry> first = new ArrayList<>();
        List<BlockEntry> all = new ArrayList<>();
        for (byte[] page : BlockCodec.pages(mixed)) {
            BlockCodec.Page read = BlockCodec.decode(page);
            assertThat(read.outcome()).isEqualTo(DeltaCodec.Outcome.TAKEN);
            all.addAll(read.entries());
            if (page[0] == 1) {
                first.addAll(read.entries());
            }
        }
        assertThat(first).isEqualTo(plain);
        assertThat(all).containsExactlyInAnyOrderElementsOf(mixed);
        assertThat(BlockCodec.pages(List.of())).isEmpty();
    }
}
