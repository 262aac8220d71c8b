// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the block that holds a source: its own, or else the narrowest around it. Confined to one thread. */
final class BlockLookup {
    /** Blocks around others looked at for one source at most. */
    private static final int MAX_WIDE = 1_000;

    private record Wide(Prefix prefix, BlockRow block) {}

    private final Map<String, BlockRow> own = new HashMap<>();
    private final List<Wide> wide = new ArrayList<>();

    BlockLookup(List<BlockRow> blocks) {
        for (BlockRow block : blocks) {
            own.put(block.prefix(), block);
            Prefix prefix = Prefix.parse(block.prefix());
            if (!prefix.isHost() && wide.size() < MAX_WIDE) {
                wide.add(new Wide(prefix, block));
            }
        }
        wide.sort(Comparator.comparingInt((Wide each) -> each.prefix().length()).reversed());
    }

    /** The block of exactly this source, whatever its width. */
    Optional<BlockRow> own(String source) {
        return Optional.ofNullable(own.get(source));
    }

    /** The block of this source or of a network it lies in. */
    Optional<BlockRow> holding(String source) {
        Optional<BlockRow> exact = own(source);
        if (exact.isPresent() || wide.isEmpty()) {
            return exact;
        }
        Prefix prefix = Prefix.parse(source);
        return wide.stream()
                .filter(each -> each.prefix().contains(prefix))
                .map(Wide::block)
                .findFirst();
    }
}
