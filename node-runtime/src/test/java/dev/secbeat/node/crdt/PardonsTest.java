// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PardonsTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final NodeId A = NodeId.of("us-east", "a");
    private static final NodeId B = NodeId.of("eu-west", "b");
    private static final Prefix ONE = Prefix.parse("192.0.2.1");
    private static final Prefix AROUND = Prefix.parse("192.0.2.0/24");

    private static BlockEntry pardon(Prefix prefix, long decidedMillis, long untilMillis) {
        return new BlockEntry(prefix, decidedMillis << 16, A, Origin.OPERATOR, false, NOW + 900_000, untilMillis);
    }

    private static BlockEntry counted(Prefix prefix, long decidedMillis) {
        return new BlockEntry(prefix, decidedMillis << 16, B, Origin.RATE_LIMIT, true, NOW + 60_000);
    }

    private static BlockMap map() {
        BlockMap map = new BlockMap(A, 10_000);
        map.setCounted(List.of(new Grouping(24, 48), new Grouping(20, 0)));
        return map;
    }

    private static Prefix randomPrefix(Random random) {
        String text = random.nextInt(3) == 0
                ? "2001:db8:" + random.nextInt(2) + ":" + random.nextInt(3) + "::"
                : "192.0." + random.nextInt(20) + "." + random.nextInt(3);
        int[] lengths = text.contains(":") ? new int[] {48, 64} : new int[] {20, 24, 32};
        return Prefix.of(Prefix.parse(text).addressBytes(), lengths[random.nextInt(lengths.length)]);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aLookFindsWhatASearchFromEndToEndFinds(long seed) {
        Random random = new Random(seed);
        Pardons pardons = new Pardons();
        Map<Prefix, BlockEntry> model = new HashMap<>();
        for (int step = 0; step < 3_000; step++) {
            Prefix prefix = randomPrefix(random);
            BlockEntry known = model.get(prefix);
            if (known != null) {
                pardons.remove(known);
                model.remove(prefix);
            } else {
                BlockEntry entry = pardon(prefix, NOW, NOW + random.nextInt(100));
                pardons.add(entry);
                model.put(prefix, entry);
            }
            if (random.nextInt(3) == 0) {
                model.values().forEach(pardons::remove);
                model.clear();
            }
            Prefix asked = randomPrefix(random);
            long decided = NOW + random.nextInt(100);
            assertThat(pardons.spares(asked, decided))
                    .isEqualTo(model.values().stream()
                            .anyMatch(p -> p.prefix().overlaps(asked) && decided < p.sparedUntilMillis()));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyOrderOfPardonsAndAutomaticBlocksGivesTheSameMap(long seed) {
        Random random = new Random(seed);
        List<BlockEntry> entries = new ArrayList<>();
        Set<Prefix> pardoned = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            Prefix prefix = randomPrefix(random);
            long decided = NOW - 50 + random.nextInt(100);
            if (random.nextInt(8) == 0 && pardoned.add(prefix)) {
                entries.add(pardon(prefix, decided, decided + 1 + random.nextInt(60)));
            } else {
                entries.add(new BlockEntry(prefix, (decided << 16) + i, B, Origin.RATE_LIMIT, true, NOW + 60_000));
            }
        }
        BlockMap expected = joined(entries);
        assertThat(expected.active()).isNotEmpty();
        for (int round = 0; round < 10; round++) {
            List<BlockEntry> other = new ArrayList<>(entries);
            Collections.shuffle(other, random);
            BlockMap map = joined(other);
            assertThat(map.all()).containsExactlyInAnyOrderElementsOf(expected.all());
            assertThat(map.digest()).isEqualTo(expected.digest());
        }
    }

    /** Until nothing changes, as pages are repeated for ever. */
    private static BlockMap joined(List<BlockEntry> entries) {
        BlockMap map = map();
        Set<BlockEntry> before = Set.of();
        for (int round = 0; round == 0 || !before.equals(Set.copyOf(map.all())); round++) {
            assertThat(round).as("comes to rest").isLessThan(50);
            before = Set.copyOf(map.all());
            for (BlockEntry entry : entries) {
                BlockMap.Outcome _ = map.merge(entry, NOW);
                map.expire(NOW, _ -> {});
            }
        }
        return map;
    }

    @Test
    void anUnblockOverrulesABlockThatIsNewerButWasDecidedWhileItLasts() {
        BlockMap map = map();
        assertThat(map.merge(counted(ONE, NOW), NOW)).isEqualTo(BlockMap.Outcome.APPLIED);
        assertThat(map.merge(pardon(ONE, NOW - 500, NOW + 1_000), NOW)).isEqualTo(BlockMap.Outcome.APPLIED);
        assertThat(map.merge(counted(ONE, NOW + 999), NOW)).isEqualTo(BlockMap.Outcome.SPARED);
        assertThat(map.active()).isEmpty();
        assertThat(map.merge(counted(ONE, NOW + 1_000), NOW)).isEqualTo(BlockMap.Outcome.APPLIED);
        assertThat(map.isSpared(ONE, NOW)).as("its place is its own").isTrue();
    }

    @Test
    void anOperatorsBlockIsHeldDespiteIt() {
        BlockMap map = map();
        map.merge(pardon(AROUND, NOW - 500, NOW + 1_000), NOW);
        BlockEntry block = new BlockEntry(ONE, NOW << 16, B, Origin.OPERATOR, true, NOW + 60_000);
        assertThat(map.merge(block, NOW)).isEqualTo(BlockMap.Outcome.APPLIED);
        assertThat(map.expire(NOW, _ -> {})).isZero();
        assertThat(map.active()).containsExactly(block);
    }

    @Test
    void blocksAroundAndInsideEndWithTheNextTurn() {
        BlockMap map = map();
        Prefix wider = Prefix.parse("192.0.0.0/20");
        map.merge(counted(wider, NOW), NOW);
        map.merge(counted(ONE, NOW), NOW);
        BlockEntry unblock = map.stamps().unblock(AROUND, NOW, NOW + 1_000, NOW);
        assertThat(unblock.expiresAtMillis()).isGreaterThanOrEqualTo(NOW + 1_000);
        map.merge(unblock, NOW);
        map.forEachBlocking(
                NOW, entry -> assertThat(entry).as("none blocks any more").isNull());
        List<Prefix> lifted = new ArrayList<>();
        assertThat(map.expire(NOW, entry -> lifted.add(entry.prefix()))).isEqualTo(2);
        assertThat(lifted).containsExactlyInAnyOrder(wider, ONE);
        assertThat(map.expire(NOW, entry -> lifted.add(entry.prefix()))).isZero();
        assertThat(map.digest()).isZero();
    }

    @Test
    void countingBlocksWhatARuleHereTakesForOneSourceAndNothingElse() {
        BlockMap map = map();
        for (String allowed : List.of("192.0.2.0/24", "192.0.0.0/20", "2001:db8::/48", "192.0.2.1", "2001:db8::/64")) {
            assertThat(map.merge(counted(Prefix.parse(allowed), NOW), NOW)).isEqualTo(BlockMap.Outcome.APPLIED);
        }
        for (String wide : List.of("192.0.2.0/25", "192.0.0.0/16", "2001:db8::/56", "0.0.0.0/0")) {
            assertThat(map.merge(counted(Prefix.parse(wide), NOW), NOW)).isEqualTo(BlockMap.Outcome.TOO_WIDE);
        }
    }

    @Test
    void nobodySparesWiderThanAnAdministratorMayBlock() {
        BlockMap map = map();
        assertThat(map.merge(pardon(Prefix.parse("0.0.0.0/0"), NOW, NOW + 1_000), NOW))
                .isEqualTo(BlockMap.Outcome.TOO_WIDE);
        assertThat(map.merge(pardon(Prefix.parse("10.0.0.0/8"), NOW, NOW + 1_000), NOW))
                .isEqualTo(BlockMap.Outcome.APPLIED);
    }

    @Test
    void pagesCarryPardonsAndAreReadByEarlierReleasesWhenThereAreNone() {
        List<BlockEntry> plain = List.of(counted(ONE, NOW), counted(AROUND, NOW));
        byte[] page = BlockCodec.encode(plain.iterator());
        assertThat(page[0]).isEqualTo((byte) 1);
        assertThat(BlockCodec.decode(page).entries()).isEqualTo(plain);

        List<BlockEntry> mixed = List.of(counted(ONE, NOW), pardon(AROUND, NOW, NOW + 5_000));
        byte[] sparing = BlockCodec.encode(mixed.iterator());
        assertThat(sparing[0]).isEqualTo((byte) 2);
        assertThat(BlockCodec.decode(sparing).entries()).isEqualTo(mixed);
        BlockMap map = map();
        mixed.reversed().forEach(entry -> map.merge(entry, NOW));
        byte[] ofSnapshot = map.page(0, 1).content();
        assertThat(ofSnapshot[0]).isEqualTo((byte) 2);
        assertThat(BlockCodec.decode(ofSnapshot).entries()).containsExactlyInAnyOrderElementsOf(map.all());
        assertThat(map.all()).contains(mixed.getLast());
        sparing[0] = 1;
        assertThat(BlockCodec.decode(sparing).outcome()).isEqualTo(DeltaCodec.Outcome.MALFORMED);
        sparing[0] = 5; // 3 is that of blocks which an operator has put back, 4 of entries that say how long they are.
        assertThat(BlockCodec.decode(sparing).outcome()).isEqualTo(DeltaCodec.Outcome.UNKNOWN_VERSION);
    }
}
