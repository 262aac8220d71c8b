// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The one byte form of a command that is signed, independent of how the command is written on the wire.
 *
 * <p>Every field in declaration order, big endian; texts and lists carry their length, so no two commands share bytes. A
 * leading domain tag keeps these signatures from meaning anything elsewhere.
 */
public final class CanonicalBytes {
    private static final String DOMAIN = "secbeat.v1.command";
    private static final int PREFIX_BYTES = 1 + 2 * Long.BYTES + 1;

    private CanonicalBytes() {}

    public static byte[] of(Command command) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256 + prefixes(command.body()) * PREFIX_BYTES);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(DOMAIN);
            writeId(out, command.id());
            out.writeLong(command.issuedAt().toEpochMilli());
            out.writeLong(command.expiresAt().toEpochMilli());
            out.writeUTF(command.actor());
            out.writeUTF(command.scope().toString());
            out.writeBoolean(command.dryRun());
            writeBody(out, command.body());
            if (!command.from().isEmpty()) { // Nothing where there is none, as releases that knew none sign it.
                out.writeUTF("from");
                writePrefixes(out, command.from());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a command field is too long to sign", e);
        }
        return bytes.toByteArray();
    }

    /**
     * What no other command has: SHA-256 over its bytes, in 64 hexadecimal digits. Of an order in parts it is that of the whole,
     * on all prefixes in their order.
     */
    public static String digest(Command whole) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(of(whole)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** How many it names: most of the bytes are theirs. */
    private static int prefixes(CommandBody body) {
        return switch (body) {
            case CommandBody.OnPrefixes order -> order.prefixes().size();
            case CommandBody.Part part -> prefixes(part.order());
            default -> 0;
        };
    }

    private static void writeBody(DataOutputStream out, CommandBody body) throws IOException {
        switch (body) {
            case CommandBody.Block block -> writeBlock(out, block);
            case CommandBody.Unblock unblock
            when unblock.pardon().isZero() -> {
                out.writeUTF("unblock"); // As releases that knew no pardon sign it.
                writePrefixes(out, unblock.prefixes());
                out.writeUTF(unblock.reason());
            }
            case CommandBody.Unblock unblock -> {
                out.writeUTF("pardon");
                writePrefixes(out, unblock.prefixes());
                out.writeLong(unblock.pardon().toMillis());
                out.writeUTF(unblock.reason());
            }
            case CommandBody.Allow allow -> {
                out.writeUTF("allow");
                writePrefixes(out, allow.prefixes());
                out.writeLong(allow.ttl().toMillis());
                out.writeUTF(allow.reason());
            }
            case CommandBody.Part part -> {
                out.writeUTF("part");
                writeId(out, part.parent());
                out.writeInt(part.index());
                out.writeInt(part.count());
                writeBody(out, part.order());
            }
            case CommandBody.Undo undo -> {
                out.writeUTF("undo");
                writeId(out, undo.command());
                out.writeUTF(undo.reason());
            }
            case CommandBody.Approve approve -> {
                // As releases that knew no digest sign it.
                out.writeUTF(approve.digest().isEmpty() ? "approve" : "approve-digest");
                writeId(out, approve.command());
                if (approve.digest().isPresent()) {
                    out.writeUTF(approve.digest().get());
                }
            }
            case CommandBody.Drill drill -> {
                out.writeUTF("drill");
                out.writeUTF(drill.name());
                out.writeUTF(drill.reason());
            }
            case CommandBody.OnLimits order -> writeOnLimits(out, order);
            case CommandBody.OnRegion order -> writeOnRegion(out, order);
        }
    }

    private static void writeOnLimits(DataOutputStream out, CommandBody.OnLimits order) throws IOException {
        switch (order) {
            case CommandBody.Limit limit -> {
                out.writeUTF("limit");
                writePrefixes(out, limit.within().stream().toList());
                out.writeUTF(limit.rule().dimension().label());
                out.writeLong(limit.rule().most());
                out.writeInt(limit.rule().windowMillis());
                out.writeInt(limit.rule().blockSeconds());
                out.writeLong(limit.ttl().toMillis());
            }
            case CommandBody.Unlimit unlimit -> {
                out.writeUTF("unlimit");
                writePrefixes(out, unlimit.within().stream().toList());
                out.writeUTF(unlimit.dimension().map(Dimension::label).orElse(""));
            }
        }
        out.writeUTF(order.reason());
    }

    /** As releases that knew neither force nor plans sign it; an order that has one has a word of its own. */
    private static void writeOnRegion(DataOutputStream out, CommandBody.OnRegion order) throws IOException {
        String with = (order.plan().isPresent() ? "as-planned-" : "") + (order.force() ? "force-" : "");
        switch (order) {
            case CommandBody.Failover failover -> {
                out.writeUTF(with + "failover");
                out.writeUTF(failover.from().value());
                out.writeUTF(failover.to().value());
            }
            case CommandBody.Drain drain -> {
                out.writeUTF(with + "drain");
                out.writeUTF(drain.region().value());
            }
            case CommandBody.Failback failback -> {
                out.writeUTF(with + "failback");
                out.writeUTF(failback.region().value());
            }
        }
        out.writeUTF(order.reason());
        if (order.plan().isPresent()) {
            out.writeUTF(order.plan().get().text());
        }
    }

    private static void writeBlock(DataOutputStream out, CommandBody.Block block) throws IOException {
        boolean plain = block.overrides().isEmpty() && !block.trial(); // As releases that knew no overrides sign it.
        out.writeUTF(block.trial() ? "block-trial" : plain ? "block" : "block-override");
        writePrefixes(out, block.prefixes());
        out.writeLong(block.ttl().toMillis());
        out.writeUTF(block.reason());
        if (!plain) {
            out.writeInt(block.overrides().size());
            for (GuardRule rule : new TreeSet<>(block.overrides())) {
                out.writeUTF(rule.label());
            }
        }
    }

    private static void writeId(DataOutputStream out, UUID id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    private static void writePrefixes(DataOutputStream out, List<Prefix> prefixes) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + prefixes.size() * PREFIX_BYTES);
        bytes.putInt(prefixes.size());
        for (Prefix prefix : prefixes) {
            bytes.put((byte) prefix.family().bits())
                    .putLong(prefix.high())
                    .putLong(prefix.low())
                    .put((byte) prefix.length());
        }
        out.write(bytes.array());
    }
}
