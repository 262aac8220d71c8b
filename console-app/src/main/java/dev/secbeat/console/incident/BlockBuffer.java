// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.Deflater;

/** Records on their way into a block, compressed as they come: a keyframe of a large fleet is large. One thread. */
final class BlockBuffer implements AutoCloseable {
    private final BlockKind kind;
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private final byte[] chunk = new byte[16 << 10];
    private ByteArrayOutputStream packed = new ByteArrayOutputStream(4096);
    private int rawBytes;
    private int records;
    private long firstNanos;
    private long lastNanos;
    private long firstEpochMillis;

    BlockBuffer(BlockKind kind) {
        this.kind = kind;
    }

    /** Adds a record, one that is too long excepted; returns whether it took it. */
    boolean add(StoredRecord stored) {
        if (stored.payload().length > StoredRecord.MAX_PAYLOAD || rawBytes + stored.bytes() > Block.MAX_RAW) {
            return false;
        }
        firstNanos = records == 0 ? stored.nanos() : Math.min(firstNanos, stored.nanos());
        lastNanos = records == 0 ? stored.nanos() : Math.max(lastNanos, stored.nanos());
        firstEpochMillis = records == 0 ? stored.epochMillis() : firstEpochMillis;
        records++;
        ByteBuffer head = ByteBuffer.allocate(StoredRecord.HEAD)
                .putShort((short) stored.kind())
                .putInt(stored.payload().length)
                .putLong(stored.nanos())
                .putLong(stored.epochMillis());
        deflate(head.array());
        deflate(stored.payload());
        rawBytes += stored.bytes();
        return true;
    }

    boolean isFull() {
        return rawBytes >= Block.FULL_RAW;
    }

    /** Compresses what was added; empty when nothing was. */
    Optional<Block> seal() {
        if (records == 0) {
            return Optional.empty();
        }
        deflater.finish();
        while (!deflater.finished()) {
            packed.write(chunk, 0, deflater.deflate(chunk));
        }
        byte[] body = packed.toByteArray();
        Block block = new Block(
                kind.number(),
                records,
                rawBytes,
                firstNanos,
                lastNanos,
                firstEpochMillis,
                Block.crc(body, body.length),
                body);
        packed = new ByteArrayOutputStream(4096);
        deflater.reset();
        rawBytes = 0;
        records = 0;
        return Optional.of(block);
    }

    @Override
    public void close() {
        deflater.end();
    }

    private void deflate(byte[] plain) {
        deflater.setInput(plain);
        while (!deflater.needsInput()) {
            packed.write(chunk, 0, deflater.deflate(chunk));
        }
    }
}
