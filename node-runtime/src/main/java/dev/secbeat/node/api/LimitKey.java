// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.Comparator;
import java.util.Optional;

/**
 * What a limit that operators give is known by: one given for the same again takes its place. Limits for different nodes
 * stand beside each other, so whoever holds to one has heard all that was said of it.
 *
 * @param within prefix whose sources are held to it; empty: all there are
 * @param scope nodes that hold to it
 */
public record LimitKey(Optional<Prefix> within, Dimension dimension, Scope scope) implements Comparable<LimitKey> {
    private static final Comparator<LimitKey> ORDER = Comparator.<LimitKey, Prefix>comparing(
                    key -> key.within.orElse(null), Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(LimitKey::dimension)
            .thenComparing(key -> key.scope.toString());

    @Override
    public int compareTo(LimitKey other) {
        return ORDER.compare(this, other);
    }

    /** {@code requests of 203.0.113.0/24}, with the nodes unless they are all. */
    @Override
    public String toString() {
        String what = dimension.label() + " of " + LimitRule.named(within);
        return scope.isFleet() ? what : what + " on " + scope;
    }
}
