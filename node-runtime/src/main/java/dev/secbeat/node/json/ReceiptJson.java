// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A receipt, and the words that other forms share with it. */
final class ReceiptJson {
    private ReceiptJson() {}

    static void write(FieldWriter out, Receipt receipt) throws IOException {
        out.text("commandId", receipt.commandId());
        out.text("node", receipt.node());
        out.text("state", receipt.state());
        out.flag("kernelReadBack", receipt.kernelReadBack());
        out.number("appliedAfterMicros", receipt.appliedAfterMicros());
        writeRefusal(out, receipt.refusal());
        if (receipt.tally().isPresent()) {
            out.object("tally", ReceiptJson::writeTally, receipt.tally().get());
        }
        if (receipt.isDurable()) {
            out.flag("durable", true);
        }
        if (receipt.blast().isPresent()) {
            out.object("blast", BlastJson::write, receipt.blast().get());
        }
    }

    private static void writeTally(FieldWriter out, Receipt.Tally tally) throws IOException {
        out.number("applied", tally.applied());
        out.number("refused", tally.refused());
        out.number("superseded", tally.superseded());
        out.texts("leftAlone", tally.leftAlone());
        out.texts("missing", tally.missing());
    }

    private static Optional<Receipt.Tally> readTally(Fields in) throws DecodeException {
        if (!in.has("tally")) {
            return Optional.empty();
        }
        Fields tally = in.object("tally");
        List<Prefix> leftAlone = new ArrayList<>();
        for (String prefix : tally.texts("leftAlone", CommandBody.MAX_PREFIXES)) {
            leftAlone.add(Prefix.parse(prefix));
        }
        List<Integer> missing = new ArrayList<>();
        for (String index : tally.texts("missing", CommandBody.Part.MAX_COUNT)) {
            missing.add(Integer.parseInt(index));
        }
        return Optional.of(new Receipt.Tally(
                (int) tally.number("applied", 0, Integer.MAX_VALUE),
                (int) tally.number("refused", 0, Integer.MAX_VALUE),
                (int) tally.number("superseded", 0, Integer.MAX_VALUE),
                leftAlone,
                missing));
    }

    static Receipt read(Fields in) throws DecodeException {
        return new Receipt(
                CommandJson.id(in.text("commandId")),
                node(in.text("node")),
                in.word("state", Receipt.State.class),
                in.flag("kernelReadBack"),
                in.number("appliedAfterMicros", 0, Long.MAX_VALUE),
                readRefusal(in),
                readTally(in),
                in.has("durable") && in.flag("durable"),
                in.has("blast") ? Optional.of(BlastJson.read(in.object("blast"))) : Optional.empty());
    }

    static void writeRefusal(FieldWriter out, Optional<Refusal> refusal) throws IOException {
        if (refusal.isPresent()) {
            out.object(
                    "refusal",
                    (nested, value) -> {
                        nested.text("code", value.code());
                        nested.text("text", value.text());
                    },
                    refusal.get());
        }
    }

    static Optional<Refusal> readRefusal(Fields in) throws DecodeException {
        if (!in.has("refusal")) {
            return Optional.empty();
        }
        Fields refusal = in.object("refusal");
        return Optional.of(new Refusal(refusal.word("code", Refusal.Code.class), refusal.text("text")));
    }

    /** Reads {@code region/name}. */
    static NodeId node(String text) throws DecodeException {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new DecodeException("a node is written region/name");
        }
        return new NodeId(new RegionId(text.substring(0, slash)), text.substring(slash + 1));
    }
}
