// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.Object2IntHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a block map at places that do not change while they are held, so that somebody can walk over them a page
 * at a time while others come and go: what is there all the while is met once. All but the walk is in constant time.
 */
final class BlockShelf {
    static final int PLACES_PER_PAGE = 16_384;
    private static final int NOWHERE = -1;

    private final List<@Nullable BlockEntry> places = new ArrayList<>();
    private final Object2IntHashMap<Prefix> placeOfOperators = new Object2IntHashMap<>(NOWHERE);
    private final Object2IntHashMap<Prefix> placeOfCounting = new Object2IntHashMap<>(NOWHERE);
    private final IntArrayList free = new IntArrayList();

    /** Puts the entry where the one is that was said of its prefix by the same, else at a free place. */
    void put(BlockEntry entry) {
        Object2IntHashMap<Prefix> placeOf = placeOf(entry);
        int place = placeOf.getValue(entry.prefix());
        if (place != NOWHERE) {
            places.set(place, entry);
        } else if (free.isEmpty()) {
            placeOf.put(entry.prefix(), places.size());
            places.add(entry);
        } else {
            place = free.popInt();
            placeOf.put(entry.prefix(), place);
            places.set(place, entry);
        }
    }

    /** Takes away what stands in the place of {@code entry}. */
    void remove(BlockEntry entry) {
        int place = placeOf(entry).removeKey(entry.prefix());
        if (place != NOWHERE) {
            places.set(place, null);
            free.addInt(place);
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

    private Object2IntHashMap<Prefix> placeOf(BlockEntry entry) {
        return entry.isOfOperators() ? placeOfOperators : placeOfCounting;
    }
}
