// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The elements of the map "list_notes", as abi.h states them: a note for each list of both generations. Stateless. */
final class ListNotes {
    private ListNotes() {}

    /** A note as it stands there. */
    record Noted(int entries, ListNote note) {}

    /**
     * Notes what the lists of a generation that is not in force are, in the order of their ranks.
     *
     * @param notes all elements
     */
    static void write(MemorySegment notes, int generation, List<SourceList> lists) {
        for (int i = 0; i < Abi.LISTS; i++) {
            MemorySegment at = at(notes, generation, i);
            at.fill((byte) 0);
            if (i < lists.size()) {
                write(at, lists.get(i));
            }
        }
    }

    private static void write(MemorySegment at, SourceList list) {
        ListNote note = list.note();
        at.set(JAVA_LONG, Abi.LIST_NOTE_LOADED, note.loadedMillis());
        at.set(JAVA_LONG, Abi.LIST_NOTE_BUILT, note.builtMillis());
        at.set(JAVA_INT, Abi.LIST_NOTE_ENTRIES, list.entries().size());
        at.set(JAVA_INT, Abi.LIST_NOTE_NOTED, 1);
        write(origin(at), note.origin());
        write(selection(at), note.selection());
        write(database(at), note.database());
    }

    /** The note at {@code index} of a generation; empty when a version that writes none left the list. */
    static Optional<Noted> read(MemorySegment notes, int generation, int index) {
        MemorySegment at = at(notes, generation, index);
        if (at.get(JAVA_INT, Abi.LIST_NOTE_NOTED) == 0) {
            return Optional.empty();
        }
        ListNote note = new ListNote(
                read(origin(at)),
                read(selection(at)),
                read(database(at)),
                at.get(JAVA_LONG, Abi.LIST_NOTE_BUILT),
                at.get(JAVA_LONG, Abi.LIST_NOTE_LOADED));
        return Optional.of(new Noted(at.get(JAVA_INT, Abi.LIST_NOTE_ENTRIES), note));
    }

    private static MemorySegment at(MemorySegment notes, int generation, int index) {
        return notes.asSlice(((long) generation * Abi.LISTS + index) * Abi.LIST_NOTE_BYTES, Abi.LIST_NOTE_BYTES);
    }

    private static MemorySegment origin(MemorySegment note) {
        return note.asSlice(Abi.LIST_NOTE_ORIGIN, Abi.LIST_NOTE_SELECTION - Abi.LIST_NOTE_ORIGIN);
    }

    private static MemorySegment selection(MemorySegment note) {
        return note.asSlice(Abi.LIST_NOTE_SELECTION, Abi.LIST_NOTE_DATABASE - Abi.LIST_NOTE_SELECTION);
    }

    private static MemorySegment database(MemorySegment note) {
        return note.asSlice(Abi.LIST_NOTE_DATABASE, Abi.LIST_NOTE_BYTES - Abi.LIST_NOTE_DATABASE);
    }

    /** As many whole characters as there is room for. */
    private static void write(MemorySegment at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = (int) Math.min(bytes.length, at.byteSize());
        while (length < bytes.length && length > 0 && (bytes[length] & 0xC0) == 0x80) {
            length--; // It would end within a character.
        }
        MemorySegment.copy(bytes, 0, at, JAVA_BYTE, 0, length);
    }

    /** What was read from a database is no text for a terminal: its control characters are shown as '?'. */
    private static String read(MemorySegment at) {
        byte[] bytes = at.toArray(JAVA_BYTE);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(Arrays.copyOf(bytes, length), StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
    }
}
