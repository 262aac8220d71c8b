// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Prefix;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Operator blocks that outlive the process: a file to which each decision is appended.
 *
 * <p>What {@link #append} has returned from is on the disk. A crash in the middle of a write leaves a torn tail; opening
 * cuts it off after the last whole entry. When the file has grown to several times what is in force, it is rewritten
 * beside itself and renamed into place, so that at every instant one whole file has the name.
 *
 * <p>Used by one thread. Writing waits for the disk.
 */
public final class BlockJournal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BlockJournal.class);
    private static final int COMPACT_FROM = 1_024;

    private final Path file;
    private final Map<Prefix, BlockEntry> newest = new LinkedHashMap<>();
    private FileChannel channel;
    private int written;
    /** Entries of the file at which it is looked whether it can be shorter: twice as many as were in force the last time. */
    private int compactAt = COMPACT_FROM;

    private BlockJournal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Opens or creates {@code file} and reads it. */
    public static BlockJournal open(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        BlockJournal journal = new BlockJournal(file, channel);
        try {
            journal.recover();
            return journal;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The newest entry of every prefix, tombstones included, unless expired at {@code epochMillis}. */
    public List<BlockEntry> entries(long epochMillis) {
        return newest.values().stream()
                .filter(entry -> epochMillis < entry.expiresAtMillis())
                .toList();
    }

    /**
     * Writes the entries and waits until the disk has them.
     *
     * @throws IOException when they could not be written; the file then is as it was before
     */
    public void append(Collection<BlockEntry> entries, long epochMillis) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        entries.forEach(entry -> bytes.writeBytes(EntryCodec.encode(entry)));
        long before = channel.position();
        try {
            writeAll(channel, bytes.toByteArray());
            channel.force(false);
        } catch (IOException e) {
            // Half an entry in the middle would hide all that follow it from the next start.
            channel.truncate(before);
            throw e;
        }
        entries.forEach(this::remember);
        written += entries.size();
        if (written >= compactAt) {
            compact(epochMillis);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void remember(BlockEntry entry) {
        BlockEntry before = newest.get(entry.prefix());
        if (before == null || entry.isNewerThan(before)) {
            newest.put(entry.prefix(), entry);
        }
    }

    private void recover() throws IOException {
        long size = channel.size();
        long whole = 0;
        while (true) {
            byte[] payload = readPayload(whole, size);
            if (payload.length == 0) {
                break;
            }
            whole += EntryCodec.HEADER + payload.length;
            written++;
            remember(EntryCodec.decode(payload));
        }
        if (whole < size) {
            LOG.warn(
                    "event=journal_tail_cut file={} kept_bytes={} cut_bytes={} entries={}"
                            + " text=\"the last write was torn by a crash; whole entries are kept\"",
                    file,
                    whole,
                    size - whole,
                    written);
            channel.truncate(whole);
            channel.force(true);
        }
        channel.position(whole);
    }

    /** The payload at {@code offset}; empty when what is there is not a whole entry. */
    private byte[] readPayload(long offset, long size) throws IOException {
        if (size - offset < EntryCodec.HEADER) {
            return new byte[0];
        }
        ByteBuffer header = read(offset, EntryCodec.HEADER);
        int length = header.getInt();
        int checksum = header.getInt();
        if (length <= 0 || length > EntryCodec.MAX_PAYLOAD || size - offset - EntryCodec.HEADER < length) {
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

    private void compact(long epochMillis) throws IOException {
        newest.values().removeIf(entry -> epochMillis >= entry.expiresAtMillis());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        FileChannel replacement = FileChannel.open(
                fresh,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.READ);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        newest.values().forEach(entry -> bytes.writeBytes(EntryCodec.encode(entry)));
        try {
            writeAll(replacement, bytes.toByteArray());
            replacement.force(true);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            replacement.close();
            throw e;
        }
        FileChannel old = channel;
        channel = replacement;
        written = newest.size();
        compactAt = Math.max(COMPACT_FROM, 2 * written);
        old.close();
        FolderSync.force(file);
    }

    private static void writeAll(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
