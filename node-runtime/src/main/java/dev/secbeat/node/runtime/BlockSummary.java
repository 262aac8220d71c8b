// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Origin;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Counts blocks by origin and keeps the newest, in one pass over however many there are. */
final class BlockSummary implements Consumer<BlockEntry> {
    static final Comparator<BlockEntry> OLDEST_FIRST = Comparator.comparing(BlockEntry::version, Long::compareUnsigned)
            .thenComparing(BlockEntry::prefix, Comparator.reverseOrder());

    private final int most;
    private final PriorityQueue<BlockEntry> newest = new PriorityQueue<>(OLDEST_FIRST);
    private final Map<Origin, Integer> counts = new EnumMap<>(Origin.class);

    /** Keeps the {@code most} newest. */
    BlockSummary(int most) {
        this.most = most;
    }

    @Override
    public void accept(BlockEntry entry) {
        counts.merge(entry.origin(), 1, Integer::sum);
        if (newest.size() < most) {
            newest.add(entry);
        } else if (OLDEST_FIRST.compare(entry, newest.element()) > 0) {
            newest.remove();
            newest.add(entry);
        }
    }

    /** Newest first. */
    List<BlockEntry> newest() {
        return newest.stream().sorted(OLDEST_FIRST.reversed()).toList();
    }

    /** By the label of the origin; origins without a block are left out. */
    Map<String, Integer> byOrigin() {
        Map<String, Integer> labelled = new TreeMap<>();
        counts.forEach((origin, count) -> labelled.put(origin.label(), count));
        return labelled;
    }
}
