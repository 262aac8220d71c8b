// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.DrillGround;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import java.io.IOException;
import java.util.Optional;

/** An event of a node's timeline. */
final class EventJson {
    private EventJson() {}

    static void write(FieldWriter out, FleetEvent event) throws IOException {
        out.text("node", event.node());
        out.number("epochMillis", event.epochMillis());
        switch (event) {
            case FleetEvent.Enforced enforced -> {
                out.text("type", "enforced");
                out.text("prefix", enforced.prefix());
                out.text("origin", enforced.origin());
                out.flag("active", enforced.active());
                if (enforced.prefix().equals(DrillGround.ADDRESS)) {
                    out.flag("drill", true);
                }
                out.number("version", enforced.version());
                out.number("decidedAtNanos", enforced.decidedAtNanos());
                out.number("enforcedAtNanos", enforced.enforcedAtNanos());
                if (enforced.others() > 0) {
                    out.number("others", enforced.others());
                }
            }
            case FleetEvent.Detected detected -> {
                out.text("type", "detected");
                out.text("source", detected.source());
                out.text("dimension", detected.dimension());
                out.decimal("perSecond", detected.perSecond());
                out.decimal("limit", detected.limit());
            }
            case FleetEvent.Limited limited -> {
                out.text("type", "limited");
                LimitJson.writeKey(out, limited.key());
                if (limited.key().within().equals(Optional.of(DrillGround.ADDRESS))) {
                    out.flag("drill", true);
                }
                if (limited.terms().isPresent()) {
                    out.object("terms", LimitJson::writeTerms, limited.terms().get());
                }
            }
            case FleetEvent.Trouble trouble -> {
                out.text("type", "trouble");
                out.text("code", trouble.code());
                out.text("text", trouble.text());
            }
        }
    }

    static FleetEvent read(Fields in) throws DecodeException {
        NodeId node = ReceiptJson.node(in.text("node"));
        long epochMillis = in.number("epochMillis");
        return switch (in.text("type")) {
            case "enforced" ->
                new FleetEvent.Enforced(
                        node,
                        epochMillis,
                        Prefix.parse(in.text("prefix")),
                        in.word("origin", Origin.class),
                        in.flag("active"),
                        in.number("version"),
                        in.number("decidedAtNanos"),
                        in.number("enforcedAtNanos"),
                        (int) in.optionalNumber("others", 1, CommandBody.MAX_PREFIXES_IN_PARTS - 1)
                                .orElse(0));
            case "detected" ->
                new FleetEvent.Detected(
                        node,
                        epochMillis,
                        StatusJson.source(in.text("source")),
                        in.word("dimension", Dimension.class),
                        in.decimal("perSecond"),
                        in.decimal("limit"));
            case "limited" ->
                new FleetEvent.Limited(
                        node,
                        epochMillis,
                        LimitJson.key(in),
                        in.has("terms") ? Optional.of(LimitJson.terms(in.object("terms"))) : Optional.empty());
            case "trouble" -> new FleetEvent.Trouble(node, epochMillis, in.text("code"), in.text("text"));
            default -> throw new DecodeException("type is none of: enforced, detected, limited, trouble");
        };
    }
}
