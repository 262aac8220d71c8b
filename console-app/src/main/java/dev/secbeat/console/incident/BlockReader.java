// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Finds and reads the blocks of a file, which may have been cut short or damaged anywhere. Confined to one thread. */
final class BlockReader {
    /** A whole block, by its head; its body begins at {@code bodyAt}. */
    record Found(Block.Head head, long bodyAt) {}

    private final FileChannel file;

    BlockReader(FileChannel file) {
        this.file = file;
    }

    /** The blocks that are whole as far as their heads tell, in the order of the file; the rest is {@link #endOf}. */
    List<Found> find() throws IOException {
        List<Found> found = new ArrayList<>();
        long at = IncidentWriter.HEAD;
        while (at + Block.HEAD <= file.size()) {
            Block.Head head = Block.head(read(at, Block.HEAD));
            if (head == null || at + Block.HEAD + head.stored() > file.size()) {
                break;
            }
            found.add(new Found(head, at + Block.HEAD));
            at += Block.HEAD + head.stored();
        }
        return found;
    }

    /** Where the last whole block of {@code found} ends. */
    static long endOf(List<Found> found) {
        return found.isEmpty()
                ? IncidentWriter.HEAD
                : found.getLast().bodyAt() + found.getLast().head().stored();
    }

    /**
     * The records of a block.
     *
     * @throws DataFormatException when its body is damaged
     */
    List<StoredRecord> records(Found found) throws IOException, DataFormatException {
        byte[] body = read(found.bodyAt(), found.head().stored()).array();
        if (Block.crc(body, body.length) != found.head().bodyCrc()) {
            throw new DataFormatException("its checksum does not match");
        }
        return split(inflate(body, found.head().rawBytes()));
    }

    private ByteBuffer read(long at, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, at + bytes.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        return bytes.flip();
    }

    private static byte[] inflate(byte[] body, int rawBytes) throws DataFormatException {
        byte[] raw = new byte[rawBytes];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(body);
            int filled = 0;
            while (filled < rawBytes) {
                int more = inflater.inflate(raw, filled, rawBytes - filled);
                if (more == 0 && (inflater.finished() || inflater.needsInput() || inflater.needsDictionary())) {
                    throw new DataFormatException("it holds less than it says");
                }
                filled += more;
            }
            return raw;
        } finally {
            inflater.end();
        }
    }

    private static List<StoredRecord> split(byte[] raw) throws DataFormatException {
        List<StoredRecord> records = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(raw);
        while (in.remaining() >= StoredRecord.HEAD) {
            int kind = Short.toUnsignedInt(in.getShort());
            int length = in.getInt();
            long nanos = in.getLong();
            long epochMillis = in.getLong();
            if (length < 0 || length > in.remaining()) {
                throw new DataFormatException("a record reaches beyond its end");
            }
            byte[] payload = new byte[length];
            in.get(payload);
            records.add(new StoredRecord(kind, nanos, epochMillis, payload));
        }
        return records;
    }
}
