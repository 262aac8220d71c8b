// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.SampleReport;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SourcePage;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Something learnt in the background, on its way to the model. Times in nanoseconds are of one monotonic clock. */
public sealed interface Update {

    /** A later value of the same key replaces an undrained earlier one. */
    sealed interface Latest extends Update {}

    /** Each one matters; kept in order in a bounded queue. */
    sealed interface Each extends Update {}

    /**
     * A node shows packets, or says why not. Of many that wait the oldest give way.
     *
     * @param leftOut packets it had and does not show
     * @param rows oldest first
     */
    record Sampled(NodeId node, long leftOut, Optional<String> trouble, List<SampleRow> rows, long receivedNanos)
            implements Update {
        public Sampled {
            rows = List.copyOf(rows);
        }

        /** What a node reported, received at {@code nanos}. */
        public static Sampled of(SampleReport report, long nanos) {
            return new Sampled(
                    report.node(),
                    report.leftOut(),
                    report.trouble(),
                    report.packets().stream()
                            .map(packet -> SampleRow.of(report.node(), packet))
                            .toList(),
                    nanos);
        }
    }

    /** A node tells of sources it counts. Of many pages that wait the newest find no room. */
    record Listed(SourcePage page, long receivedNanos) implements Update {}

    /** A node's heartbeat; keyed by node. */
    record Heartbeat(NodeStatus status, long receivedNanos) implements Latest {}

    /** Rates of all regions from one scrape. */
    record Metrics(List<RegionSample> samples) implements Latest {
        public Metrics {
            samples = List.copyOf(samples);
        }
    }

    /** An answer to a chart's question; keyed by who asked. */
    record Rated(RateAnswer answer) implements Latest {}

    /** Where sources come from, as far as was asked. */
    record Located(Origins origins) implements Latest {}

    /** State of the link to NATS; the freshness in it is ignored, the model computes it. */
    record Nats(ConnectionState state) implements Latest {}

    /** State of the link to Prometheus; the freshness in it is ignored, the model computes it. */
    record Prometheus(ConnectionState state) implements Latest {}

    /** Sources and blocks over all regions. */
    record Boards(Board board) implements Latest {}

    /** What this console may do. */
    record Rights(Access access) implements Latest {}

    /** An orchestrator leads, with a lease of {@code leaseMillis} from when this was received unless it is renewed. */
    record Leader(String orchestrator, long epoch, long leaseMillis, long receivedNanos) implements Latest {}

    /** The fleet's audit trail was read, is being read or cannot be. */
    record Audited(AuditBoard board) implements Latest {}

    /**
     * Where clients are steered, as the leading orchestrator sees it.
     *
     * @param trouble why the answers may be old; empty when they are not
     */
    record Steered(List<RegionStanding> regions, List<DnsAnswer> answers, String trouble, long receivedNanos)
            implements Latest {
        public Steered {
            regions = List.copyOf(regions);
            answers = List.copyOf(answers);
        }
    }

    /** How the embedded node is. */
    record Embedded(EmbeddedNode node) implements Latest {}

    /** Somebody published an order; its signature fits the key it names. */
    record Ordered(OrderHeard order) implements Each {}

    /** The orchestrator said what became of an order on a region. */
    record Stepped(FailoverStep step) implements Each {}

    /** What happened so far; never recorded, for it is worked out of what is. */
    record Story(IncidentStory story) implements Latest {}

    /** How recording goes. */
    record Recording(RecordingState state) implements Latest {}

    /** Where a replay stands. */
    record Replaying(ReplayState state) implements Latest {}

    /** The orchestrator answered a request for a plan. */
    record Planned(PlanState plan) implements Each {}

    /**
     * This console sent a command; {@code expected} are the ids of the nodes that should answer.
     *
     * @param undoable whether an undo could bring back what was before
     * @param undoes the command that this one undoes
     * @param endsAtMillis when what it orders ends by itself, epoch milliseconds; 0 when it does not
     * @param scope nodes that it is for
     */
    record Sent(
            UUID id,
            String summary,
            boolean dryRun,
            List<String> expected,
            long sentNanos,
            long epochMillis,
            boolean undoable,
            Optional<UUID> undoes,
            long endsAtMillis,
            Scope scope)
            implements Each {
        public Sent {
            expected = List.copyOf(expected);
        }

        /** One for the whole fleet. */
        public Sent(
                UUID id,
                String summary,
                boolean dryRun,
                List<String> expected,
                long sentNanos,
                long epochMillis,
                boolean undoable,
                Optional<UUID> undoes,
                long endsAtMillis) {
            this(
                    id,
                    summary,
                    dryRun,
                    expected,
                    sentNanos,
                    epochMillis,
                    undoable,
                    undoes,
                    endsAtMillis,
                    new Scope.Fleet());
        }

        /** One that does not end by itself. */
        public Sent(
                UUID id,
                String summary,
                boolean dryRun,
                List<String> expected,
                long sentNanos,
                long epochMillis,
                boolean undoable,
                Optional<UUID> undoes) {
            this(id, summary, dryRun, expected, sentNanos, epochMillis, undoable, undoes, 0);
        }

        /** One that cannot be undone. */
        public Sent(UUID id, String summary, boolean dryRun, List<String> expected, long sentNanos, long epochMillis) {
            this(id, summary, dryRun, expected, sentNanos, epochMillis, false, Optional.empty());
        }
    }

    /** How the trial of an order in one region goes; never recorded, for the orders that it gives are. */
    record Tried(CanaryState trial) implements Each {}

    /** A command could not be sent; {@code problem} says what happened and what to do. */
    record Unsent(UUID id, String summary, String problem, long epochMillis) implements Each {}

    /** A node answered a command. */
    record Answered(Receipt receipt, long receivedNanos) implements Each {}

    /** Something happened on a node. */
    record Happened(FleetEvent event) implements Each {}
}
