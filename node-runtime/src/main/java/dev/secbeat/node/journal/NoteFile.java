// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One number on disk, as people can read and change it; replaced as a whole. Used by one thread; waits for the disk. */
public final class NoteFile {
    private static final Logger LOG = LoggerFactory.getLogger(NoteFile.class);
    private static final int MAX_BYTES = 32;

    private final Path file;

    public NoteFile(Path file) {
        this.file = file;
    }

    /** The number, or none when there is no file or it holds none that is positive. */
    public OptionalInt read() {
        if (!Files.exists(file)) {
            return OptionalInt.empty();
        }
        try (var in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.US_ASCII).strip();
            int number = Integer.parseInt(text);
            return number > 0 ? OptionalInt.of(number) : OptionalInt.empty();
        } catch (IOException | NumberFormatException e) {
            LOG.warn("event=note_unreadable file={} error=\"{}\" text=\"going on without it\"", file, e.toString());
            return OptionalInt.empty();
        }
    }

    /** Replaces the number; on an exception the old one is still there. */
    public void write(int number) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = Disk.LOCAL.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap((number + "\n").getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Disk.LOCAL.replace(file, fresh);
        Disk.LOCAL.syncName(file);
    }
}
