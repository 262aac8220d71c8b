// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import dev.secbeat.node.control.AuditRecord;
import dev.secbeat.node.control.AuditSpool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an {@link AuditJournal} while it is written, across rotation. The journal is the spool for its own copies: on disk,
 * bounded, and in order. Lines that are no records are passed over; {@code secbeat audit verify} is for those.
 */
public final class JournalTail implements AuditSpool {
    private static final int CHUNK = 64 * 1024;
    /** Longer lines are damage: the journal writes none. */
    private static final int MAX_LINE = 1 << 20;

    private final Path file;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).limit(0);
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private @Nullable FileChannel channel;
    private @Nullable Object key;

    /** @param file the journal; need not be there yet */
    public JournalTail(Path file) {
        this.file = file;
    }

    @Override
    public boolean seekAfter(String hash) throws IOException {
        rewind();
        for (Optional<AuditRecord> record = nextRecord(); record.isPresent(); record = nextRecord()) {
            if (record.get().hash().equals(hash)) {
                return true;
            }
        }
        rewind();
        return false;
    }

    @Override
    public Optional<String> next() throws IOException {
        return nextRecord().map(AuditRecord::line);
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
        channel = null;
        key = null;
    }

    private Optional<AuditRecord> nextRecord() throws IOException {
        Optional<String> text = nextLine();
        while (text.isPresent()) {
            Optional<AuditRecord> record = text.flatMap(AuditRecord::parse);
            if (record.isPresent()) {
                return record;
            }
            text = nextLine();
        }
        return Optional.empty();
    }

    private Optional<String> nextLine() throws IOException {
        if (channel == null) {
            rewind();
        }
        Optional<String> next = lineHere();
        while (next.isEmpty() && isSuperseded()) {
            // What was written between the look at its end and its rotation is still to be read.
            next = lineHere();
            if (next.isEmpty()) {
                Path older = AuditFiles.rotated(file);
                open(Files.exists(older) && !keyOf(older).equals(key) ? older : file);
                next = lineHere();
            }
        }
        return next;
    }

    private void rewind() throws IOException {
        Path older = AuditFiles.rotated(file);
        open(Files.exists(older) ? older : file);
    }

    private void open(Path part) throws IOException {
        close();
        line.reset();
        chunk.limit(0);
        try {
            channel = FileChannel.open(part, StandardOpenOption.READ);
            key = keyOf(part);
        } catch (NoSuchFileException e) {
            close(); // In the middle of a rotation, or not begun: the next call looks again.
        }
    }

    private boolean isSuperseded() throws IOException {
        try {
            return key != null && !keyOf(file).equals(key);
        } catch (NoSuchFileException e) {
            return false; // In the middle of a rotation.
        }
    }

    private static Object keyOf(Path part) throws IOException {
        Object key = Files.readAttributes(part, BasicFileAttributes.class).fileKey();
        return key == null ? part : key;
    }

    /** The next whole line of the open part; what there is of an unfinished one waits for the rest. */
    private Optional<String> lineHere() throws IOException {
        FileChannel open = channel;
        while (open != null) {
            while (chunk.hasRemaining()) {
                byte next = chunk.get();
                if (next == '\n') {
                    String text = line.toString(StandardCharsets.UTF_8);
                    line.reset();
                    return Optional.of(text);
                }
                if (line.size() < MAX_LINE) {
                    line.write(next);
                }
            }
            chunk.clear();
            int read = open.read(chunk);
            chunk.flip();
            if (read <= 0) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}
