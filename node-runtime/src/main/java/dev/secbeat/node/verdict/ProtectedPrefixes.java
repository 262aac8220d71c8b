// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.Prefix;
import java.util.Collection;
import java.util.List;

/** Prefixes whose traffic is never blocked, whoever asks: the operator's {@code never_block} and {@code allow}. */
public final class ProtectedPrefixes {
    private final List<Prefix> prefixes;

    public ProtectedPrefixes(Collection<Prefix> prefixes) {
        this.prefixes = List.copyOf(prefixes);
    }

    /** Whether a block of {@code prefix} would hit protected traffic. */
    public boolean isHitBy(Prefix prefix) {
        for (Prefix kept : prefixes) {
            if (kept.overlaps(prefix)) {
                return true;
            }
        }
        return false;
    }
}
