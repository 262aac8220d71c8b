// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import java.util.List;
import java.util.stream.Stream;

/**
 * What authoritative servers answer, compared with what they should.
 *
 * @param agreeing answers that are as they should be
 * @param differing a sentence for each answer that is not
 * @param silent a sentence for each question that was asked in vain
 */
public record Verified(int agreeing, List<String> differing, List<String> silent) {

    public Verified {
        differing = List.copyOf(differing);
        silent = List.copyOf(silent);
    }

    /**
     * Whether every answer that came is as it should be, and some did. A server that is away misleads no client; it may when it
     * comes back, so {@link ServerRound} asks it again.
     */
    public boolean holds() {
        return differing.isEmpty() && (agreeing > 0 || silent.isEmpty());
    }

    /** All that speaks against it. */
    public List<String> complaints() {
        return Stream.concat(differing.stream(), silent.stream()).toList();
    }
}
