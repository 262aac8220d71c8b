// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.crdt.DeltaCodec;
import dev.secbeat.node.crdt.RelayStatus;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the {@link NodeLoop} has done since start; written by its thread alone. */
public final class LoopCounters {
    long countsRead;
    long deltasIn;
    long deltasOut;
    long blockPagesIn;
    /** Of what peers told, what was not here before. */
    long blocksTaken;

    long blockPagesOut;
    long snapshotRequestsIn;
    long snapshotPagesIn;
    long snapshotPagesOut;
    long snapshotsTaken;
    long snapshotsGivenUp;
    long snapshotAsksRefused;
    long errors;
    long detections;
    long protectedSpared;
    long evicted;
    long sourcesEvicted;
    long poolEvictions;
    long ledgersRefused;
    double limitShare = 1;
    private final Map<MessageKind, Map<DeltaCodec.Outcome, Long>> refused = new EnumMap<>(MessageKind.class);

    LoopCounters() {}

    /**
     * Messages of peers that changed nothing.
     *
     * @param message kind of message
     * @param reason why
     */
    public record Refusals(String message, String reason, long count) {}

    /**
     * A copy for metrics and heartbeat.
     *
     * @param countsRead counts read from kernel and proxy
     * @param malformed messages from peers that did not parse
     * @param unknownVersion messages from peers of another version
     * @param refused messages that parsed but were not for this node, or named another sender
     * @param refusals the same by kind of message, zeros too
     * @param snapshotRequestsIn hellos of peers that joined
     * @param snapshotPagesIn pages of snapshots that came
     * @param snapshotPagesOut pages of snapshots sent
     * @param snapshotsTaken parts of peers' snapshots that were fetched to the end
     * @param snapshotsGivenUp parts whose peer fell silent, or whose pages had no end
     * @param snapshotAsksRefused asks for which there was no room; whoever asked asks again
     * @param errors steps that failed
     * @param detections sources found over their limit and blocked by this node
     * @param protectedSpared sources over their limit that are protected, or unblocked for longer by an operator
     * @param limitShare share of each limit by which this node judges, above 0, at most 1
     * @param evicted automatic blocks that ended before their time to make room for others
     * @param sourcesEvicted sources whose counts were forgotten because their part of the table was full; as of the last second
     * @param poolEvictions the same because all components were taken
     * @param ledgersRefused counts of sources near their limit that were left out of the proof of lasting overload, for
     *     want of room; as of the last second
     * @param relay this node's part in the relay tier
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
            List<Refusals> refusals,
            long snapshotRequestsIn,
            long snapshotPagesIn,
            long snapshotPagesOut,
            long snapshotsTaken,
            long snapshotsGivenUp,
            long snapshotAsksRefused,
            long errors,
            long detections,
            long protectedSpared,
            long evicted,
            long sourcesEvicted,
            long poolEvictions,
            long ledgersRefused,
            double limitShare,
            RelayStatus relay) {}

    void note(MessageKind kind, DeltaCodec.Outcome outcome) {
        if (outcome != DeltaCodec.Outcome.TAKEN) {
            refused.computeIfAbsent(kind, _ -> new EnumMap<>(DeltaCodec.Outcome.class))
                    .merge(outcome, 1L, Long::sum);
        }
    }

    private long of(MessageKind kind, DeltaCodec.Outcome outcome) {
        return refused.getOrDefault(kind, Map.of()).getOrDefault(outcome, 0L);
    }

    private long all(DeltaCodec.Outcome outcome) {
        long sum = 0;
        for (MessageKind kind : MessageKind.values()) {
            sum += of(kind, outcome);
        }
        return sum;
    }

    private List<Refusals> refusals() {
        List<Refusals> refusals = new ArrayList<>();
        for (MessageKind kind : MessageKind.values()) {
            for (DeltaCodec.Outcome outcome : DeltaCodec.Outcome.values()) {
                if (outcome != DeltaCodec.Outcome.TAKEN) {
                    String reason = outcome.name().toLowerCase(Locale.ROOT);
                    refusals.add(new Refusals(kind.label(), reason, of(kind, outcome)));
                }
            }
        }
        return refusals;
    }

    Snapshot snapshot(RelayStatus relay) {
        return new Snapshot(
                countsRead,
                deltasIn,
                deltasOut,
                blockPagesIn,
                blockPagesOut,
                all(DeltaCodec.Outcome.MALFORMED),
                all(DeltaCodec.Outcome.UNKNOWN_VERSION),
                all(DeltaCodec.Outcome.REFUSED),
                refusals(),
                snapshotRequestsIn,
                snapshotPagesIn,
                snapshotPagesOut,
                snapshotsTaken,
                snapshotsGivenUp,
                snapshotAsksRefused,
                errors,
                detections,
                protectedSpared,
                evicted,
                sourcesEvicted,
                poolEvictions,
                ledgersRefused,
                limitShare,
                relay);
    }
}
