// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import java.util.List;

/**
 * One source of a run.
 *
 * @param limits its rate, as a multiple of the limit
 * @param targets the nodes it speaks to, in turn
 * @param startMillis true time of its first request at the earliest
 */
record Sender(
        SourceKey source, Kind kind, double limits, List<SimNode> targets, double startMillis, Arrivals arrivals) {
    /** How far a source goes. */
    enum Kind {
        /** Keeps to the limit. */
        CLIENT,
        /** Keeps a little over it. */
        LASTING,
        /** Is far over it. */
        ATTACKER
    }

    Prefix prefix() {
        return source.asPrefix();
    }
}
