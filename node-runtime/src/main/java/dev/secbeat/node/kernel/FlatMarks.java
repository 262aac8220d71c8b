// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/**
 * The marks of a flat table, see mark_maps.h. The program asks them first, and the bucket only if all marks of a key are set: one
 * too many costs it a look, one too few would let a blocked packet pass. Owned by one thread.
 */
final class FlatMarks {
    private static final int BITS = 0x1F;

    private final IntBuffer words;

    /** @param memory of the program's map, or of the same size */
    FlatMarks(MemorySegment memory) {
        words = memory.asByteBuffer().order(ByteOrder.nativeOrder()).asIntBuffer();
    }

    /** The marks of a key of this hash. */
    static int of(long hash) {
        return 1 << (hash >>> Abi.MARK_FIRST & BITS) | 1 << (hash >>> Abi.MARK_SECOND & BITS);
    }

    /** None set, for {@link #replace}. */
    int[] blank() {
        return new int[words.capacity()];
    }

    boolean areSet(int word, int marks) {
        return (words.get(word) & marks) == marks;
    }

    /** Before an entry with these marks is written. */
    void add(int word, int marks) {
        words.put(word, words.get(word) | marks);
    }

    /** After an entry is gone; {@code marks} are those of all that are left. */
    void set(int word, int marks) {
        VarHandle.releaseFence();
        words.put(word, marks);
    }

    /** All of them; a mark that was set and still is was never away. */
    void replace(int[] marks) {
        for (int word = 0; word < marks.length; word++) {
            if (words.get(word) != marks[word]) {
                set(word, marks[word]);
            }
        }
    }
}
