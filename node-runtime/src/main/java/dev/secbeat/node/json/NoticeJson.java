// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import dev.secbeat.node.api.Notice;
import java.io.IOException;
import java.util.Locale;

/** A notice: its kind, and the event, receipt or change that it is about in the form they have elsewhere. */
final class NoticeJson {
    private NoticeJson() {}

    static void write(FieldWriter out, Notice notice) throws IOException {
        out.text("kind", notice.kind().name().toLowerCase(Locale.ROOT));
        out.text("node", notice.node());
        out.number("epochMillis", notice.epochMillis());
        switch (notice) {
            case Notice.Happened happened -> out.object("event", EventJson::write, happened.event());
            case Notice.Refused refused -> out.object("receipt", ReceiptJson::write, refused.receipt());
            case Notice.ModeChanged change -> out.object("change", NoticeJson::writeChange, change);
        }
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
        long epochMillis = in.number("epochMillis");
        if (in.has("receipt")) {
            return new Notice.Refused(ReceiptJson.read(in.object("receipt")), epochMillis);
        }
        Fields change = in.object("change");
        return new Notice.ModeChanged(
                ReceiptJson.node(in.text("node")),
                epochMillis,
                change.text("what"),
                change.text("before"),
                change.text("after"));
    }
}
