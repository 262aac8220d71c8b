// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Notice;
import java.io.IOException;
import java.util.Locale;

/** A notice: its kind, whom it is about, and what happened in the form that it has elsewhere. */
final class NoticeJson {
    private NoticeJson() {}

    static void write(FieldWriter out, Notice notice) throws IOException {
        out.text("kind", notice.kind().name().toLowerCase(Locale.ROOT));
        if (notice instanceof Notice.OfNode ofNode) {
            out.text("node", ofNode.node());
        }
        out.number("epochMillis", notice.epochMillis());
        switch (notice) {
            case Notice.Happened happened -> out.object("event", EventJson::write, happened.event());
            case Notice.Refused refused -> out.object("receipt", ReceiptJson::write, refused.receipt());
            case Notice.ModeChanged change -> out.object("change", NoticeJson::writeChange, change);
            case Notice.ReceiptMissing missing -> out.object("missing", NoticeJson::writeMissing, missing);
            case Notice.Moved moved -> out.object("outcome", OutcomeJson::write, moved.outcome());
        }
    }

    private static void writeMissing(FieldWriter out, Notice.ReceiptMissing missing) throws IOException {
        out.text("commandId", missing.command());
        out.text("actor", missing.actor());
    }

    private static void writeChange(FieldWriter out, Notice.ModeChanged change) throws IOException {
        out.text("what", change.what());
        out.text("before", change.before());
        out.text("after", change.after());
    }

    static Notice read(Fields in) throws DecodeException {
        if (in.has("event")) {
            return new Notice.Happened(EventJson.read(in.object("event")));
        }
        if (in.has("outcome")) {
            return new Notice.Moved(OutcomeJson.read(in.object("outcome")));
        }
        long epochMillis = in.number("epochMillis");
        if (in.has("receipt")) {
            return new Notice.Refused(ReceiptJson.read(in.object("receipt")), epochMillis);
        }
        NodeId node = ReceiptJson.node(in.text("node"));
        return in.has("missing")
                ? missing(node, epochMillis, in.object("missing"))
                : changed(node, epochMillis, in.object("change"));
    }

    private static Notice missing(NodeId node, long epochMillis, Fields in) throws DecodeException {
        return new Notice.ReceiptMissing(node, epochMillis, CommandJson.id(in.text("commandId")), in.text("actor"));
    }

    private static Notice changed(NodeId node, long epochMillis, Fields in) throws DecodeException {
        return new Notice.ModeChanged(node, epochMillis, in.text("what"), in.text("before"), in.text("after"));
    }
}
