// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The join of one component: maximum per bucket, in any order and any number of times. */
class CellPoolTest {
    private static final int SLOTS = 11;

    private record Told(long bucket, long count) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void joinIsCommutativeAssociativeAndIdempotent(long seed) {
        Random random = new Random(seed);
        List<Told> told = new ArrayList<>();
        long base = random.nextLong(-1_000_000, 1_000_000);
        for (int i = 0; i < 200; i++) {
            told.add(new Told(base + random.nextInt(40), 1 + random.nextInt(50)));
        }
        List<Long> expected = join(told);
        for (int round = 0; round < 20; round++) {
            List<Told> other = new ArrayList<>(told);
            other.addAll(told.subList(0, random.nextInt(told.size())));
            Collections.shuffle(other, random);
            assertThat(join(other)).isEqualTo(expected);
        }
        assertThat(expected).isEqualTo(exact(told));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void countsOfAnySizeAreAsExactAsSmallOnes(long seed) {
        Random random = new Random(seed);
        List<Told> told = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            told.add(new Told(random.nextInt(40), 1L << random.nextInt(31)));
            told.add(new Told(random.nextInt(40), 254 + random.nextInt(4)));
        }
        assertThat(join(told)).isEqualTo(exact(told));
    }

    @Test
    void fastCellsGiveTheirRowsBack() {
        CellPool pool = new CellPool(4, SLOTS);
        for (int i = 0; i < 5_000; i++) {
            int fast = pool.allocate(1, CellPool.NONE, 7);
            int slow = pool.allocate(2, fast, 7);
            pool.raise(fast, 7, 256 + i);
            pool.raise(slow, 7, 255);
            assertThat(pool.count(fast, 7)).isEqualTo(256 + i);
            assertThat(pool.count(slow, 7)).isEqualTo(255);
            assertThat(pool.writer(fast)).isEqualTo(1);
            assertThat(pool.sumFrom(fast, 0))
                    .as("nothing of the row's last owner")
                    .isEqualTo(256 + i);
            pool.release(slow);
            pool.release(fast);
        }
        assertThat(pool.wideRows()).isEqualTo(1);
    }

    @Test
    void aCountStopsAtItsCapHoweverItGrows() {
        CellPool pool = new CellPool(1, SLOTS);
        int cell = pool.allocate(0, CellPool.NONE, 7);

        assertThat(pool.raise(cell, 7, CellPool.MAX_COUNT - 1L)).isEqualTo(CellPool.MAX_COUNT - 1L);
        assertThat(pool.raise(cell, 7, DeltaCodec.MAX_COUNT)).isEqualTo(1);
        assertThat(pool.raise(cell, 7, DeltaCodec.MAX_COUNT)).isZero();
        assertThat(pool.add(cell, 7, DeltaCodec.MAX_COUNT)).isTrue();
        assertThat(pool.count(cell, 7)).isEqualTo(CellPool.MAX_COUNT);
    }

    private static List<Long> join(List<Told> told) {
        CellPool pool = new CellPool(1, SLOTS);
        int cell = pool.allocate(0, CellPool.NONE, told.getFirst().bucket);
        told.forEach(one -> pool.raise(cell, one.bucket, one.count));
        List<Long> state = new ArrayList<>(List.of(pool.newest(cell)));
        for (long bucket = pool.oldest(cell); bucket <= pool.newest(cell); bucket++) {
            state.add(pool.count(cell, bucket));
        }
        return state;
    }

    private static List<Long> exact(List<Told> told) {
        long newest = told.stream().mapToLong(Told::bucket).max().orElseThrow();
        List<Long> state = new ArrayList<>(List.of(newest));
        for (long bucket = newest - SLOTS + 1; bucket <= newest; bucket++) {
            long at = bucket;
            state.add(told.stream()
                    .filter(one -> one.bucket == at)
                    .mapToLong(Told::count)
                    .max()
                    .orElse(0));
        }
        return state;
    }

    @Test
    void growthIsReportedOnce() {
        CellPool pool = new CellPool(2, SLOTS);
        int cell = pool.allocate(0, CellPool.NONE, 5);
        assertThat(pool.raise(cell, 5, 10)).isEqualTo(10);
        assertThat(pool.raise(cell, 5, 10)).isZero();
        assertThat(pool.raise(cell, 5, 7)).isZero();
        assertThat(pool.raise(cell, 5, 12)).isEqualTo(2);
        assertThat(pool.raise(cell, 5 - SLOTS, 99)).as("outside every window").isZero();
    }

    @Test
    void aPoolThatIsEmptySaysSoAndTakesCellsBack() {
        CellPool pool = new CellPool(1, SLOTS);
        int cell = pool.allocate(0, CellPool.NONE, 0);
        assertThat(pool.allocate(0, CellPool.NONE, 0)).isEqualTo(CellPool.NONE);
        pool.raise(cell, 0, 9);
        pool.release(cell);
        int again = pool.allocate(1, CellPool.NONE, 0);
        assertThat(pool.sumFrom(again, Long.MIN_VALUE))
                .as("nothing of its last owner")
                .isZero();
    }
}
