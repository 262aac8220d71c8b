// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockMapTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final NodeId A = NodeId.of("us-east", "a");
    private static final NodeId B = NodeId.of("eu-west", "b");
    private static final Prefix ONE = Prefix.parse("192.0.2.1");

    private static List<BlockEntry> randomEntries(Random random, int count) {
        List<BlockEntry> entries = new ArrayList<>();
        Set<List<Object>> stamps = new HashSet<>();
        while (entries.size() < count) {
            boolean v6 = random.nextBoolean();
            Prefix prefix =
                    Prefix.parse(v6 ? "2001:db8:0:" + random.nextInt(9) + "::/64" : "192.0.2." + random.nextInt(20));
            long version = (NOW - random.nextInt(50)) << 16;
            NodeId writer = random.nextBoolean() ? A : B;
            if (stamps.add(List.of(prefix, version, writer))) { // A writer never gives a stamp twice.
                Origin origin = random.nextBoolean() ? Origin.OPERATOR : Origin.RATE_LIMIT;
                long expires = NOW + 1 + random.nextInt(90_000);
                entries.add(new BlockEntry(prefix, version, writer, origin, random.nextInt(3) > 0, expires));
            }
        }
        return entries;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyOrderAndRepetitionGivesTheSameMapAndDigest(long seed) {
        Random random = new Random(seed);
        List<BlockEntry> entries = randomEntries(random, 300);
        BlockMap expected = joined(entries);
        for (int round = 0; round < 10; round++) {
            List<BlockEntry> other = new ArrayList<>(entries);
            other.addAll(entries.subList(0, random.nextInt(entries.size())));
            Collections.shuffle(other, random);
            BlockMap map = joined(other);
            assertThat(map.all()).containsExactlyInAnyOrderElementsOf(expected.all());
            assertThat(map.digest()).isEqualTo(expected.digest());
        }
    }

    private static BlockMap joined(List<BlockEntry> entries) {
        BlockMap map = new BlockMap(A, 1000);
        entries.forEach(entry -> map.merge(entry, NOW));
        return map;
    }

    @Test
    void theNewestDecisionWinsAndATombstoneOutlivesTheBlock() {
        BlockMap map = new BlockMap(A, 10);
        BlockEntry block = map.stamps().stamp(ONE, Origin.OPERATOR, true, NOW + 10_000, NOW);
        assertThat(map.merge(block, NOW)).isEqualTo(BlockMap.Outcome.APPLIED);
        BlockEntry end = map.stamps().stamp(ONE, Origin.OPERATOR, false, NOW, NOW);
        assertThat(map.merge(end, NOW)).isEqualTo(BlockMap.Outcome.APPLIED);
        assertThat(map.merge(block, NOW + 9_999)).isEqualTo(BlockMap.Outcome.OLDER);
        assertThat(map.active()).isEmpty();
        assertThat(map.digest()).isZero();
        assertThat(end.expiresAtMillis()).isGreaterThan(block.expiresAtMillis());
    }

    @Test
    void aDecisionIsNewerThanAllSeenEvenWhenTheWallClockIsBehind() {
        BlockMap map = new BlockMap(A, 10);
        BlockEntry ahead = new BlockEntry(ONE, (NOW + 50_000) << 16, B, Origin.OPERATOR, true, NOW + 90_000);
        assertThat(map.merge(ahead, NOW)).isEqualTo(BlockMap.Outcome.APPLIED);
        BlockEntry end = map.stamps().stamp(ONE, Origin.OPERATOR, false, NOW, NOW);
        assertThat(map.merge(end, NOW)).isEqualTo(BlockMap.Outcome.APPLIED);
    }

    @Test
    void theFarFutureIsRefusedAndDoesNotDragTheClockAlong() {
        BlockMap map = new BlockMap(A, 10);
        for (long version : new long[] {(NOW + 60_001) << 16, -1L, Long.MAX_VALUE}) {
            BlockEntry entry = new BlockEntry(ONE, version, B, Origin.OPERATOR, true, NOW + 90_000);
            assertThat(map.merge(entry, NOW)).isEqualTo(BlockMap.Outcome.FROM_THE_FUTURE);
        }
        assertThat(map.stamps().stamp(ONE, Origin.OPERATOR, true, NOW + 1, NOW).version())
                .isEqualTo(NOW << 16);
    }

    @Test
    void aRateLimitNeverBlocksMoreThanOneSource() {
        BlockMap map = new BlockMap(A, 10);
        for (String wide : List.of("0.0.0.0/0", "192.0.2.0/31", "2001:db8::/63")) {
            BlockEntry entry = new BlockEntry(Prefix.parse(wide), NOW << 16, B, Origin.RATE_LIMIT, true, NOW + 9_000);
            assertThat(map.merge(entry, NOW)).isEqualTo(BlockMap.Outcome.TOO_WIDE);
        }
    }

    private static BlockMap.Outcome said(String prefix, boolean active, long expires) {
        BlockEntry entry = new BlockEntry(Prefix.parse(prefix), NOW << 16, B, Origin.OPERATOR, active, expires);
        return new BlockMap(A, 10).merge(entry, NOW);
    }

    @Test
    void nobodyBlocksWiderThanAnAdministratorMay() {
        for (String wide : List.of("0.0.0.0/0", "128.0.0.0/1", "192.0.0.0/7", "::/0", "2000::/15")) {
            assertThat(said(wide, true, NOW + 9_000)).as(wide).isEqualTo(BlockMap.Outcome.TOO_WIDE);
        }
        for (String allowed : List.of("192.0.0.0/8", "2001::/16")) {
            assertThat(said(allowed, true, NOW + 9_000)).as(allowed).isEqualTo(BlockMap.Outcome.APPLIED);
        }
        assertThat(said("0.0.0.0/0", false, NOW + 9_000)).as("ends only").isEqualTo(BlockMap.Outcome.APPLIED);
    }

    @Test
    void nobodyBlocksForLongerThanThirtyDaysAndEveryBlockCanBeEnded() {
        long longest = NOW + BlockEntry.LONGEST_MILLIS + BlockMap.BLOCK_SLACK_MILLIS;
        assertThat(said("192.0.2.1", true, longest)).isEqualTo(BlockMap.Outcome.APPLIED);
        assertThat(said("192.0.2.1", true, longest + 1)).isEqualTo(BlockMap.Outcome.TOO_WIDE);
        assertThat(said("192.0.2.1", true, Long.MAX_VALUE)).isEqualTo(BlockMap.Outcome.TOO_WIDE);
        assertThat(said("192.0.2.1", false, longest + 3_600_000)).isEqualTo(BlockMap.Outcome.APPLIED);
        assertThat(said("192.0.2.1", false, Long.MAX_VALUE)).isEqualTo(BlockMap.Outcome.TOO_WIDE);
    }

    @Test
    void aTombstoneSaidAgainDoesNotLiveLongerEachTime() {
        BlockMap map = new BlockMap(A, 10);
        map.merge(map.stamps().stamp(ONE, Origin.OPERATOR, true, NOW + 1_000_000, NOW), NOW);
        BlockEntry first = map.stamps().stamp(ONE, Origin.OPERATOR, false, NOW, NOW);
        map.merge(first, NOW);
        BlockEntry second = map.stamps().stamp(ONE, Origin.OPERATOR, false, NOW, NOW);
        assertThat(second.expiresAtMillis()).isEqualTo(first.expiresAtMillis());
    }

    @Test
    void aFullMapKeepsRoomForOperators() {
        BlockMap map = new BlockMap(A, 3);
        for (int i = 1; i <= 3; i++) {
            Prefix prefix = Prefix.parse("192.0.2." + i);
            map.merge(map.stamps().stamp(prefix, Origin.RATE_LIMIT, true, NOW + 1000L * i, NOW), NOW);
        }
        Prefix four = Prefix.parse("192.0.2.4");
        assertThat(map.merge(new BlockEntry(four, NOW << 16, B, Origin.RATE_LIMIT, true, NOW + 1000), NOW))
                .as("no later than what would have to go")
                .isEqualTo(BlockMap.Outcome.FULL);
        assertThat(map.merge(map.stamps().stamp(four, Origin.OPERATOR, true, NOW + 9000, NOW), NOW))
                .isEqualTo(BlockMap.Outcome.APPLIED);
        assertThat(map.state(ONE, NOW).word())
                .as("ended first, so it made room")
                .isEmpty();
        assertThat(map.size()).isEqualTo(3);
    }

    private record Place(Prefix prefix, Origin origin) {}

    /** Random entries into a map far too small, against a plain list that is searched from end to end. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aFullMapLetsGoOfWhatEndsFirstAndNeverOfAnOperators(long seed) {
        Random random = new Random(seed);
        int capacity = 16;
        BlockMap map = new BlockMap(A, capacity);
        Map<Place, BlockEntry> model = new HashMap<>();
        for (int step = 0; step < 4_000; step++) {
            Prefix prefix = Prefix.parse("192.0.2." + random.nextInt(64));
            Origin origin = random.nextInt(8) == 0 ? Origin.OPERATOR : Origin.RATE_LIMIT;
            BlockEntry entry = new BlockEntry(
                    prefix,
                    (NOW << 16) + step,
                    random.nextBoolean() ? A : B,
                    origin,
                    true,
                    NOW + 1 + random.nextInt(9_000));
            Optional<BlockEntry> least = model.values().stream()
                    .filter(kept -> kept.origin() == Origin.RATE_LIMIT)
                    .min(Comparator.comparingLong(BlockEntry::expiresAtMillis).thenComparing(BlockEntry::prefix));
            Place place = new Place(prefix, origin);
            boolean overrules = origin == Origin.OPERATOR && model.containsKey(new Place(prefix, Origin.RATE_LIMIT));
            boolean full = model.size() >= capacity && !model.containsKey(place) && !overrules;
            boolean insists = origin == Origin.OPERATOR || entry.writer().equals(A);
            boolean taken = !full
                    || least.filter(held -> insists || held.expiresAtMillis() < entry.expiresAtMillis())
                            .isPresent();
            List<BlockEntry> gone = new ArrayList<>();
            assertThat(map.merge(entry, NOW, gone::add))
                    .isEqualTo(taken ? BlockMap.Outcome.APPLIED : BlockMap.Outcome.FULL);
            assertThat(gone).isEqualTo(full && taken ? least.stream().toList() : List.of());
            gone.forEach(held -> model.remove(new Place(held.prefix(), held.origin())));
            if (taken) {
                model.put(place, entry);
                if (origin == Origin.OPERATOR) {
                    model.remove(new Place(prefix, Origin.RATE_LIMIT)); // It is older.
                }
            }
            if (random.nextInt(16) == 0) {
                Place counting = new Place(prefix, Origin.RATE_LIMIT);
                assertThat(map.evict(prefix)).isEqualTo(Optional.ofNullable(model.remove(counting)));
            }
            assertThat(map.all()).containsExactlyInAnyOrderElementsOf(model.values());
        }
    }

    @Test
    void entriesEndAndLeaveNothing() {
        BlockMap map = new BlockMap(A, 10);
        map.merge(map.stamps().stamp(ONE, Origin.RATE_LIMIT, true, NOW + 1000, NOW), NOW);
        map.merge(map.stamps().stamp(ONE, Origin.RATE_LIMIT, true, NOW + 5000, NOW), NOW);
        List<BlockEntry> ended = new ArrayList<>();
        assertThat(map.expire(NOW + 1000, ended::add)).as("it was renewed").isZero();
        assertThat(map.expire(NOW + 5000, ended::add)).isOne();
        assertThat(ended).hasSize(1);
        assertThat(map.size()).isZero();
        assertThat(map.digest()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void pagesCarryEveryEntry(long seed) {
        List<BlockEntry> entries = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            entries.addAll(randomEntries(new Random(seed + i), 100));
        }
        Iterator<BlockEntry> rest = entries.iterator();
        List<BlockEntry> read = new ArrayList<>();
        int pages = 0;
        while (rest.hasNext()) {
            byte[] bytes = BlockCodec.encode(rest);
            assertThat(bytes.length).isLessThanOrEqualTo(BlockCodec.MAX_BYTES);
            BlockCodec.Page page = BlockCodec.decode(bytes);
            assertThat(page.outcome()).isEqualTo(DeltaCodec.Outcome.TAKEN);
            read.addAll(page.entries());
            pages++;
        }
        assertThat(read).isEqualTo(entries);
        assertThat(pages).isGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void damagedPagesAreTakenWholeOrNotAtAll(long seed) {
        Random random = new Random(seed);
        byte[] good = BlockCodec.encode(randomEntries(random, 40).iterator());
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = Arrays.copyOf(good, random.nextInt(3) == 0 ? random.nextInt(good.length) : good.length);
            for (int hits = random.nextInt(4); hits > 0 && bytes.length > 0; hits--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            BlockCodec.Page page = BlockCodec.decode(bytes);
            if (page.outcome() != DeltaCodec.Outcome.TAKEN) {
                refused++;
                assertThat(page.entries()).isEmpty();
            }
        }
        assertThat(refused).isPositive();
    }
}
