// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Prefixes of which is asked whether one of them shares an address with another: a binary search, whatever their number. Only
 * the widest matter, and of prefixes that share no address at most two are near a given one. Never changes; any thread.
 */
public final class PrefixSet {
    private final Prefix[] widest;

    public PrefixSet(Collection<Prefix> prefixes) {
        List<Prefix> kept = new ArrayList<>();
        for (Prefix prefix : prefixes.stream().sorted().toList()) { // What lies inside one follows it.
            if (kept.isEmpty() || !kept.getLast().contains(prefix)) {
                kept.add(prefix);
            }
        }
        widest = kept.toArray(Prefix[]::new);
    }

    /** Whether one of them shares at least one address with {@code prefix}. */
    public boolean overlaps(Prefix prefix) {
        int found = Arrays.binarySearch(widest, prefix);
        int next = found >= 0 ? found : -found - 1; // The first that is not before it.
        return (next < widest.length && prefix.contains(widest[next]))
                || (next > 0 && widest[next - 1].contains(prefix));
    }
}
