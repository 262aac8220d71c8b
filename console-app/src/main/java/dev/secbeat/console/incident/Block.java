// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A block as it stands in a file: a head with a checksum of its own, so that a reader knows how much to skip when only the
 * body is damaged, and a body that is compressed (deflate) and has its own checksum. Big-endian:
 *
 * <pre>
 * magic 4 | block kind 1 | compression 1 (1 = deflate) | records 4 | raw bytes 4 | stored bytes 4
 * first nanos 8 | last nanos 8 | first epoch ms 8 | CRC-32C of the stored bytes 4 | CRC-32C of the head so far 4
 * </pre>
 *
 * @param kind number of a {@link BlockKind}, or of one that a later version knows
 * @param records in it
 * @param rawBytes of the records before compression
 * @param firstNanos smallest time of its records, by the monotonic clock
 * @param lastNanos largest
 * @param firstEpochMillis wall time of its first record
 * @param bodyCrc of {@code body}
 * @param body compressed records
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to or from a file; compared by no one
record Block(
        int kind,
        int records,
        int rawBytes,
        long firstNanos,
        long lastNanos,
        long firstEpochMillis,
        int bodyCrc,
        byte[] body) {
    static final int MAGIC = 0x5342_4C4B; // "SBLK"
    static final int HEAD = 4 + 1 + 1 + 4 + 4 + 4 + 8 + 8 + 8 + 4 + 4;

    /** Records of one block before compression: a writer begins the next one from here on. */
    static final int FULL_RAW = 1 << 20;

    /** Most that a reader takes: a full block and one record more, or the keyframe of a large fleet. */
    static final int MAX_RAW = 48 << 20;

    private static final int DEFLATE = 1;

    int bytes() {
        return HEAD + body.length;
    }

    ByteBuffer encode() {
        ByteBuffer out = ByteBuffer.allocate(bytes());
        out.putInt(MAGIC)
                .put((byte) kind)
                .put((byte) DEFLATE)
                .putInt(records)
                .putInt(rawBytes)
                .putInt(body.length)
                .putLong(firstNanos)
                .putLong(lastNanos)
                .putLong(firstEpochMillis)
                .putInt(bodyCrc);
        out.putInt(crc(out.array(), HEAD - 4)).put(body);
        return out.flip();
    }

    /** The head in {@code bytes}, without a body; null when it is none, or damaged. */
    static @Nullable Head head(ByteBuffer bytes) {
        ByteBuffer in = bytes.duplicate();
        byte[] raw = new byte[HEAD];
        in.duplicate().get(raw);
        if (in.getInt() != MAGIC) {
            return null;
        }
        int kind = in.get();
        int compression = in.get();
        Head head = new Head(
                kind,
                compression == DEFLATE,
                in.getInt(),
                in.getInt(),
                in.getInt(),
                in.getLong(),
                in.getLong(),
                in.getLong(),
                in.getInt());
        boolean sound = in.getInt() == crc(raw, HEAD - 4)
                && head.stored() >= 0
                && head.rawBytes() >= 0
                && head.rawBytes() <= MAX_RAW
                && head.stored() <= MAX_RAW;
        return sound ? head : null;
    }

    /** What a head says; see {@link Block}. */
    record Head(
            int kind,
            boolean isReadable,
            int records,
            int rawBytes,
            int stored,
            long firstNanos,
            long lastNanos,
            long firstEpochMillis,
            int bodyCrc) {}

    static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
