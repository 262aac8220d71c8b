// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Prefix;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Per prefix two last-writer-wins registers: the newest word of operators and the newest of counting. Neither writer's words
 * ever take the other's place. A prefix costs memory for the words said of it alone: mostly one.
 */
final class BlockRegisters {
    private final Map<Prefix, BlockEntry> operators = new HashMap<>();
    private final Map<Prefix, BlockEntry> counting = new HashMap<>();
    private final BlockShelf shelf = new BlockShelf();

    @Nullable
    BlockEntry operators(Prefix prefix) {
        return operators.get(prefix);
    }

    @Nullable
    BlockEntry counting(Prefix prefix) {
        return counting.get(prefix);
    }

    /** What is held where {@code entry} belongs. */
    @Nullable
    BlockEntry inPlaceOf(BlockEntry entry) {
        return of(entry).get(entry.prefix());
    }

    boolean holds(BlockEntry entry) {
        return entry.equals(inPlaceOf(entry));
    }

    /** Puts {@code entry} in its place; returns what was there. */
    @Nullable
    BlockEntry put(BlockEntry entry) {
        shelf.put(entry);
        return of(entry).put(entry.prefix(), entry);
    }

    /** Whether exactly {@code entry} was held; it is not any more. */
    boolean remove(BlockEntry entry) {
        boolean removed = of(entry).remove(entry.prefix(), entry);
        if (removed) {
            shelf.remove(entry);
        }
        return removed;
    }

    void forEach(Consumer<BlockEntry> taker) {
        forEachOfOperators(taker);
        forEachOfCounting(taker);
    }

    void forEachOfOperators(Consumer<BlockEntry> taker) {
        operators.values().forEach(taker);
    }

    void forEachOfCounting(Consumer<BlockEntry> taker) {
        counting.values().forEach(taker);
    }

    /** Words held. */
    int size() {
        return operators.size() + counting.size();
    }

    /** See {@link BlockMap#page}. */
    SnapshotMessage.Page page(int cursor, long incarnation) {
        return shelf.page(cursor, incarnation);
    }

    private Map<Prefix, BlockEntry> of(BlockEntry entry) {
        return entry.isOfOperators() ? operators : counting;
    }
}
