// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Grouping;

/**
 * The counter delta on the wire, little endian.
 *
 * <pre>
 * header  u8 version, u8 zero, u16 entries, u16 bucket ms, u16 echoes, u64 node hash, u64 incarnation,
 *         u64 sender's monotonic ms, u32 sequence                                             (36 bytes)
 *         version 4: u8 prefix length of an IPv4 source, u8 of an IPv6 source; 0: none of that family
 * echo    u64 hash of a peer's start, u64 smallest (sender's ms - that peer's ms) seen
 * entry   u8 tag: bit 0 family, bits 1-2 dimension, bits 3-7 number of pairs (1 to 31)
 *         4 bytes (IPv4) or 8 bytes (IPv6 /64) of address; version 4: only the bytes the prefix reaches into
 *         pairs: u8: high half age of the bucket, or 15: a varint of it follows; low half count, or 0: a varint of it
 *         follows then; age 0 is the bucket of the sender's monotonic ms
 * </pre>
 *
 * A message tells of sources of one {@link Grouping} in buckets of one width. Those of single addresses are written as
 * version 3; those of wider prefixes as version 4. Versions 1 and 2 wrote two varints a pair; they are counted and ignored.
 *
 * <p>One IPv4 source with two buckets takes 7 bytes when neither counts more than 15, a /24 takes 6. Counts are totals of the bucket, not increments, so a message may be
 * lost, repeated or late. {@link #decode} checks all bytes before it hands over any: nothing is half applied.
 */
public final class DeltaCodec {
    /** Messages never get longer than this. */
    public static final int MAX_BYTES = 8192;

    static final int VERSION = 3;
    /** With the grouping in the header. */
    static final int VERSION_GROUPED = 4;

    static final int HEADER_BYTES = 36;
    static final int ECHO_BYTES = 16;
    static final int MAX_PAIRS = 31;
    /** An age from here on is written out: most windows have ten buckets and one. */
    static final int FAR_AGE = 15;
    /** A count up to here, but for 0, is written in half a byte: a source below its limit asks a few times in a bucket. */
    static final int SMALL_COUNT = 15;
    /** Largest count of one bucket: more bytes than any link carries in a second. */
    static final long MAX_COUNT = 1L << 40;
    /** Largest magnitude of a time on the wire, milliseconds: so that differences never overflow. */
    static final long MAX_MILLIS = 1L << 53;

    private DeltaCodec() {}

    /** What became of the bytes. */
    public enum Outcome {
        TAKEN,
        UNKNOWN_VERSION,
        MALFORMED,
        /** Well-formed, but not for this receiver: another node's name, or no room for another start. */
        REFUSED,
        /** Well-formed, but of a grouping or bucket width that no rule here has. */
        UNKNOWN_RULE,
        /** Well-formed, but of a region that is heard from someone else now; see {@link RelayTier}. */
        NOT_HEARD
    }

    /** First part of a message. */
    record Header(
            int bucketMillis, long nodeHash, long incarnation, long monotonicMillis, int sequence, Grouping grouping) {
        Header(int bucketMillis, long nodeHash, long incarnation, long monotonicMillis, int sequence) {
            this(bucketMillis, nodeHash, incarnation, monotonicMillis, sequence, Grouping.ADDRESS);
        }
    }

    /** Takes a checked message, piece by piece. */
    interface Visitor {
        /** First; false refuses the message and ends the visit. */
        boolean onHeader(Header header);

        void onEcho(long startHash, long offsetMillis);

        void onEntry(Family family, long sourceBits, Dimension dimension);

        /** A bucket of the entry last begun. */
        void onCount(long bucket, long count);
    }

    /** Checks {@code bytes} wholly, then hands them to {@code visitor}. Never throws for what is in the bytes. */
    static Outcome decode(byte[] bytes, Visitor visitor) {
        if (bytes.length == 0 || bytes.length > MAX_BYTES) {
            return Outcome.MALFORMED;
        }
        if (bytes[0] != VERSION && bytes[0] != VERSION_GROUPED) {
            return Outcome.UNKNOWN_VERSION;
        }
        if (!isWellFormed(bytes)) {
            return Outcome.MALFORMED;
        }
        return walk(new WireReader(bytes), visitor) ? Outcome.TAKEN : Outcome.REFUSED;
    }

    private static boolean isWellFormed(byte[] bytes) {
        CheckingVisitor check = new CheckingVisitor();
        WireReader in = new WireReader(bytes);
        return walk(in, check) && check.good && in.atCleanEnd();
    }

    private static boolean walk(WireReader in, Visitor visitor) {
        boolean grouped = in.get8() == VERSION_GROUPED;
        in.get8();
        int entries = in.get16();
        int bucketMillis = in.get16();
        int echoes = in.get16();
        long nodeHash = in.get64();
        long incarnation = in.get64();
        long millis = in.get64();
        int sequence = in.get32();
        int ipv4 = grouped ? in.get8() : Grouping.ADDRESS.ipv4();
        int ipv6 = grouped ? in.get8() : Grouping.ADDRESS.ipv6();
        if (in.failed() || bucketMillis == 0 || outOfRange(millis) || !Grouping.isValid(ipv4, ipv6)) {
            return false;
        }
        Grouping grouping = grouped ? new Grouping(ipv4, ipv6) : Grouping.ADDRESS;
        if (!visitor.onHeader(new Header(bucketMillis, nodeHash, incarnation, millis, sequence, grouping))) {
            return false;
        }
        for (int i = 0; i < echoes && !in.failed(); i++) {
            visitor.onEcho(in.get64(), in.get64());
        }
        long newest = Math.floorDiv(millis, (long) bucketMillis);
        for (int i = 0; i < entries && !in.failed(); i++) {
            walkEntry(in, visitor, newest, grouping);
        }
        return !in.failed();
    }

    private static void walkEntry(WireReader in, Visitor visitor, long newest, Grouping grouping) {
        int tag = in.get8();
        Family family = (tag & 1) == 0 ? Family.IPV4 : Family.IPV6;
        long bits = sourceBits(in, grouping, family);
        visitor.onEntry(family, bits, dimension(tag >>> 1 & 3));
        int pairs = tag >>> 3;
        for (int i = 0; i < pairs && !in.failed(); i++) {
            int both = in.get8();
            long age = both >>> 4 == FAR_AGE ? Math.min(in.getVarint(), MAX_MILLIS) : both >>> 4;
            visitor.onCount(newest - age, (both & SMALL_COUNT) == 0 ? in.getVarint() : both & SMALL_COUNT);
        }
    }

    /** Whole addresses, which most messages are of, take the short way. */
    private static long sourceBits(WireReader in, Grouping grouping, Family family) {
        int whole = addressBytes(Grouping.ADDRESS, family);
        int width = addressBytes(grouping, family);
        if (width < whole) {
            return in.getBytes(width) << (8 * (whole - width));
        }
        return family == Family.IPV4 ? in.get32() & 0xFFFF_FFFFL : in.get64();
    }

    /** Bytes of an address that a source's prefix reaches into; what is cut off are the low ones. */
    static int addressBytes(Grouping grouping, Family family) {
        return (grouping.length(family) + 7) / 8;
    }

    static int tag(Family family, Dimension dimension) {
        return (family == Family.IPV4 ? 0 : 1) | dimension.code() << 1;
    }

    static Dimension dimension(int code) {
        return switch (code) {
            case 0 -> Dimension.REQUESTS;
            case 1 -> Dimension.CONNECTIONS;
            case 2 -> Dimension.PACKETS;
            default -> Dimension.BYTES;
        };
    }

    private static boolean outOfRange(long millis) {
        return millis < -MAX_MILLIS || millis > MAX_MILLIS;
    }

    /** The dry run: looks at every value and keeps none. */
    private static final class CheckingVisitor implements Visitor {
        private boolean good = true;
        private Grouping grouping = Grouping.ADDRESS;
        /** Every value of an address is one. */
        private boolean grouped;

        @Override
        public boolean onHeader(Header header) {
            grouping = header.grouping;
            grouped = !grouping.equals(Grouping.ADDRESS);
            return true;
        }

        @Override
        public void onEcho(long startHash, long offsetMillis) {
            good &= !outOfRange(offsetMillis);
        }

        @Override
        public void onEntry(Family family, long sourceBits, Dimension dimension) {
            if (grouped) {
                good &= grouping.counts(family) && grouping.sourceBits(family, sourceBits) == sourceBits;
            }
        }

        @Override
        public void onCount(long bucket, long count) {
            good &= count >= 1 && count <= MAX_COUNT;
        }
    }
}
