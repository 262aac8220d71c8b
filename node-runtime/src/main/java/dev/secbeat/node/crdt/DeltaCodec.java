// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;

/**
 * The counter delta on the wire, little endian.
 *
 * <pre>
 * header  u8 version, u8 zero, u16 entries, u16 bucket ms, u16 echoes, u64 node hash, u64 incarnation,
 *         u64 sender's monotonic ms, u32 sequence                                             (36 bytes)
 * echo    u64 hash of a peer's start, u64 smallest (sender's ms - that peer's ms) seen
 * entry   u8 tag: bit 0 family, bits 1-2 dimension, bits 3-7 number of pairs (1 to 31)
 *         4 bytes (IPv4) or 8 bytes (IPv6 /64) of address
 *         pairs: varint age of the bucket, varint count; age 0 is the bucket of the sender's monotonic ms
 * </pre>
 *
 * One IPv4 source with two buckets takes 9 bytes. Counts are totals of the bucket, not increments, so a message may be
 * lost, repeated or late. {@link #decode} checks all bytes before it hands over any: nothing is half applied.
 */
public final class DeltaCodec {
    /** Messages never get longer than this. */
    public static final int MAX_BYTES = 8192;

    static final int VERSION = 1;
    static final int HEADER_BYTES = 36;
    static final int ECHO_BYTES = 16;
    static final int MAX_PAIRS = 31;
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
        /** Well-formed, but not for this receiver: another bucket width, or another node's name. */
        REFUSED
    }

    /** First part of a message. */
    record Header(int bucketMillis, long nodeHash, long incarnation, long monotonicMillis, int sequence) {}

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
        if (bytes[0] != VERSION) {
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
        in.get16();
        int entries = in.get16();
        int bucketMillis = in.get16();
        int echoes = in.get16();
        Header header = new Header(bucketMillis, in.get64(), in.get64(), in.get64(), in.get32());
        if (in.failed() || bucketMillis == 0 || outOfRange(header.monotonicMillis) || !visitor.onHeader(header)) {
            return false;
        }
        for (int i = 0; i < echoes && !in.failed(); i++) {
            visitor.onEcho(in.get64(), in.get64());
        }
        long newest = Math.floorDiv(header.monotonicMillis, (long) bucketMillis);
        for (int i = 0; i < entries && !in.failed(); i++) {
            walkEntry(in, visitor, newest);
        }
        return !in.failed();
    }

    private static void walkEntry(WireReader in, Visitor visitor, long newest) {
        int tag = in.get8();
        Family family = (tag & 1) == 0 ? Family.IPV4 : Family.IPV6;
        long bits = family == Family.IPV4 ? in.get32() & 0xFFFF_FFFFL : in.get64();
        visitor.onEntry(family, bits, dimension(tag >>> 1 & 3));
        int pairs = tag >>> 3;
        for (int i = 0; i < pairs && !in.failed(); i++) {
            long age = in.getVarint();
            visitor.onCount(newest - Math.min(age, MAX_MILLIS), in.getVarint());
        }
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

        @Override
        public boolean onHeader(Header header) {
            return true;
        }

        @Override
        public void onEcho(long startHash, long offsetMillis) {
            good &= !outOfRange(offsetMillis);
        }

        @Override
        public void onEntry(Family family, long sourceBits, Dimension dimension) {
            // Every value of a key is a key.
        }

        @Override
        public void onCount(long bucket, long count) {
            good &= count >= 1 && count <= MAX_COUNT;
        }
    }
}
