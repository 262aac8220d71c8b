// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;

/**
 * The one byte form of a command that is signed, independent of how the command is written on the wire.
 *
 * <p>Every field in declaration order, big endian; texts and lists carry their length, so no two commands share bytes. A
 * leading domain tag keeps these signatures from meaning anything elsewhere.
 */
public final class CanonicalBytes {
    private static final String DOMAIN = "secbeat.v1.command";

    private CanonicalBytes() {}

    public static byte[] of(Command command) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(DOMAIN);
            writeId(out, command.id());
            out.writeLong(command.issuedAt().toEpochMilli());
            out.writeLong(command.expiresAt().toEpochMilli());
            out.writeUTF(command.actor());
            out.writeUTF(command.scope().toString());
            out.writeBoolean(command.dryRun());
            writeBody(out, command.body());
        } catch (IOException e) {
            throw new UncheckedIOException("a command field is too long to sign", e);
        }
        return bytes.toByteArray();
    }

    private static void writeBody(DataOutputStream out, CommandBody body) throws IOException {
        switch (body) {
            case CommandBody.Block block -> {
                out.writeUTF("block");
                writePrefixes(out, block.prefixes());
                out.writeLong(block.ttl().toMillis());
                out.writeUTF(block.reason());
            }
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
                out.writeUTF("approve");
                writeId(out, approve.command());
            }
            case CommandBody.OnRegion order -> writeOnRegion(out, order);
        }
    }

    /** As releases that knew no force sign it; a forced order has a word of its own. */
    private static void writeOnRegion(DataOutputStream out, CommandBody.OnRegion order) throws IOException {
        String force = order.force() ? "force-" : "";
        switch (order) {
            case CommandBody.Failover failover -> {
                out.writeUTF(force + "failover");
                out.writeUTF(failover.from().value());
                out.writeUTF(failover.to().value());
            }
            case CommandBody.Drain drain -> {
                out.writeUTF(force + "drain");
                out.writeUTF(drain.region().value());
            }
            case CommandBody.Failback failback -> {
                out.writeUTF(force + "failback");
                out.writeUTF(failback.region().value());
            }
        }
        out.writeUTF(order.reason());
    }

    private static void writeId(DataOutputStream out, UUID id) throws IOException {
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    private static void writePrefixes(DataOutputStream out, List<Prefix> prefixes) throws IOException {
        out.writeInt(prefixes.size());
        for (Prefix prefix : prefixes) {
            out.writeByte(prefix.family().bits());
            out.writeLong(prefix.high());
            out.writeLong(prefix.low());
            out.writeByte(prefix.length());
        }
    }
}
