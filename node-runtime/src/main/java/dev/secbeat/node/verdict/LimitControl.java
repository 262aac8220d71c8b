// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import dev.secbeat.node.api.LimitEntry;
import dev.secbeat.node.api.LimitKey;
import dev.secbeat.node.api.LimitTerms;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The limits that operators gave, as whoever decides on them sees them. Called by the node loop's thread alone. */
public interface LimitControl {
    /** Of a node that holds to none. */
    LimitControl NONE = new LimitControl() {
        @Override
        public LimitEntry decide(LimitKey key, Optional<LimitTerms> terms, UUID command, long issuedAtMillis) {
            throw new IllegalArgumentException("this node holds to no limits that are ordered");
        }

        @Override
        public boolean verify() {
            return true;
        }

        @Override
        public List<LimitEntry> words() {
            return List.of();
        }
    };

    /**
     * Decides on {@code key} as of now: stores a version newer than any seen, holds to it from the next count and packet on, and
     * queues it for the peers.
     *
     * @param terms empty to end it
     * @throws IllegalArgumentException when there is no room, or it is over already
     */
    LimitEntry decide(LimitKey key, Optional<LimitTerms> terms, UUID command, long issuedAtMillis);

    /** Whether all sinks, asked afresh, hold to what is in force. */
    boolean verify();

    /** All words held, the memory of ended limits included; a copy. */
    List<LimitEntry> words();
}
