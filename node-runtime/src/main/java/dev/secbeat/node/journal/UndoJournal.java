// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import dev.secbeat.node.control.PastOrder;
import dev.secbeat.node.control.PastOrders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the last orders changed, in a file that outlives the process: pieces are appended, each with its length and checksum;
 * a torn or damaged tail is cut off on opening. When the file has grown to twice what is remembered it is rewritten beside
 * itself and renamed into place. As much is remembered as {@link PastOrders} holds.
 *
 * <p>Used by one thread. Writing waits for the disk.
 */
public final class UndoJournal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UndoJournal.class);
    private static final int SLACK = 10_000;
    private static final long MAX_BYTES = 256L << 20;

    private final Path file;
    private final PastOrders held = new PastOrders();
    private FileChannel channel;
    private long written;

    private UndoJournal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Opens or creates {@code file} and reads it. */
    public static UndoJournal open(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        UndoJournal journal = new UndoJournal(file, channel);
        try {
            journal.recover();
            return journal;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** All that is remembered, oldest first. */
    public List<PastOrder> orders() {
        return held.all();
    }

    /**
     * Writes what an order, or a piece of it, changed and waits until the disk has it.
     *
     * @throws IOException when it could not be written; the file then is as it was before
     */
    public void append(List<PastOrder> pieces) throws IOException {
        long before = channel.position();
        try {
            for (PastOrder piece : pieces) {
                write(channel, piece);
            }
            channel.force(false);
        } catch (IOException e) {
            channel.truncate(before);
            throw e;
        }
        pieces.forEach(this::remember);
        if (written > 2L * held.changes() + SLACK) {
            compact();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void remember(PastOrder piece) {
        held.add(piece);
        written += piece.changes().size();
    }

    private void recover() throws IOException {
        long size = Math.min(channel.size(), MAX_BYTES);
        long whole = 0;
        byte[] payload = payload(whole, size);
        while (payload.length > 0) {
            try {
                remember(PastOrderCodec.decode(payload));
            } catch (IllegalArgumentException e) {
                LOG.warn("event=undo_journal_damaged file={} at={} error=\"{}\"", file, whole, e.getMessage());
                break;
            }
            whole += EntryCodec.HEADER + payload.length;
            payload = payload(whole, size);
        }
        if (whole < channel.size()) {
            LOG.warn("event=undo_journal_tail_cut file={} cut_bytes={}", file, channel.size() - whole);
            channel.truncate(whole);
        }
        channel.position(whole);
    }

    /** The payload at {@code offset}; empty when there is no whole one. */
    private byte[] payload(long offset, long size) throws IOException {
        if (size - offset < EntryCodec.HEADER) {
            return new byte[0];
        }
        ByteBuffer header = read(offset, EntryCodec.HEADER);
        int length = header.getInt();
        int checksum = header.getInt();
        if (length <= 0 || length > PastOrderCodec.MAX_PAYLOAD || size - offset - EntryCodec.HEADER < length) {
            return new byte[0];
        }
        byte[] payload = read(offset + EntryCodec.HEADER, length).array();
        return EntryCodec.checksum(payload) == checksum ? payload : new byte[0];
    }

    private ByteBuffer read(long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                throw new IOException(file + " became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    private void compact() throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        FileChannel replacement = FileChannel.open(
                fresh,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.READ);
        try {
            for (PastOrder order : held.all()) {
                for (PastOrder piece : PastOrderCodec.pieces(order)) {
                    write(replacement, piece);
                }
            }
            replacement.force(true);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            replacement.close();
            throw e;
        }
        FileChannel old = channel;
        channel = replacement;
        written = held.changes();
        old.close();
        FolderSync.force(file);
    }

    private static void write(FileChannel channel, PastOrder piece) throws IOException {
        byte[] payload = PastOrderCodec.encode(piece);
        ByteBuffer buffer = ByteBuffer.allocate(EntryCodec.HEADER + payload.length)
                .putInt(payload.length)
                .putInt(EntryCodec.checksum(payload))
                .put(payload)
                .flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
