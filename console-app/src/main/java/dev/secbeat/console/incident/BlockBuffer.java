// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.Deflater;

/** Records on their way into a block. Confined to one thread. */
final class BlockBuffer implements AutoCloseable {
    private final BlockKind kind;
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private final byte[] chunk = new byte[16 << 10];
    private ByteArrayOutputStream raw = new ByteArrayOutputStream(4096);
    private int records;
    private long firstNanos;
    private long lastNanos;
    private long firstEpochMillis;

    BlockBuffer(BlockKind kind) {
        this.kind = kind;
    }

    /** Adds a record, one that is too long excepted; returns whether it took it. */
    boolean add(StoredRecord stored) {
        if (stored.payload().length > StoredRecord.MAX_PAYLOAD) {
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
        raw.writeBytes(head.array());
        raw.writeBytes(stored.payload());
        return true;
    }

    boolean isFull() {
        return raw.size() >= Block.FULL_RAW;
    }

    /** Compresses what was added; empty when nothing was. */
    Optional<Block> seal() {
        if (records == 0) {
            return Optional.empty();
        }
        byte[] plain = raw.toByteArray();
        byte[] body = deflate(plain);
        Block block = new Block(
                kind.number(),
                records,
                plain.length,
                firstNanos,
                lastNanos,
                firstEpochMillis,
                Block.crc(body, body.length),
                body);
        raw = new ByteArrayOutputStream(4096);
        records = 0;
        return Optional.of(block);
    }

    @Override
    public void close() {
        deflater.end();
    }

    private byte[] deflate(byte[] plain) {
        deflater.reset();
        deflater.setInput(plain);
        deflater.finish();
        ByteArrayOutputStream packed = new ByteArrayOutputStream(Math.max(64, plain.length / 6));
        while (!deflater.finished()) {
            packed.write(chunk, 0, deflater.deflate(chunk));
        }
        return packed.toByteArray();
    }
}
