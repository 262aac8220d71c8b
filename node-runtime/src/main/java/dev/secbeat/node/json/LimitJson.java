// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.LimitKey;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.LimitTerms;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Scope;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Limits that operators give: the orders, and what nodes tell of them. */
final class LimitJson {
    private LimitJson() {}

    static void writeBody(FieldWriter out, CommandBody.OnLimits order) throws IOException {
        switch (order) {
            case CommandBody.Limit limit -> {
                LimitRule rule = limit.rule();
                out.text("type", "limit");
                out.text("of", LimitRule.named(rule.within()));
                out.text("dimension", rule.dimension());
                out.number("most", rule.most());
                out.number("windowMillis", rule.windowMillis());
                out.number("blockSeconds", rule.blockSeconds());
                out.number("ttlMillis", limit.ttl().toMillis());
            }
            case CommandBody.Unlimit unlimit -> {
                out.text("type", "unlimit");
                out.text("of", LimitRule.named(unlimit.within()));
                if (unlimit.dimension().isPresent()) {
                    out.text("dimension", unlimit.dimension().get());
                }
            }
        }
        out.text("reason", order.reason());
    }

    static CommandBody.Limit readLimit(Fields in) throws DecodeException {
        return new CommandBody.Limit(
                new LimitRule(
                        LimitRule.target(in.text("of")),
                        in.word("dimension", Dimension.class),
                        in.number("most", 1, LimitRule.MOST),
                        window(in),
                        block(in)),
                Duration.ofMillis(in.number("ttlMillis", 1, CommandJson.MAX_TTL_MILLIS)),
                in.text("reason"));
    }

    static CommandBody.Unlimit readUnlimit(Fields in) throws DecodeException {
        return new CommandBody.Unlimit(
                LimitRule.target(in.text("of")),
                in.has("dimension") ? Optional.of(in.word("dimension", Dimension.class)) : Optional.empty(),
                in.text("reason"));
    }

    static void writeKey(FieldWriter out, LimitKey key) throws IOException {
        out.text("of", LimitRule.named(key.within()));
        out.text("dimension", key.dimension());
        out.text("scope", key.scope());
    }

    static LimitKey key(Fields in) throws DecodeException {
        return new LimitKey(
                LimitRule.target(in.text("of")), in.word("dimension", Dimension.class), Scope.parse(in.text("scope")));
    }

    static void writeTerms(FieldWriter out, LimitTerms terms) throws IOException {
        out.number("most", terms.most());
        out.number("windowMillis", terms.windowMillis());
        out.number("blockSeconds", terms.blockSeconds());
        out.number("untilMillis", terms.untilMillis());
    }

    static LimitTerms terms(Fields in) throws DecodeException {
        return new LimitTerms(in.number("most", 1, LimitRule.MOST), window(in), block(in), in.number("untilMillis"));
    }

    static void writeStatus(FieldWriter out, NodeStatus.LimitStatus limit) throws IOException {
        writeKey(out, limit.key());
        writeTerms(out, limit.terms());
        out.text("command", limit.command());
        out.flag("inForce", limit.inForce());
    }

    static NodeStatus.LimitStatus readStatus(Fields in) throws DecodeException {
        return new NodeStatus.LimitStatus(key(in), terms(in), CommandJson.id(in.text("command")), in.flag("inForce"));
    }

    private static int window(Fields in) throws DecodeException {
        return (int) in.number("windowMillis", 1, LimitRule.LONGEST_WINDOW_MILLIS);
    }

    private static int block(Fields in) throws DecodeException {
        return (int) in.number("blockSeconds", 1, BlockEntry.LONGEST_MILLIS / 1_000);
    }
}
