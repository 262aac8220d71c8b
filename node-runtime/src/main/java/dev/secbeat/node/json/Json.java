// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.Leader;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Notice;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.SampleReport;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.api.SourceQuestion;
import dev.secbeat.node.api.SteeringReport;
import dev.secbeat.node.control.AuditEntry;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.control.TrustWord;
import dev.secbeat.node.failover.Lease;
import java.util.Optional;
import java.util.UUID;

/**
 * The JSON forms, one codec a type: {@code Json.RECEIPT.encode(receipt)}, {@code Json.RECEIPT.decode(bytes)}.
 *
 * <p>Conventions: a prefix, source, scope or node is its text; a duration is milliseconds, an instant epoch
 * milliseconds, each with the unit in the field's name; an enum is its constant's name; an absent optional is an absent
 * field; a 64-bit digest is hexadecimal text. Unknown fields are refused in a command and ignored elsewhere, so that an
 * old console can read a newer node.
 */
public final class Json {
    public static final JsonCodec<SignedCommand> COMMAND = new JsonCodec<>(CommandJson::write, CommandJson::read);
    public static final JsonCodec<Receipt> RECEIPT = new JsonCodec<>(ReceiptJson::write, ReceiptJson::read);
    public static final JsonCodec<NodeStatus> STATUS = new JsonCodec<>(StatusJson::write, StatusJson::read);
    public static final JsonCodec<FleetEvent> EVENT = new JsonCodec<>(EventJson::write, EventJson::read);
    public static final JsonCodec<Notice> NOTICE = new JsonCodec<>(NoticeJson::write, NoticeJson::read);
    public static final JsonCodec<SampleReport> SAMPLES = new JsonCodec<>(SampleJson::write, SampleJson::read);
    public static final JsonCodec<SourceQuestion> SOURCES_ASKED =
            new JsonCodec<>(SourceQuestionJson::write, SourceQuestionJson::read);
    public static final JsonCodec<FailoverPlan> PLAN = new JsonCodec<>(PlanJson::write, PlanJson::read);
    public static final JsonCodec<FailoverOutcome> OUTCOME = new JsonCodec<>(OutcomeJson::write, OutcomeJson::read);
    public static final JsonCodec<SteeringReport> STEERING = new JsonCodec<>(SteeringJson::write, SteeringJson::read);
    public static final JsonCodec<Leader> LEADER = new JsonCodec<>(LeaderJson::write, LeaderJson::read);
    public static final JsonCodec<TrustFile> TRUST = new JsonCodec<>(TrustJson::write, TrustJson::read);
    public static final JsonCodec<TrustWord> TRUST_WORD = new JsonCodec<>(TrustJson::writeWord, TrustJson::readWord);
    public static final JsonCodec<Lease> LEASE = new JsonCodec<>(LeaseJson::write, LeaseJson::read);
    public static final JsonCodec<AuditEntry> AUDIT = new JsonCodec<>(AuditJson::write, AuditJson::read);
    public static final JsonCodec<ConnectionFile> CONNECTION =
            new JsonCodec<>(ConnectionFile::write, ConnectionFile::read);
    private static final JsonCodec<UUID> ID_ONLY =
            new JsonCodec<>((out, id) -> out.text("id", id), in -> CommandJson.id(in.text("id")));

    private Json() {}

    /** The id of a command that cannot be read as a whole, so that its refusal finds its sender. */
    public static Optional<UUID> commandId(byte[] bytes) {
        try {
            return Optional.of(ID_ONLY.decode(bytes));
        } catch (DecodeException e) {
            return Optional.empty();
        }
    }
}
