// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Grouping;

/** Builds one counter delta at a time in a reused buffer; see {@link DeltaCodec} for the layout. */
final class DeltaEncoder {
    private static final int ENTRIES_AT = 2;
    private static final int ECHOES_AT = 6;
    /** Longest pair: an age and a count that are written out. */
    private static final int MAX_PAIR_BYTES = 1 + 2 + 6;

    private final WireWriter out = new WireWriter(DeltaCodec.MAX_BYTES);
    private Grouping grouping = Grouping.ADDRESS;
    private int entries;
    private int echoes;
    private int pairs;
    private int tagAt;
    private long newestBucket;

    void begin(DeltaCodec.Header header) {
        out.position(0);
        entries = 0;
        echoes = 0;
        newestBucket = Math.floorDiv(header.monotonicMillis(), (long) header.bucketMillis());
        grouping = header.grouping();
        boolean grouped = !grouping.equals(Grouping.ADDRESS);
        out.put16(grouped ? DeltaCodec.VERSION_GROUPED : DeltaCodec.VERSION);
        out.put16(0);
        out.put16(header.bucketMillis());
        out.put16(0);
        out.put64(header.nodeHash());
        out.put64(header.incarnation());
        out.put64(header.monotonicMillis());
        out.put32(header.sequence());
        if (grouped) {
            out.put8(grouping.ipv4());
            out.put8(grouping.ipv6());
        }
    }

    /** Echoes come before the first entry. */
    void echo(long startHash, long offsetMillis) {
        out.put64(startHash);
        out.put64(offsetMillis);
        echoes++;
        out.set16(ECHOES_AT, echoes);
    }

    /** Whether another entry of {@code pairs} pairs surely fits. */
    boolean hasRoomFor(int pairCount) {
        int perEntry = 9 * (1 + pairCount / DeltaCodec.MAX_PAIRS);
        return out.room() >= perEntry + pairCount * MAX_PAIR_BYTES;
    }

    boolean isEmpty() {
        return entries == 0 && echoes == 0;
    }

    /** Begins an entry; at least one {@link #count} must follow. */
    void entry(int tag, long sourceBits) {
        tagAt = out.position();
        pairs = 0;
        out.put8(tag);
        Family family = (tag & 1) == 0 ? Family.IPV4 : Family.IPV6;
        int width = DeltaCodec.addressBytes(grouping, family);
        out.putBytes(sourceBits >>> (8 * (DeltaCodec.addressBytes(Grouping.ADDRESS, family) - width)), width);
        entries++;
        out.set16(ENTRIES_AT, entries);
    }

    /** Adds the count of a bucket; opens the entry anew when it is full. */
    void count(int tag, long sourceBits, long bucket, long count) {
        if (pairs == DeltaCodec.MAX_PAIRS) {
            entry(tag, sourceBits);
        }
        pair(newestBucket - bucket, count);
        pairs++;
        out.bytes()[tagAt] = (byte) (tag | pairs << 3);
    }

    private void pair(long age, long count) {
        boolean far = age < 0 || age >= DeltaCodec.FAR_AGE;
        boolean small = count > 0 && count <= DeltaCodec.SMALL_COUNT;
        out.put8((int) (far ? DeltaCodec.FAR_AGE : age) << 4 | (int) (small ? count : 0));
        if (far) {
            out.putVarint(age);
        }
        if (!small) {
            out.putVarint(count);
        }
    }

    byte[] bytes() {
        return out.bytes();
    }

    int length() {
        return out.position();
    }
}
