// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.FailoverPlan.RecordChange;
import dev.secbeat.node.api.PlanDigest;
import dev.secbeat.node.api.RegionId;
import java.io.IOException;

/** A failover plan. */
final class PlanJson {
    private static final int MAX_CHANGES = 512;
    private static final int MAX_TEXTS = 64;

    private PlanJson() {}

    static void write(FieldWriter out, FailoverPlan plan) throws IOException {
        out.text("commandId", plan.commandId());
        out.text("orchestrator", plan.orchestrator());
        out.text("act", plan.act());
        out.flag("dryRun", plan.dryRun());
        out.text("from", plan.from());
        out.text("to", plan.to());
        out.objects("changes", PlanJson::writeChange, plan.changes());
        out.decimal("clientsMoved", plan.clientsMoved());
        out.decimal("utilisationAfter", plan.utilisationAfter());
        out.texts("notes", plan.notes());
        ReceiptJson.writeRefusal(out, plan.refusal());
        if (plan.digest().isPresent()) {
            out.text("digest", plan.digest().get());
        }
    }

    static FailoverPlan read(Fields in) throws DecodeException {
        return new FailoverPlan(
                CommandJson.id(in.text("commandId")),
                in.text("orchestrator"),
                in.has("act") ? in.word("act", FailoverPlan.Act.class) : FailoverPlan.Act.FAILOVER,
                !in.has("dryRun") || in.flag("dryRun"), // A release that says neither only plans.
                new RegionId(in.text("from")),
                new RegionId(in.text("to")),
                in.objects("changes", MAX_CHANGES, PlanJson::readChange),
                in.decimal("clientsMoved"),
                in.decimal("utilisationAfter"),
                in.texts("notes", MAX_TEXTS),
                ReceiptJson.readRefusal(in),
                in.optionalText("digest").map(PlanDigest::new));
    }

    private static void writeChange(FieldWriter out, RecordChange change) throws IOException {
        out.text("view", change.view());
        out.text("name", change.name());
        out.text("type", change.type());
        out.texts("before", change.before());
        out.texts("after", change.after());
    }

    private static RecordChange readChange(Fields in) throws DecodeException {
        return new RecordChange(
                in.text("view"),
                in.text("name"),
                in.text("type"),
                in.texts("before", MAX_TEXTS),
                in.texts("after", MAX_TEXTS));
    }
}
