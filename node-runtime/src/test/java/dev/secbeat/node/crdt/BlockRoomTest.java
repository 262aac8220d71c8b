// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators can still have a map hold. */
class BlockRoomTest {
    private static final NodeId SELF = NodeId.of("eu", "n1");
    private static final int CAPACITY = 50;

    private final BlockRoom room = new BlockRoom(CAPACITY);
    private final BlockMap map = new BlockMap(SELF, room);
    private long now = 1_000_000;

    @Test
    void operatorsCanTakeAllThatIsNotTheirsAlready() {
        for (int i = 0; i < CAPACITY; i++) {
            decide(i, Origin.RATE_LIMIT, true);
        }
        assertThat(map.size()).isEqualTo(CAPACITY);
        assertThat(room.forOperators()).isEqualTo(CAPACITY);
        for (int i = 0; i < CAPACITY; i++) {
            assertThat(room.forOperators()).isEqualTo(CAPACITY - i);
            assertThat(decide(1_000 + i, Origin.OPERATOR, true)).isEqualTo(BlockMap.Outcome.APPLIED);
        }
        assertThat(room.forOperators()).isZero();
        assertThat(decide(5_000, Origin.OPERATOR, true)).isEqualTo(BlockMap.Outcome.FULL);
    }

    /** Whatever comes, goes and is replaced: as many new decisions fit as were said to. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatIsSaidToFitFits(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            now += random.nextInt(3_000);
            Origin origin = random.nextInt(3) == 0 ? Origin.OPERATOR : Origin.RATE_LIMIT;
            decide(random.nextInt(80), origin, random.nextInt(4) > 0);
            if (random.nextInt(20) == 0) {
                map.expire(now, _ -> {});
            }
        }
        int said = room.forOperators();
        int fitted = 0;
        while (decide(10_000 + fitted, Origin.OPERATOR, true) == BlockMap.Outcome.APPLIED) {
            fitted++;
        }
        assertThat(fitted).isEqualTo(said);
    }

    private BlockMap.Outcome decide(int address, Origin origin, boolean active) {
        Prefix prefix = Prefix.parse("10.0." + address / 256 + "." + address % 256);
        BlockEntry entry = map.stamps().stamp(prefix, origin, active, now + 100_000, now);
        return map.merge(entry, now);
    }
}
