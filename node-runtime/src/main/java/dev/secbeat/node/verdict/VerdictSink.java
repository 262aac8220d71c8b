// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.Prefix;

/**
 * Port: where verdicts take effect (the kernel's maps, the proxy). Called by the node loop's thread alone.
 *
 * <p>A sink that cannot take an entry throws {@link VerdictSinkException}; the loop reports it and tries again.
 */
public interface VerdictSink {

    /**
     * Drops traffic from {@code prefix} until {@code remainingMillis} from now; a second call replaces the expiry.
     *
     * @param remainingMillis at least 1
     */
    void block(Prefix prefix, long remainingMillis);

    /** Ends the block of exactly {@code prefix}; no effect when there is none. */
    void unblock(Prefix prefix);

    /** Whether the sink, asked afresh, holds an unexpired block of exactly {@code prefix}. */
    boolean holds(Prefix prefix);

    /** Packets or requests refused because of this block so far; 0 when unknown. */
    long hits(Prefix prefix);
}
