// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The one element of the map "lists", as abi.h states it: which generation is in force, and under which number the hits of
 * each list are counted. A list keeps its number by its name, whatever happens to its place in the configuration. Owned by
 * one thread.
 */
final class ListState {
    private static final VarHandle GENERATION = JAVA_INT.varHandle();

    private final MemorySegment state;

    ListState(MemorySegment state) {
        this.state = state;
    }

    int generation() {
        return state.get(JAVA_INT, Abi.LISTS_GENERATION) & 1;
    }

    /**
     * What belongs to a generation as a whole; no program may be reading its tables.
     *
     * @param counters where hits of each list are counted, by rank: its number, with a bit set if it is on a dry run
     */
    void prepare(int generation, long wide6, List<Integer> counters) {
        state.set(JAVA_LONG, Abi.LISTS_WIDE6 + (long) generation * Abi.LIST_NEAR6_BYTES, wide6);
        for (int i = 0; i < Abi.LISTS; i++) {
            int counter = counters.get(Math.min(i, counters.size() - 1));
            state.set(JAVA_BYTE, counterAt(generation, i), (byte) counter);
        }
    }

    /** Puts a generation in force, for every packet that begins from now on. */
    void enforce(int generation) {
        GENERATION.setRelease(state, (long) Abi.LISTS_GENERATION, generation);
    }

    /** The number of a list that has one; -1 when it has none. */
    int numberOf(String name) {
        for (int number = 0; number < Abi.LIST_COUNTERS; number++) {
            if (nameOf(number).equals(name)) {
                return number;
            }
        }
        return -1;
    }

    /** A number that none of {@code names} has and that nothing in force counts under. */
    int freeNumber(List<String> names) {
        Set<Integer> taken = inForce();
        for (int number = 0; number < Abi.LIST_COUNTERS; number++) {
            if (!taken.contains(number) && !names.contains(nameOf(number))) {
                return number;
            }
        }
        throw new IllegalStateException("more lists than there are counters");
    }

    /** Gives a number to a list, and takes it from the one that had it. */
    void name(int number, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        MemorySegment at = nameAt(number);
        at.fill((byte) 0);
        MemorySegment.copy(bytes, 0, at, JAVA_BYTE, 0, bytes.length);
    }

    /** The numbers that lists in force count under. */
    Set<Integer> inForce() {
        Set<Integer> numbers = new HashSet<>();
        for (int i = 0; i < Abi.LISTS; i++) {
            numbers.add(numberAt(i));
        }
        return numbers;
    }

    /** The number that the list at {@code index}, from 0, of the generation in force counts under. */
    int numberAt(int index) {
        return state.get(JAVA_BYTE, counterAt(generation(), index)) & ~Abi.LIST_REHEARSES & 0xff;
    }

    /** Whether the list at {@code index}, from 0, of the generation in force drops nothing. */
    boolean rehearsesAt(int index) {
        return (state.get(JAVA_BYTE, counterAt(generation(), index)) & Abi.LIST_REHEARSES) != 0;
    }

    /** Whose a number is; empty when it is nobody's. */
    String nameOf(int number) {
        byte[] bytes = nameAt(number).toArray(JAVA_BYTE);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }

    private MemorySegment nameAt(int number) {
        return state.asSlice(Abi.LISTS_NAMES + (long) number * Abi.LIST_NAME, Abi.LIST_NAME);
    }

    private static long counterAt(int generation, int index) {
        return Abi.LISTS_COUNTERS + (long) generation * Abi.LISTS + index;
    }
}
