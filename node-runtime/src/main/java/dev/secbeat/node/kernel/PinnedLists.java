// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads which lists are in force from pinned maps, without taking part, as {@link PinnedTables}. Owned by one thread. */
final class PinnedLists {
    /** A list that is replaced while it is read is read again, so often at most. */
    private static final int ATTEMPTS = 5;

    private final PinnedTables tables;

    PinnedLists(PinnedTables tables) {
        this.tables = tables;
    }

    /** The lists in force, in the order in which they are asked; none where the program asks none. */
    List<XdpStatus.Listed> of(PinDirectory pins) {
        // What was in force before lists were taken out of the configuration stays noted, but its tables are gone.
        KernelMap table = ListLayout.LIST4.map();
        if (!Files.exists(pins.map(table)) || tables.capacity(pins, table) == ListLayout.LIST4.bucketsFor(0)) {
            return List.of();
        }
        Counts counts = new Counts(tallies(pins, KernelMap.LIST_HITS), tallies(pins, KernelMap.LIST_SPARED));
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try (Arena arena = Arena.ofConfined()) {
                ListState state = state(pins, arena);
                Optional<MemorySegment> notes = Files.exists(pins.map(KernelMap.LIST_NOTES))
                        ? Optional.of(tables.elements(pins, KernelMap.LIST_NOTES, arena))
                        : Optional.empty(); // A version that wrote none made the tables.
                if (state(pins, arena).generation() == state.generation()) {
                    return listed(state, notes, counts);
                }
            }
        }
        throw new XdpException("the lists changed " + ATTEMPTS + " times while they were read: try again");
    }

    private ListState state(PinDirectory pins, Arena arena) {
        return new ListState(tables.elements(pins, KernelMap.LISTS, arena));
    }

    /** Packets and bytes by the number that lists count under. */
    private record Counts(List<XdpStats.Tally> dropped, List<XdpStats.Tally> spared) {}

    /** Zeros where a version that did not count these made the tables. */
    private List<XdpStats.Tally> tallies(PinDirectory pins, KernelMap map) {
        long[][] sums = Files.exists(pins.map(map)) ? tables.sums(pins, map) : new long[Abi.LIST_COUNTERS][2];
        return Arrays.stream(sums)
                .map(sum -> new XdpStats.Tally(sum[0], sum[1]))
                .toList();
    }

    private static List<XdpStatus.Listed> listed(ListState state, Optional<MemorySegment> notes, Counts counts) {
        List<XdpStatus.Listed> listed = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < Abi.LISTS; i++) {
            int index = i;
            int number = state.numberAt(i);
            // Behind the last list stands its number again; a number of nobody's is that of a start without lists.
            if (number < Abi.LIST_COUNTERS
                    && seen.add(number)
                    && !state.nameOf(number).isEmpty()) {
                Optional<ListNotes.Noted> noted = notes.flatMap(all -> ListNotes.read(all, state.generation(), index));
                listed.add(new XdpStatus.Listed(
                        state.nameOf(number),
                        state.rehearsesAt(i),
                        noted.map(ListNotes.Noted::entries),
                        noted.map(ListNotes.Noted::note).orElse(ListNote.NONE),
                        counts.dropped.get(number),
                        counts.spared.get(number)));
            }
        }
        return listed;
    }
}
