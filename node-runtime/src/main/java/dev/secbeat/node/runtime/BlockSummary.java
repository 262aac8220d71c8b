// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Origin;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Counts blocks by origin and keeps the newest, in one pass over however many there are. */
final class BlockSummary implements Consumer<BlockEntry> {
    static final Comparator<BlockEntry> OLDEST_FIRST = BlockSummary::compare;

    private final int most;
    private final PriorityQueue<BlockEntry> newest = new PriorityQueue<>(OLDEST_FIRST);
    private final int[] counts = new int[Origin.values().length];

    /** Keeps the {@code most} newest. */
    BlockSummary(int most) {
        this.most = most;
    }

    @Override
    public void accept(BlockEntry entry) {
        counts[entry.origin().code()]++;
        if (newest.size() < most) {
            newest.add(entry);
        } else if (compare(entry, newest.element()) > 0) {
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
        for (Origin origin : Origin.values()) {
            if (counts[origin.code()] > 0) {
                labelled.put(origin.label(), counts[origin.code()]);
            }
        }
        return labelled;
    }

    private static int compare(BlockEntry one, BlockEntry other) {
        int order = Long.compareUnsigned(one.version(), other.version());
        return order != 0 ? order : other.prefix().compareTo(one.prefix());
    }
}
