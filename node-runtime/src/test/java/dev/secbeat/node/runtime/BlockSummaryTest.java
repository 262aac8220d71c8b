// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockSummaryTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 49, 50, 51, 5_000})
    void isWhatSortingAndCountingAllWouldGive(int count) {
        Random random = new Random(count);
        List<BlockEntry> entries = new ArrayList<>();
        BlockSummary summary = new BlockSummary(50);
        for (int i = 0; i < count; i++) {
            Prefix prefix = Prefix.parse("198.18." + i / 256 + "." + i % 256);
            Origin origin = random.nextBoolean() ? Origin.OPERATOR : Origin.RATE_LIMIT;
            long version = random.nextInt(3) == 0 ? random.nextInt(9) : random.nextLong();
            entries.add(new BlockEntry(prefix, version, NodeId.of("us-east", "a"), origin, true, 1));
            summary.accept(entries.getLast());
        }

        TreeMap<String, Integer> counts = new TreeMap<>();
        entries.forEach(entry -> counts.merge(entry.origin().label(), 1, Integer::sum));
        assertThat(summary.byOrigin()).isEqualTo(counts);
        assertThat(summary.newest())
                .isEqualTo(entries.stream()
                        .sorted(BlockSummary.OLDEST_FIRST.reversed())
                        .limit(50)
                        .toList());
    }
}
