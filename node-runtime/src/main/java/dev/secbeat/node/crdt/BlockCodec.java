// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

/**
 * Block entries on the wire, little endian, in pages.
 *
 * <pre>
 * header  u8 version, u8 zero, u16 entries
 * entry   u8 flags: bit 0 family, bit 1 active, bits 2-3 origin; u8 prefix length; 4 or 16 bytes of address, network order
 *         u64 version, u64 expiry in epoch ms, writer: u8 length and region, u8 length and name
 *         version 2, flags bit 4: u64 until when counting spares the prefix, in epoch ms
 *         version 3, flags bit 5: a block by counting that an operator has put back
 *         version 4: before each entry its length in bytes, u8; flags bit 6: u8 length and scope, as
 *         {@code region.eu-west}, without it the whole fleet
 * </pre>
 *
 * A page is written as the lowest version that has all that is in it, so that older releases read what they can. Releases that
 * know no version above the page's cannot tell where its entries end, so they leave out all of it. That ends with version 4:
 * an entry with a flag that is not known here is left out, and its neighbours are taken.
 *
 * But for that the decoder takes a page wholly or not at all, and it never throws for what is in it.
 */
public final class BlockCodec {
    /** Pages never get longer than this. */
    public static final int MAX_BYTES = 8192;

    private static final int VERSION = 1;
    private static final int VERSION_SPARING = 2;
    private static final int VERSION_REINSTATING = 3;
    private static final int VERSION_MEASURED = 4;
    /** So long is a page without entries. */
    public static final int HEADER_BYTES = 4;

    private static final int MAX_ENTRY_BYTES = 2 + 16 + 16 + 1 + 32 + 1 + 64 + 8 + 1 + 5 + 32 + 1 + 64;
    private static final int ACTIVE = 2;
    private static final int ORIGIN = 3;
    private static final int SPARES = 1 << 4;
    private static final int REINSTATED = 1 << 5;
    private static final int CONFINED = 1 << 6;
    private static final int KNOWN_FLAGS = 1 | ACTIVE | ORIGIN << 2;
    private static final long MAX_EPOCH_MILLIS = 1L << 47;

    private BlockCodec() {}

    /**
     * A page, or why there is none.
     *
     * @param leftOut entries that say what only later releases know
     */
    public record Page(DeltaCodec.Outcome outcome, List<BlockEntry> entries, int leftOut) {}

    /** Encodes all of {@code entries}, those that older releases can read apart from those that they cannot. */
    public static List<byte[]> pages(Collection<BlockEntry> entries) {
        if (entries.isEmpty()) { // As in nearly every turn of a node's loop.
            return List.of();
        }
        List<byte[]> pages = new ArrayList<>();
        for (int version = VERSION; version <= VERSION_MEASURED; version++) {
            int wanted = version;
            Iterator<BlockEntry> alike =
                    entries.stream().filter(entry -> versionOf(entry) == wanted).iterator();
            while (alike.hasNext()) {
                pages.add(encode(alike));
            }
        }
        return pages;
    }

    /** Encodes the next entries that fit into one page. */
    public static byte[] encode(Iterator<BlockEntry> entries) {
        PageWriter page = new PageWriter();
        while (entries.hasNext() && page.hasRoom()) {
            page.add(entries.next());
        }
        return page.bytes();
    }

    /** Fills one page. */
    static final class PageWriter {
        private final List<byte[]> entries = new ArrayList<>();
        private int version = VERSION;
        private int size = HEADER_BYTES;

        /** Whether any entry fits. */
        boolean hasRoom() {
            return MAX_BYTES - size > MAX_ENTRY_BYTES;
        }

        void add(BlockEntry entry) {
            WireWriter out = new WireWriter(MAX_ENTRY_BYTES);
            encode(entry, out);
            entries.add(Arrays.copyOf(out.bytes(), out.position()));
            size += 1 + out.position();
            version = Math.max(version, versionOf(entry));
        }

        byte[] bytes() {
            WireWriter out = new WireWriter(MAX_BYTES);
            out.put16(version);
            out.put16(entries.size());
            for (byte[] entry : entries) {
                if (version >= VERSION_MEASURED) {
                    out.put8(entry.length);
                }
                for (byte part : entry) {
                    out.put8(part);
                }
            }
            return Arrays.copyOf(out.bytes(), out.position());
        }
    }

    /** Reads a page that anyone may have sent. */
    public static Page decode(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || bytes.length > MAX_BYTES) {
            return nothing(DeltaCodec.Outcome.MALFORMED);
        }
        if (bytes[0] < VERSION || bytes[0] > VERSION_MEASURED) {
            return nothing(DeltaCodec.Outcome.UNKNOWN_VERSION);
        }
        WireReader in = new WireReader(bytes);
        int version = in.get8();
        in.get8();
        int count = in.get16();
        List<BlockEntry> entries = new ArrayList<>();
        int leftOut = 0;
        try {
            for (int i = 0; i < count && !in.failed(); i++) {
                if (version < VERSION_MEASURED) {
                    entries.add(decodeEntry(in, knownFlags(version)));
                } else {
                    leftOut += decodeMeasured(in, entries) ? 0 : 1;
                }
            }
        } catch (IllegalArgumentException e) {
            return nothing(DeltaCodec.Outcome.MALFORMED);
        }
        return in.atCleanEnd()
                ? new Page(DeltaCodec.Outcome.TAKEN, List.copyOf(entries), leftOut)
                : nothing(DeltaCodec.Outcome.MALFORMED);
    }

    private static int versionOf(BlockEntry entry) {
        if (!entry.scope().isFleet()) {
            return VERSION_MEASURED;
        }
        return entry.reinstated() ? VERSION_REINSTATING : entry.sparedUntilMillis() > 0 ? VERSION_SPARING : VERSION;
    }

    private static int knownFlags(int version) {
        return KNOWN_FLAGS
                | (version >= VERSION_SPARING ? SPARES : 0)
                | (version >= VERSION_REINSTATING ? REINSTATED : 0)
                | (version >= VERSION_MEASURED ? CONFINED : 0);
    }

    private static Page nothing(DeltaCodec.Outcome why) {
        return new Page(why, List.of(), 0);
    }

    private static void encode(BlockEntry entry, WireWriter out) {
        Prefix prefix = entry.prefix();
        int family = prefix.family() == Family.IPV4 ? 0 : 1;
        int spares = entry.sparedUntilMillis() > 0 ? SPARES : 0;
        out.put8(family
                | (entry.active() ? ACTIVE : 0)
                | entry.origin().code() << 2
                | spares
                | (entry.reinstated() ? REINSTATED : 0)
                | (entry.scope().isFleet() ? 0 : CONFINED));
        out.put8(prefix.length());
        for (byte part : prefix.addressBytes()) {
            out.put8(part);
        }
        out.put64(entry.version());
        out.put64(entry.expiresAtMillis());
        out.putAscii(entry.writer().region().value());
        out.putAscii(entry.writer().name());
        if (spares != 0) {
            out.put64(entry.sparedUntilMillis());
        }
        if (!entry.scope().isFleet()) {
            out.putAscii(entry.scope().toString());
        }
    }

    /** Reads one entry that says how long it is; whether all it says is known here, and then it is added. */
    private static boolean decodeMeasured(WireReader in, List<BlockEntry> entries) {
        WireReader entry = new WireReader(in.getBlock(in.get8()));
        int known = knownFlags(VERSION_MEASURED);
        boolean isKnown = (entry.get8() & ~known) == 0;
        if (isKnown) {
            entry.position(0);
            entries.add(decodeEntry(entry, known));
        }
        if (isKnown ? !entry.atCleanEnd() : entry.failed()) {
            throw new IllegalArgumentException("the entry has another length than it says");
        }
        return isKnown;
    }

    /** Reads one entry; the constructors of its parts refuse what is not one. */
    private static BlockEntry decodeEntry(WireReader in, int knownFlags) {
        int flags = in.get8();
        int length = in.get8();
        byte[] address = new byte[(flags & 1) == 0 ? 4 : 16];
        for (int i = 0; i < address.length; i++) {
            address[i] = (byte) in.get8();
        }
        long version = in.get64();
        long expires = in.get64();
        NodeId writer = NodeId.of(in.getAscii(), in.getAscii());
        long spared = (flags & SPARES & knownFlags) == 0 ? 0 : in.get64();
        boolean confined = (flags & CONFINED & knownFlags) != 0;
        Scope scope = confined ? Scope.parse(in.getAscii()) : new Scope.Fleet();
        Prefix prefix = prefix(address, length);
        if (confined == scope.isFleet() || (flags & ~knownFlags) != 0 || expires < 0 || expires > MAX_EPOCH_MILLIS) {
            throw new IllegalArgumentException("flags or expiry out of range");
        }
        Origin origin = origin(flags >>> 2 & ORIGIN);
        return new BlockEntry(
                prefix,
                version,
                writer,
                origin,
                (flags & ACTIVE) != 0,
                expires,
                spared,
                (flags & REINSTATED) != 0,
                scope);
    }

    private static Prefix prefix(byte[] address, int length) {
        if (length > address.length * 8) {
            throw new IllegalArgumentException("prefix length out of range");
        }
        Prefix prefix = Prefix.of(address, length);
        if (!Arrays.equals(prefix.addressBytes(), address)) {
            throw new IllegalArgumentException("host bits are set");
        }
        return prefix;
    }

    private static Origin origin(int code) {
        for (Origin origin : Origin.values()) {
            if (origin.code() == code) {
                return origin;
            }
        }
        throw new IllegalArgumentException("unknown origin " + code);
    }
}
