// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.crdt.DeltaCodec;

/** What the {@link NodeLoop} has done since start; written by its thread alone. */
public final class LoopCounters {
    long countsRead;
    long deltasIn;
    long deltasOut;
    long blockPagesIn;
    long blockPagesOut;
    long malformed;
    long unknownVersion;
    long refused;
    long unknownRule;
    long snapshotRequestsIn;
    long errors;
    long detections;
    long protectedSpared;
    long evicted;

    LoopCounters() {}

    /**
     * A copy for metrics and heartbeat.
     *
     * @param countsRead counts read from kernel and proxy
     * @param malformed messages from peers that did not parse
     * @param unknownVersion messages from peers of another version
     * @param refused messages that parsed but were not for this node, or named another sender
     * @param errors steps that failed
     * @param detections sources found over their limit and blocked by this node
     * @param protectedSpared sources over their limit that are protected, or unblocked for longer by an operator
     * @param evicted automatic blocks that ended before their time to make room for others
     * @param unknownRule messages from peers that count by a rule this node does not have
     */
    public record Snapshot(
            long countsRead,
            long deltasIn,
            long deltasOut,
            long blockPagesIn,
            long blockPagesOut,
            long malformed,
            long unknownVersion,
            long refused,
            long snapshotRequestsIn,
            long errors,
            long detections,
            long protectedSpared,
            long evicted,
            long unknownRule) {}

    void note(DeltaCodec.Outcome outcome) {
        switch (outcome) {
            case TAKEN -> {}
            case MALFORMED -> malformed++;
            case UNKNOWN_VERSION -> unknownVersion++;
            case REFUSED -> refused++;
            case UNKNOWN_RULE -> unknownRule++;
        }
    }

    Snapshot snapshot() {
        return new Snapshot(
                countsRead,
                deltasIn,
                deltasOut,
                blockPagesIn,
                blockPagesOut,
                malformed,
                unknownVersion,
                refused,
                snapshotRequestsIn,
                errors,
                detections,
                protectedSpared,
                evicted,
                unknownRule);
    }
}
