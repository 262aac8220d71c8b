// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import dev.secbeat.console.model.SampleRow;
import dev.secbeat.console.model.Update;
import dev.secbeat.node.api.Leader;
import dev.secbeat.node.api.SampleReport;
import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.json.Json;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Updates as records and back. What nodes say is written as they say it on the wire, so that what an older console reads of
 * a newer node it also reads of a newer recording; the console's own words are fields of which later versions may add some.
 */
final class UpdateCodec {
    private UpdateCodec() {}

    /** The record; empty for what is worked out of other updates, or of concern to this window only. */
    static Optional<StoredRecord> encode(Update update, long nanos, long epochMillis) {
        return switch (update) {
            case Update.Heartbeat beat ->
                of(RecordKind.HEARTBEAT, nanos, epochMillis, Json.STATUS.encode(beat.status()));
            case Update.Sampled sampled ->
                of(RecordKind.SAMPLES, nanos, epochMillis, Json.SAMPLES.encode(report(sampled, epochMillis)));
            case Update.Happened happened ->
                of(RecordKind.EVENT, nanos, epochMillis, Json.EVENT.encode(happened.event()));
            case Update.Answered answered ->
                of(RecordKind.RECEIPT, nanos, epochMillis, Json.RECEIPT.encode(answered.receipt()));
            case Update.Leader heard -> of(RecordKind.LEADER, nanos, epochMillis, Json.LEADER.encode(leader(heard)));
            case Update.Metrics metrics -> of(RecordKind.METRICS, nanos, epochMillis, OwnWords.metrics(metrics));
            case Update.Nats nats -> of(RecordKind.NATS, nanos, epochMillis, OwnWords.connection(nats.state()));
            case Update.Prometheus prometheus ->
                of(RecordKind.PROMETHEUS, nanos, epochMillis, OwnWords.connection(prometheus.state()));
            case Update.Rights rights -> of(RecordKind.RIGHTS, nanos, epochMillis, OwnWords.rights(rights.access()));
            case Update.Sent sent -> of(RecordKind.SENT, nanos, epochMillis, OwnWords.sent(sent));
            case Update.Unsent unsent -> of(RecordKind.UNSENT, nanos, epochMillis, OwnWords.unsent(unsent));
            case Update.Planned planned -> of(RecordKind.PLANNED, nanos, epochMillis, OwnWords.plan(planned.plan()));
            case Update.Steered steered -> of(RecordKind.STEERED, nanos, epochMillis, FailoverWords.steered(steered));
            case Update.Stepped stepped ->
                of(RecordKind.STEPPED, nanos, epochMillis, FailoverWords.step(stepped.step()));
            case Update.Ordered ordered ->
                of(RecordKind.ORDERED, nanos, epochMillis, OrderWords.order(ordered.order()));
            case Update.Audited audited ->
                of(RecordKind.AUDITED, nanos, epochMillis, OrderWords.audit(audited.board()));
            case Update.Embedded embedded ->
                of(RecordKind.EMBEDDED, nanos, epochMillis, NodeWords.node(embedded.node()));
            case Update.Tried tried -> Optional.empty();
            case Update.Boards boards -> Optional.empty();
            case Update.Listed listed -> Optional.empty();
            case Update.Rated rated -> Optional.empty();
            case Update.Located located -> Optional.empty();
            case Update.Story story -> Optional.empty();
            case Update.Recording recording -> Optional.empty();
            case Update.Replaying replaying -> Optional.empty();
        };
    }

    /**
     * The update; empty for kinds that are none, such as a pulse.
     *
     * @throws DecodeException when the payload does not hold what its kind says
     */
    static Optional<Update> decode(StoredRecord stored) throws DecodeException {
        Optional<RecordKind> kind = RecordKind.of(stored.kind());
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(update(kind.get(), stored));
        } catch (IllegalArgumentException e) {
            throw new DecodeException(String.valueOf(e.getMessage()), e);
        }
    }

    private static @Nullable Update update(RecordKind kind, StoredRecord stored) throws DecodeException {
        byte[] bytes = stored.payload();
        long nanos = stored.nanos();
        FieldReader in = new FieldReader(bytes);
        return switch (kind) {
            case HEARTBEAT -> new Update.Heartbeat(Json.STATUS.decode(bytes), nanos);
            case SAMPLES -> Update.Sampled.of(Json.SAMPLES.decode(bytes), nanos);
            case EVENT -> new Update.Happened(Json.EVENT.decode(bytes));
            case RECEIPT -> new Update.Answered(Json.RECEIPT.decode(bytes), nanos);
            case LEADER -> leader(Json.LEADER.decode(bytes), nanos);
            case METRICS -> OwnWords.metrics(in);
            case NATS -> new Update.Nats(OwnWords.connection(in));
            case PROMETHEUS -> new Update.Prometheus(OwnWords.connection(in));
            case RIGHTS -> OwnWords.rights(in);
            case SENT -> OwnWords.sent(in, nanos);
            case UNSENT -> OwnWords.unsent(in);
            case PLANNED -> OwnWords.plan(in);
            case STEERED -> FailoverWords.steered(in, nanos);
            case STEPPED -> new Update.Stepped(FailoverWords.step(in));
            case ORDERED -> new Update.Ordered(OrderWords.order(in));
            case AUDITED -> new Update.Audited(OrderWords.audit(in));
            case EMBEDDED -> new Update.Embedded(NodeWords.node(in));
            case PULSE, FIRST_SEEN, NOTE -> null;
        };
    }

    static Optional<StoredRecord> of(RecordKind kind, long nanos, long epochMillis, byte[] payload) {
        return Optional.of(new StoredRecord(kind.number(), nanos, epochMillis, payload));
    }

    private static SampleReport report(Update.Sampled sampled, long epochMillis) {
        List<SampleRow> rows = sampled.rows();
        int over = Math.max(0, rows.size() - SampleReport.MAX_PACKETS);
        return new SampleReport(
                sampled.node(),
                epochMillis,
                sampled.leftOut() + over,
                sampled.trouble(),
                rows.subList(over, rows.size()).stream().map(SampleRow::packet).toList());
    }

    private static Leader leader(Update.Leader heard) {
        return new Leader(heard.orchestrator(), heard.epoch(), heard.leaseMillis());
    }

    private static Update.Leader leader(Leader leader, long nanos) {
        return new Update.Leader(leader.orchestrator(), leader.epoch(), leader.leaseMillis(), nanos);
    }
}
