// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * Finds the next whole entry after a place in an {@link EntryFile} where there is none: where a damaged entry says that it
 * ends, else byte by byte, since its length may be what is damaged. That bytes which are no entry pass for one takes a
 * length that fits and a checksum that fits by chance, one in four thousand million.
 *
 * <p>Memory is bounded by the longest entry, time by {@link #MOST_CHECKED}.
 */
final class EntryScan {
    /** So many bytes are summed up at most before the rest is given up. */
    static final long MOST_CHECKED = 256L << 20;

    private static final int STEP = 64 << 10;

    private final FileChannel channel;
    private final int maxEntry;
    private final long size;
    private final ByteBuffer window;
    private long windowAt = -1;
    private long checked;

    EntryScan(FileChannel channel, int maxEntry) throws IOException {
        this.channel = channel;
        this.maxEntry = maxEntry;
        this.size = channel.size();
        this.window = ByteBuffer.allocate(STEP + EntryFile.HEADER + maxEntry).limit(0);
    }

    /** Where the next whole entry begins after {@code damaged}; empty when none follows. */
    OptionalLong wholeAfter(long damaged) throws IOException {
        if (size - damaged >= EntryFile.HEADER) {
            long told = damaged + EntryFile.HEADER + Integer.toUnsignedLong(lengthAt(damaged));
            if (isWhole(told)) {
                return OptionalLong.of(told);
            }
        }
        for (long at = damaged + 1; at + EntryFile.HEADER < size && checked < MOST_CHECKED; at++) {
            if (isWhole(at)) {
                return OptionalLong.of(at);
            }
        }
        return OptionalLong.empty();
    }

    private boolean isWhole(long at) throws IOException {
        if (at + EntryFile.HEADER >= size) {
            return false;
        }
        int length = lengthAt(at);
        if (length <= 0 || length > maxEntry || at + EntryFile.HEADER + length > size) {
            return false;
        }
        int offset = offsetOf(at, EntryFile.HEADER + length);
        checked += length;
        CRC32C crc = new CRC32C();
        crc.update(window.array(), offset + EntryFile.HEADER, length);
        return (int) crc.getValue() == window.getInt(offset + Integer.BYTES);
    }

    private int lengthAt(long at) throws IOException {
        return window.getInt(offsetOf(at, EntryFile.HEADER));
    }

    /** Where in the window the byte at {@code at} is, with {@code bytes} of the file from there on. */
    private int offsetOf(long at, int bytes) throws IOException {
        if (windowAt < 0 || at < windowAt || at + bytes > windowAt + window.limit()) {
            windowAt = at;
            window.clear();
            channel.position(at);
            int read = 0;
            while (window.hasRemaining() && read >= 0) {
                read = channel.read(window);
            }
            window.flip();
        }
        return (int) (at - windowAt);
    }
}
