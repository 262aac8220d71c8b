// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Family;
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
    private final Map<Prefix, BlockShelf.Place> operators = new HashMap<>();
    private final Map<Prefix, BlockShelf.Place> counting = new HashMap<>();
    private final BlockShelf shelf = new BlockShelf();
    /** Words held on prefixes of each length. */
    private final int[] lengths4 = new int[Family.IPV4.bits() + 1];

    private final int[] lengths6 = new int[Family.IPV6.bits() + 1];

    @Nullable
    BlockEntry operators(Prefix prefix) {
        return entryAt(operators.get(prefix));
    }

    @Nullable
    BlockEntry counting(Prefix prefix) {
        return entryAt(counting.get(prefix));
    }

    /** What is held where {@code entry} belongs. */
    @Nullable
    BlockEntry inPlaceOf(BlockEntry entry) {
        return entryAt(of(entry).get(entry.prefix()));
    }

    boolean holds(BlockEntry entry) {
        return entry.equals(inPlaceOf(entry));
    }

    /** Puts {@code entry} in its place; returns what was there. */
    @Nullable
    BlockEntry put(BlockEntry entry) {
        BlockShelf.Place place = of(entry).get(entry.prefix());
        if (place != null) {
            return shelf.replace(place, entry);
        }
        of(entry).put(entry.prefix(), shelf.put(entry));
        count(entry.prefix(), 1);
        return null;
    }

    /** Whether exactly {@code entry} was held; it is not any more. */
    boolean remove(BlockEntry entry) {
        BlockShelf.Place place = of(entry).get(entry.prefix());
        if (place == null || !place.entry().equals(entry)) {
            return false;
        }
        of(entry).remove(entry.prefix());
        shelf.remove(place);
        count(entry.prefix(), -1);
        return true;
    }

    /** Whether anything is said of any prefix of {@code length}. */
    boolean hasLength(Family family, int length) {
        return lengths(family)[length] > 0;
    }

    private void count(Prefix prefix, int more) {
        lengths(prefix.family())[prefix.length()] += more;
    }

    private int[] lengths(Family family) {
        return family == Family.IPV4 ? lengths4 : lengths6;
    }

    void forEach(Consumer<BlockEntry> taker) {
        shelf.forEach(taker);
    }

    void forEachOfOperators(Consumer<BlockEntry> taker) {
        if (!operators.isEmpty()) {
            shelf.forEach(entry -> {
                if (entry.isOfOperators()) {
                    taker.accept(entry);
                }
            });
        }
    }

    void forEachOfCounting(Consumer<BlockEntry> taker) {
        if (!counting.isEmpty()) {
            shelf.forEach(entry -> {
                if (!entry.isOfOperators()) {
                    taker.accept(entry);
                }
            });
        }
    }

    /** Words held. */
    int size() {
        return operators.size() + counting.size();
    }

    /** See {@link BlockMap#page}. */
    SnapshotMessage.Page page(int cursor, long incarnation) {
        return shelf.page(cursor, incarnation);
    }

    private static @Nullable BlockEntry entryAt(BlockShelf.@Nullable Place place) {
        return place == null ? null : place.entry();
    }

    private Map<Prefix, BlockShelf.Place> of(BlockEntry entry) {
        return entry.isOfOperators() ? operators : counting;
    }
}
