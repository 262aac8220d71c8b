// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Prefixes that were unblocked, each with when. A look costs one probe for each length that occurs. Owned by one thread. */
final class ForgivenPrefixes {
    private final Map<Prefix, Long> turns = new HashMap<>();
    private final BitSet lengthsV4 = new BitSet();
    private final BitSet lengthsV6 = new BitSet();

    void add(Prefix prefix, long turn) {
        turns.put(prefix, turn);
        lengths(prefix.family()).set(prefix.length());
    }

    /** Whether {@code source} is in a prefix that was unblocked at {@code turn} or later. */
    boolean since(Prefix source, long turn) {
        BitSet lengths = lengths(source.family());
        int length = lengths.previousSetBit(source.length());
        while (length >= 0) {
            if (turns.getOrDefault(source.widened(length), Long.MIN_VALUE) >= turn) {
                return true;
            }
            length = lengths.previousSetBit(length - 1);
        }
        return false;
    }

    int size() {
        return turns.size();
    }

    void clear() {
        turns.clear();
        lengthsV4.clear();
        lengthsV6.clear();
    }

    private BitSet lengths(Family family) {
        return family == Family.IPV4 ? lengthsV4 : lengthsV6;
    }
}
