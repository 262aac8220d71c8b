// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.BlockEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.collections.IntArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a block map at places that do not change while they are held, so that somebody can walk over them a page
 * at a time while others come and go: what is there all the while is met once. All but the walk is in constant time.
 */
final class BlockShelf {
    static final int PLACES_PER_PAGE = 16_384;

    /** Where an entry stands until it is taken away; whoever put it keeps this. */
    static final class Place {
        private final int index;
        private BlockEntry entry;

        private Place(int index, BlockEntry entry) {
            this.index = index;
            this.entry = entry;
        }

        BlockEntry entry() {
            return entry;
        }
    }

    private final List<@Nullable BlockEntry> places = new ArrayList<>();
    private final IntArrayList free = new IntArrayList();

    /** Puts the entry at a free place. */
    Place put(BlockEntry entry) {
        if (free.isEmpty()) {
            places.add(entry);
            return new Place(places.size() - 1, entry);
        }
        int index = free.popInt();
        places.set(index, entry);
        return new Place(index, entry);
    }

    /** Puts the entry where another stands; returns that one. */
    BlockEntry replace(Place place, BlockEntry entry) {
        BlockEntry before = place.entry;
        place.entry = entry;
        places.set(place.index, entry);
        return before;
    }

    /** Takes away what stands there. */
    void remove(Place place) {
        places.set(place.index, null);
        free.addInt(place.index);
    }

    /** Hands over all, in the order of their places; nothing may be put or taken away meanwhile. */
    void forEach(Consumer<BlockEntry> taker) {
        for (BlockEntry entry : places) {
            if (entry != null) {
                taker.accept(entry);
            }
        }
    }

    /** The page that begins at place {@code cursor}; it may be without entries. */
    SnapshotMessage.Page page(int cursor, long incarnation) {
        BlockCodec.PageWriter writer = new BlockCodec.PageWriter();
        int place = Math.min(cursor, places.size());
        int end = (int) Math.min((long) place + PLACES_PER_PAGE, places.size());
        while (place < end && writer.hasRoom()) {
            BlockEntry entry = places.get(place);
            if (entry != null) {
                writer.add(entry);
            }
            place++;
        }
        int next = place < places.size() ? place : SnapshotMessage.END;
        return new SnapshotMessage.Page(SnapshotPart.BLOCKS, cursor, next, incarnation, writer.bytes());
    }
}
