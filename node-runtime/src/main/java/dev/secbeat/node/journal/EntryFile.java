// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of entries, each with its length and CRC-32C (4 bytes each, big endian) before it; what the entries say is their
 * owner's. What {@link #append} has returned from is on the disk, its name included.
 *
 * <p>A crash in the middle of a write leaves a torn tail, which opening cuts off. What the disk has damaged before whole
 * entries is passed over and stays until the file is shortened; see {@link #recovered()}. Of both there is a copy beside the
 * file, {@code .damaged}, that of the last opening which found any. When the file has grown to twice what it was after it was last shortened, it
 * is rewritten beside itself and renamed into place, so that at every instant one whole file has the name.
 *
 * <p>Used by one thread. All methods wait for the disk.
 */
final class EntryFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EntryFile.class);

    /** Bytes before each entry. */
    static final int HEADER = 8;

    /** Files shorter than this are left as they are. */
    static final int SHORTEN_FROM = 48 << 10;

    private static final int CHUNK = 64 << 10;
    private static final byte[] NOT_WHOLE = {};

    /**
     * Writes what an entry says where {@code out} stands, which has room for the longest.
     *
     * @param <E> entry
     */
    @FunctionalInterface
    interface Encoder<E> {
        void encode(E entry, ByteBuffer out);
    }

    /**
     * What was found on opening.
     *
     * @param entries whole ones, the unreadable included
     * @param unreadable whole ones that say nothing their owner understands, as a later release may write them: passed over
     * @param cutBytes after the last whole entry; they are cut off
     * @param damagedBytes between whole entries; they are passed over
     */
    record Recovered(long entries, long unreadable, long cutBytes, long damagedBytes) {
        Recovered(long entries, long unreadable, long cutBytes) {
            this(entries, unreadable, cutBytes, 0);
        }
    }

    private final Path file;
    private final int maxEntry;
    private final Disk disk;
    private FileChannel channel;
    private Recovered recovered = new Recovered(0, 0, 0);
    /** Up to here the file is whole entries. */
    private long end;

    private long shortenAt = SHORTEN_FROM;
    /** Until the disk knows the file by its name, what is written to it could be lost with it. */
    private boolean nameSynced;
    /** All that is written goes through here; made by the first write, as most files are never written to. */
    private @Nullable ByteBuffer outgoing;

    private final CRC32C crc = new CRC32C();

    private EntryFile(Path file, int maxEntry, Disk disk, FileChannel channel) {
        this.file = file;
        this.maxEntry = maxEntry;
        this.disk = disk;
        this.channel = channel;
    }

    /**
     * Opens or creates {@code file} and reads it.
     *
     * @param maxEntry bytes of the longest entry; what claims to be longer is damage
     * @param reader is given each whole entry, oldest first; throws IllegalArgumentException at what it cannot read
     */
    static EntryFile open(Path file, int maxEntry, Disk disk, Consumer<byte[]> reader) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.deleteIfExists(fresh(file)); // Of a shortening that a crash ended.
        FileChannel channel =
                disk.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        EntryFile opened = new EntryFile(file, maxEntry, disk, channel);
        try {
            opened.recover(reader);
            return opened;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** What was found on opening. */
    Recovered recovered() {
        return recovered;
    }

    /**
     * Writes the entries and waits until the disk has them.
     *
     * @throws IOException when they could not be written; the file then holds what it did before
     */
    <E> void append(Collection<E> entries, Encoder<? super E> encoder) throws IOException {
        cutTail();
        try {
            write(channel, entries.iterator(), encoder);
            channel.force(false);
            syncName();
        } catch (IOException e) {
            try { // Half an entry in the middle would hide all that follow it from the next start.
                cutTail();
            } catch (IOException again) {
                e.addSuppressed(again); // Tried anew before the next entry is written.
            }
            throw e;
        }
        end = channel.position();
    }

    /** Whether the file has grown so long that it should be shortened. */
    boolean isLong() {
        return end >= shortenAt;
    }

    /** Does without a shortening that would gain little; asks again when there is a quarter more. */
    void keep() {
        shortenAt = end + end / 4;
    }

    /**
     * Replaces the file by one of {@code all} that still matters. What fails is logged and costs room on the disk, not
     * entries: they are in the longer file.
     */
    <E> void shorten(Iterator<E> all, Encoder<? super E> encoder) {
        try {
            replaceBy(all, encoder);
        } catch (IOException e) {
            shortenAt = 2 * end;
            LOG.warn(
                    "event=journal_not_shortened file={} bytes={} error=\"{}\" text=\"it goes on growing: check the disk\"",
                    file,
                    end,
                    e.toString());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void recover(Consumer<byte[]> reader) throws IOException {
        long entries = 0;
        long unreadable = 0;
        ByteBuffer window =
                ByteBuffer.allocate(Math.max(CHUNK, HEADER + maxEntry)).limit(0);
        List<Damage> damage = new ArrayList<>();
        byte[] entry = nextWhole(window, damage);
        while (entry.length > 0) {
            entries++;
            end += HEADER + entry.length;
            try {
                reader.accept(entry);
            } catch (IllegalArgumentException e) {
                unreadable++;
                LOG.error(
                        "event=journal_entry_unreadable file={} entry={} error=\"{}\" text=\"it is whole but means nothing to"
                                + " this release, so it is passed over: was it written by a later one?\"",
                        file,
                        entries,
                        e.getMessage());
            }
            entry = nextWhole(window, damage);
        }
        long damagedBytes = damage.stream().mapToLong(Damage::bytes).sum();
        recovered = new Recovered(entries, unreadable, channel.size() - end, damagedBytes);
        if (damagedBytes > 0) {
            LOG.error(
                    "event=journal_damaged file={} places={} damaged_bytes={} text=\"the disk has damaged entries; those"
                            + " before and after are kept, and a copy of the file's damaged parts is beside it: check the"
                            + " disk\"",
                    file,
                    damage.size(),
                    damagedBytes);
        }
        if (recovered.cutBytes() > 0) {
            damage.add(new Damage(end, recovered.cutBytes()));
        }
        copy(damage);
        if (recovered.cutBytes() > 0) {
            LOG.warn(
                    "event=journal_tail_cut file={} entries={} kept_bytes={} cut_bytes={} text=\"the last write was torn by a"
                            + " crash, or the disk has damaged it; what was written before is kept\"",
                    file,
                    entries,
                    end,
                    recovered.cutBytes());
            cutTail();
            channel.force(true);
        }
    }

    private record Damage(long at, long bytes) {}

    /** The next whole entry, passing over what is damaged before it; NOT_WHOLE when none follows. */
    private byte[] nextWhole(ByteBuffer window, List<Damage> damage) throws IOException {
        byte[] entry = next(window);
        if (entry.length > 0 || channel.size() <= end) {
            return entry;
        }
        OptionalLong whole = new EntryScan(channel, maxEntry).wholeAfter(end);
        if (whole.isEmpty()) {
            return NOT_WHOLE;
        }
        damage.add(new Damage(end, whole.getAsLong() - end));
        end = whole.getAsLong();
        channel.position(end);
        window.limit(0);
        return next(window);
    }

    /** Keeps what is about to go, or is of no use here, for those who look into it. */
    private void copy(List<Damage> damage) {
        if (damage.isEmpty()) {
            return;
        }
        Path beside = file.resolveSibling(file.getFileName() + ".damaged");
        try (FileChannel copy = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
            for (Damage part : damage) {
                channel.position(part.at());
                long left = part.bytes();
                while (left > 0) {
                    buffer.clear().limit((int) Math.min(CHUNK, left));
                    if (channel.read(buffer) < 0) {
                        break;
                    }
                    left -= buffer.position();
                    flush(buffer, copy);
                }
            }
        } catch (IOException e) {
            LOG.warn("event=journal_damage_not_copied file={} error=\"{}\"", beside, e.toString());
        }
    }

    /** The next entry of the file, through {@code window}; NOT_WHOLE when there is none. */
    private byte[] next(ByteBuffer window) throws IOException {
        if (!fill(window, HEADER)) {
            return NOT_WHOLE;
        }
        int length = window.getInt(window.position());
        if (length <= 0 || length > maxEntry || !fill(window, HEADER + length)) {
            return NOT_WHOLE;
        }
        int checksum = window.getInt(window.position() + Integer.BYTES);
        byte[] entry = new byte[length];
        window.get(window.position() + HEADER, entry);
        window.position(window.position() + HEADER + length);
        return checksum(entry, 0, length) == checksum ? entry : NOT_WHOLE;
    }

    /** Reads on until {@code window} has so many bytes; false when the file ends before. */
    private boolean fill(ByteBuffer window, int bytes) throws IOException {
        if (window.remaining() < bytes) {
            window.compact();
            int read = 0;
            while (window.position() < bytes && read >= 0) {
                read = channel.read(window);
            }
            window.flip();
        }
        return window.remaining() >= bytes;
    }

    private void cutTail() throws IOException {
        if (channel.size() > end) {
            channel.truncate(end);
        }
        channel.position(end);
    }

    private void syncName() throws IOException {
        if (!nameSynced) {
            disk.syncName(file);
            nameSynced = true;
        }
    }

    private <E> void replaceBy(Iterator<E> all, Encoder<? super E> encoder) throws IOException {
        Path fresh = fresh(file);
        FileChannel replacement = disk.open(
                fresh,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            write(replacement, all, encoder);
            replacement.force(true);
            disk.replace(file, fresh);
        } catch (IOException | RuntimeException e) {
            replacement.close();
            Files.deleteIfExists(fresh);
            throw e;
        }
        FileChannel old = channel;
        channel = replacement;
        end = replacement.position();
        shortenAt = Math.max(SHORTEN_FROM, 2 * end);
        nameSynced = false; // Should this fail now, the next entry is not written before it has been done.
        old.close();
        syncName();
    }

    private static Path fresh(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    private <E> void write(FileChannel to, Iterator<E> entries, Encoder<? super E> encoder) throws IOException {
        ByteBuffer buffer = outgoing;
        if (buffer == null) {
            buffer = ByteBuffer.allocate(Math.max(CHUNK, HEADER + maxEntry));
            outgoing = buffer;
        }
        buffer.clear(); // Of a write that failed.
        while (entries.hasNext()) {
            if (buffer.remaining() < HEADER + maxEntry) {
                flush(buffer, to);
            }
            int header = buffer.position();
            encoder.encode(entries.next(), buffer.position(header + HEADER));
            int length = buffer.position() - header - HEADER;
            buffer.putInt(header, length);
            buffer.putInt(header + Integer.BYTES, checksum(buffer.array(), header + HEADER, length));
        }
        flush(buffer, to);
    }

    private static void flush(ByteBuffer buffer, FileChannel to) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            to.write(buffer);
        }
        buffer.clear();
    }

    private int checksum(byte[] bytes, int from, int length) {
        crc.reset();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
