// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.Prefix;
import java.util.Collection;
import java.util.List;

/**
 * Prefixes whose traffic is never blocked, whoever asks: the operator's {@code never_block} and {@code allow}, and what the
 * node depends on. Owned by the node loop's thread.
 */
public final class ProtectedPrefixes {
    private List<Prefix> prefixes;

    public ProtectedPrefixes(Collection<Prefix> prefixes) {
        this.prefixes = List.copyOf(prefixes);
    }

    /** Makes {@code others} the protected ones. */
    public void replace(Collection<Prefix> others) {
        prefixes = List.copyOf(others);
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
