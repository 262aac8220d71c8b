// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One block entry on disk, within an {@link EntryFile}. The format is the journal's own, so that the wire's may change
 * without touching what nodes have on disk.
 */
final class EntryCodec {
    /** More than the longest entry (two names of 97 characters at most and a scope of 102); anything longer is damage. */
    static final int MAX_PAYLOAD = 512;

    private EntryCodec() {}

    static void encode(BlockEntry entry, ByteBuffer out) {
        out.put((byte) (entry.prefix().family() == Family.IPV4 ? 4 : 6));
        out.putLong(entry.prefix().high());
        out.putLong(entry.prefix().low());
        out.put((byte) entry.prefix().length());
        out.putLong(entry.version());
        putAscii(out, entry.writer().region().value());
        putAscii(out, entry.writer().name());
        out.put((byte) entry.origin().code());
        out.put((byte) (entry.active() ? 1 : 0));
        out.putLong(entry.expiresAtMillis());
        boolean confined = !entry.scope().isFleet();
        if (entry.sparedUntilMillis() > 0 || entry.reinstated() || confined) {
            out.putLong(entry.sparedUntilMillis());
        }
        if (entry.reinstated() || confined) {
            out.put((byte) (entry.reinstated() ? 1 : 0));
        }
        if (confined) {
            putAscii(out, entry.scope().toString());
        }
    }

    /** As {@link DataInputStream#readUTF} reads it; names and scopes are of ASCII. */
    @SuppressWarnings("deprecation") // It takes the lower byte of each character, which is all there is.
    static void putAscii(ByteBuffer out, String text) {
        int length = text.length();
        out.putShort((short) length);
        text.getBytes(0, length, out.array(), out.arrayOffset() + out.position());
        out.position(out.position() + length);
    }

    /** @throws IllegalArgumentException when the bytes are whole but say nothing possible */
    static BlockEntry decode(byte[] payload) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload))) {
            Family family = in.readByte() == 4 ? Family.IPV4 : Family.IPV6;
            Prefix prefix = new Prefix(family, in.readLong(), in.readLong(), in.readUnsignedByte());
            long version = in.readLong();
            NodeId writer = NodeId.of(in.readUTF(), in.readUTF());
            Origin origin = origin(in.readUnsignedByte());
            boolean active = in.readBoolean();
            long expires = in.readLong();
            long spared = in.available() == 0 ? 0 : in.readLong(); // Earlier releases end here.
            boolean reinstated = in.available() > 0 && in.readBoolean();
            Scope scope = in.available() > 0 ? Scope.parse(in.readUTF()) : new Scope.Fleet();
            return new BlockEntry(prefix, version, writer, origin, active, expires, spared, reinstated, scope);
        } catch (IOException e) {
            throw new IllegalArgumentException("the entry is too short", e);
        }
    }

    static Origin origin(int code) {
        for (Origin origin : Origin.values()) {
            if (origin.code() == code) {
                return origin;
            }
        }
        throw new IllegalArgumentException("unknown origin " + code);
    }
}
