// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.PrefixSet;
import java.util.Collection;

/**
 * Prefixes whose traffic is never blocked, whoever asks: the operator's {@code never_block} and {@code allow}, and what the
 * node depends on. Owned by the node loop's thread.
 */
public final class ProtectedPrefixes {
    private PrefixSet prefixes;

    public ProtectedPrefixes(Collection<Prefix> prefixes) {
        this.prefixes = new PrefixSet(prefixes);
    }

    /** Makes {@code others} the protected ones. */
    public void replace(Collection<Prefix> others) {
        prefixes = new PrefixSet(others);
    }

    /** Whether a block of {@code prefix} would hit protected traffic. */
    public boolean isHitBy(Prefix prefix) {
        return prefixes.overlaps(prefix);
    }
}
