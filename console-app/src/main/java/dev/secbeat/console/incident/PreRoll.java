// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The newest blocks, in memory: as many minutes as asked for, as long as they fit. Confined to one thread. */
final class PreRoll {
    private final long maxNanos;
    private final long maxBytes;
    private final Deque<Block> blocks = new ArrayDeque<>();
    private long bytes;

    PreRoll(long maxMillis, long maxBytes) {
        maxNanos = maxMillis * 1_000_000;
        this.maxBytes = maxBytes;
    }

    void add(Block block) {
        blocks.addLast(block);
        bytes += block.bytes();
        while (blocks.size() > 1
                && (bytes > maxBytes || block.lastNanos() - blocks.getFirst().lastNanos() > maxNanos)) {
            bytes -= blocks.removeFirst().bytes();
        }
    }

    /** What a file may begin with: from the oldest keyframe on. */
    List<Block> blocks() {
        List<Block> all = new ArrayList<>(blocks);
        int at = 0;
        while (at < all.size() && all.get(at).kind() != BlockKind.KEYFRAME.number()) {
            at++;
        }
        return all.subList(at, all.size());
    }

    /** How far back {@link #blocks} reaches, milliseconds. */
    long millis(long nowNanos) {
        return blocks.stream()
                .filter(block -> block.kind() == BlockKind.KEYFRAME.number())
                .findFirst()
                .map(block -> Math.max(0, (nowNanos - block.lastNanos()) / 1_000_000))
                .orElse(0L);
    }
}
