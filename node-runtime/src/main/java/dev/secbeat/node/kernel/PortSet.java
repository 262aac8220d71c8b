// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.SortedSet;

/** A set of ports as the program reads it: bit port % 64 of word port / 64. */
final class PortSet {
    private PortSet() {}

    /** Adds {@code ports}, 0 to 65535 each, to the words at {@code words}. */
    static void write(SortedSet<Integer> ports, MemorySegment words) {
        for (int port : ports) {
            long word = port / Abi.PORTS_A_WORD;
            long bit = 1L << (port % Abi.PORTS_A_WORD);
            words.setAtIndex(JAVA_LONG, word, words.getAtIndex(JAVA_LONG, word) | bit);
        }
    }
}
