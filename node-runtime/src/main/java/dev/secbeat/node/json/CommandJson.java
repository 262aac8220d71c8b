// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.CommandParts;
import dev.secbeat.node.api.GuardRule;
import dev.secbeat.node.api.PlanDigest;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** A signed command. Strict: an unknown field is refused, because its sender meant something by it. */
final class CommandJson {
    static final long MAX_TTL_MILLIS = Duration.ofDays(3650).toMillis();
    private static final long MAX_EPOCH_MILLIS =
            Instant.parse("2999-01-01T00:00:00Z").toEpochMilli();

    private CommandJson() {}

    static void write(FieldWriter out, SignedCommand signed) throws IOException {
        Command command = signed.command();
        out.text("id", command.id());
        out.number("issuedAtMillis", command.issuedAt().toEpochMilli());
        out.number("expiresAtMillis", command.expiresAt().toEpochMilli());
        out.text("actor", command.actor());
        out.text("scope", command.scope());
        out.flag("dryRun", command.dryRun());
        out.object("body", CommandJson::writeBody, command.body());
        if (!command.from().isEmpty()) { // Releases that knew none refuse what they do not know.
            out.texts("from", command.from());
        }
        out.text("signature", Base64.getEncoder().encodeToString(signed.signature()));
    }

    private static void writeBody(FieldWriter out, CommandBody body) throws IOException {
        if (CommandParts.isNeeded(body)) {
            throw new IllegalArgumentException(
                    "more than " + CommandBody.MAX_PREFIXES + " prefixes in one message: send the command in parts");
        }
        writeAny(out, body);
    }

    private static void writeAny(FieldWriter out, CommandBody body) throws IOException {
        switch (body) {
            case CommandBody.Block block -> writeBlock(out, block);
            case CommandBody.Unblock unblock -> {
                out.text("type", "unblock");
                out.texts("prefixes", unblock.prefixes());
                if (!unblock.pardon().isZero()) { // Releases that knew no pardon refuse what they do not know.
                    out.number("pardonMillis", unblock.pardon().toMillis());
                }
                out.text("reason", unblock.reason());
            }
            case CommandBody.Allow allow -> {
                out.text("type", "allow");
                out.texts("prefixes", allow.prefixes());
                out.number("ttlMillis", allow.ttl().toMillis());
                out.text("reason", allow.reason());
            }
            case CommandBody.Part part -> {
                out.text("type", "part");
                out.text("parent", part.parent());
                out.number("index", part.index());
                out.number("count", part.count());
                out.object("order", CommandJson::writeAny, part.order()); // Its constructor bounds it.
            }
            case CommandBody.Undo undo -> {
                out.text("type", "undo");
                out.text("command", undo.command());
                out.text("reason", undo.reason());
            }
            case CommandBody.Approve approve -> {
                out.text("type", "approve");
                out.text("command", approve.command());
                if (approve.digest().isPresent()) {
                    out.text("digest", approve.digest().get());
                }
            }
            case CommandBody.Drill drill -> {
                out.text("type", "drill");
                out.text("name", drill.name());
                out.text("reason", drill.reason());
            }
            case CommandBody.OnLimits order -> LimitJson.writeBody(out, order);
            case CommandBody.OnRegion order -> writeOnRegion(out, order);
        }
    }

    private static void writeOnRegion(FieldWriter out, CommandBody.OnRegion order) throws IOException {
        switch (order) {
            case CommandBody.Failover failover -> {
                out.text("type", "failover");
                out.text("from", failover.from());
                out.text("to", failover.to());
            }
            case CommandBody.Drain drain -> {
                out.text("type", "drain");
                out.text("region", drain.region());
            }
            case CommandBody.Failback failback -> {
                out.text("type", "failback");
                out.text("region", failback.region());
            }
        }
        if (order.force()) { // Releases that knew no force refuse what they do not know.
            out.flag("force", true);
        }
        if (order.plan().isPresent()) { // The same goes for this.
            out.text("plan", order.plan().get());
        }
        out.text("reason", order.reason());
    }

    private static void writeBlock(FieldWriter out, CommandBody.Block block) throws IOException {
        out.text("type", "block");
        out.texts("prefixes", block.prefixes());
        out.number("ttlMillis", block.ttl().toMillis());
        out.text("reason", block.reason());
        if (!block.overrides().isEmpty()) { // Releases that knew none refuse what they do not know.
            out.texts(
                    "overrides",
                    block.overrides().stream().map(GuardRule::label).sorted().toList());
        }
        if (block.trial()) { // The same goes for this.
            out.flag("trial", true);
        }
    }

    static SignedCommand read(Fields in) throws DecodeException {
        Command command = new Command(
                id(in.text("id")),
                Instant.ofEpochMilli(in.number("issuedAtMillis", 0, MAX_EPOCH_MILLIS)),
                Instant.ofEpochMilli(in.number("expiresAtMillis", 0, MAX_EPOCH_MILLIS)),
                in.text("actor"),
                Scope.parse(in.text("scope")),
                in.flag("dryRun"),
                readBody(in.object("body")),
                in.has("from") ? prefixes(in, "from", Command.MAX_FROM) : List.of());
        byte[] signature = Base64.getDecoder().decode(in.text("signature"));
        if (signature.length != 64) {
            throw new DecodeException("a signature has 64 bytes, got " + signature.length);
        }
        in.refuseUnknown();
        return new SignedCommand(command, signature);
    }

    private static CommandBody readBody(Fields in) throws DecodeException {
        return readBody(in, CommandBody.MAX_PREFIXES);
    }

    /** @param most prefixes that it may name */
    private static CommandBody readBody(Fields in, int most) throws DecodeException {
        String type = in.text("type");
        CommandBody body = switch (type) {
            case "block" ->
                new CommandBody.Block(
                        prefixes(in, most),
                        Duration.ofMillis(in.number("ttlMillis", 1, MAX_TTL_MILLIS)),
                        in.text("reason"),
                        overrides(in),
                        in.has("trial") && in.flag("trial"));
            case "allow" ->
                new CommandBody.Allow(
                        prefixes(in, most),
                        Duration.ofMillis(in.number("ttlMillis", 1, MAX_TTL_MILLIS)),
                        in.text("reason"));
            case "unblock" ->
                new CommandBody.Unblock(
                        prefixes(in, most),
                        Duration.ofMillis(in.optionalNumber("pardonMillis", 1, MAX_TTL_MILLIS)
                                .orElse(0)),
                        in.text("reason"));
            case "failover" ->
                new CommandBody.Failover(
                        new RegionId(in.text("from")),
                        new RegionId(in.text("to")),
                        force(in),
                        in.text("reason"),
                        plan(in));
            case "drain" ->
                new CommandBody.Drain(new RegionId(in.text("region")), force(in), in.text("reason"), plan(in));
            case "failback" ->
                new CommandBody.Failback(new RegionId(in.text("region")), force(in), in.text("reason"), plan(in));
            case "drill" -> new CommandBody.Drill(in.text("name"), in.text("reason"));
            case "limit" -> LimitJson.readLimit(in);
            case "unlimit" -> LimitJson.readUnlimit(in);
            case "part" -> readPart(in);
            case "approve" -> new CommandBody.Approve(id(in.text("command")), in.optionalText("digest"));
            case "undo" -> new CommandBody.Undo(id(in.text("command")), in.text("reason"));
            default ->
                throw new DecodeException(
                        "body.type is none of: block, unblock, allow, limit, unlimit, drill, part, undo, approve,"
                                + " failover, drain, failback");
        };
        in.refuseUnknown();
        return body;
    }

    private static boolean force(Fields in) throws DecodeException {
        return in.has("force") && in.flag("force");
    }

    private static Optional<PlanDigest> plan(Fields in) throws DecodeException {
        return in.optionalText("plan").map(PlanDigest::new);
    }

    private static CommandBody.Part readPart(Fields in) throws DecodeException {
        int most = CommandBody.Part.MAX_COUNT;
        if (!(readBody(in.object("order"), CommandBody.Part.MOST_PREFIXES) instanceof CommandBody.OnPrefixes order)) {
            throw new DecodeException("body.order is not an order on prefixes");
        }
        return new CommandBody.Part(
                id(in.text("parent")), (int) in.number("index", 0, most - 1), (int) in.number("count", 1, most), order);
    }

    private static Set<GuardRule> overrides(Fields in) throws DecodeException {
        Set<GuardRule> overrides = new TreeSet<>();
        if (in.has("overrides")) {
            in.texts("overrides", GuardRule.values().length).forEach(label -> overrides.add(GuardRule.ofLabel(label)));
        }
        return overrides;
    }

    private static List<Prefix> prefixes(Fields in, int most) throws DecodeException {
        return prefixes(in, "prefixes", most);
    }

    private static List<Prefix> prefixes(Fields in, String name, int most) throws DecodeException {
        List<Prefix> prefixes = new ArrayList<>();
        for (String text : in.texts(name, most)) {
            prefixes.add(Prefix.parse(text));
        }
        return prefixes;
    }

    /** Only the canonical form of a UUID: the parser of the JDK also takes shorter ones, two texts for one id. */
    static UUID id(String text) throws DecodeException {
        UUID id = UUID.fromString(text);
        if (!id.toString().equals(text)) {
            throw new DecodeException("an id is a UUID in lower case with all its 36 characters");
        }
        return id;
    }
}
