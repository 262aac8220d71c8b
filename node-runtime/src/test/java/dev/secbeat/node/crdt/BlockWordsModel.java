// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What all that was ever said of some prefixes comes to, searched from end to end: no order of arrival, no place to lose. */
final class BlockWordsModel {
    private static final Comparator<BlockEntry> BY_AGE =
            (one, other) -> one.isNewerThan(other) ? 1 : other.isNewerThan(one) ? -1 : 0;

    private final Set<BlockEntry> said = new HashSet<>();

    void say(BlockEntry entry) {
        said.add(entry);
    }

    /** Nobody knows of {@code entry} any more. */
    void forget(BlockEntry entry) {
        said.remove(entry);
    }

    Collection<BlockEntry> ofCounting(Prefix prefix) {
        return said.stream()
                .filter(entry -> !entry.isOfOperators() && entry.prefix().equals(prefix))
                .toList();
    }

    /** From here on what is overruled is forgotten, as nobody holds it. */
    void settle() {
        List<BlockEntry> newest = new ArrayList<>();
        for (Prefix prefix : said.stream().map(BlockEntry::prefix).distinct().toList()) {
            Optional<BlockEntry> ordered = newest(prefix, true);
            ordered.ifPresent(newest::add);
            newest(prefix, false)
                    .filter(counted -> ordered.isEmpty() || counted.isNewerThan(ordered.get()))
                    .ifPresent(newest::add);
        }
        said.clear();
        said.addAll(newest);
    }

    /** What ends at that time goes, and with a pardon all that it lifted. */
    void expire(long epochMillis) {
        List<BlockEntry> ended = said.stream()
                .filter(entry -> entry.expiresAtMillis() <= epochMillis)
                .toList();
        said.removeIf(block -> ended.contains(block) || ended.stream().anyMatch(pardon -> lifts(pardon, block)));
    }

    /** By prefix the words that block. */
    Map<Prefix, BlockEntry> blocking() {
        Map<Prefix, BlockEntry> blocking = new TreeMap<>();
        for (Prefix prefix : said.stream().map(BlockEntry::prefix).distinct().toList()) {
            Optional<BlockEntry> ordered = newest(prefix, true);
            Optional<BlockEntry> counted =
                    newest(prefix, false).filter(entry -> ordered.isEmpty() || entry.isNewerThan(ordered.get()));
            ordered.filter(this::blocks)
                    .or(() -> counted.filter(this::blocks))
                    .ifPresent(word -> blocking.put(prefix, word));
        }
        return blocking;
    }

    /** The operators' newest words. */
    Set<BlockEntry> ofOperators() {
        Set<BlockEntry> words = new HashSet<>();
        said.forEach(entry -> newest(entry.prefix(), true).ifPresent(words::add));
        return words;
    }

    private Optional<BlockEntry> newest(Prefix prefix, boolean ofOperators) {
        return said.stream()
                .filter(entry ->
                        entry.isOfOperators() == ofOperators && entry.prefix().equals(prefix))
                .max(BY_AGE);
    }

    private boolean blocks(BlockEntry entry) {
        return entry.active() && ofOperators().stream().noneMatch(pardon -> lifts(pardon, entry));
    }

    private static boolean lifts(BlockEntry pardon, BlockEntry block) {
        return block.isAutomatic()
                && pardon.prefix().overlaps(block.prefix())
                && block.decidedAtMillis() < pardon.sparedUntilMillis()
                && (!block.reinstated() || pardon.isNewerThan(block));
    }
}
