// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that grows block by block. It begins with eight letters and its version; what stands there after a crash is whole
 * up to its last whole block. Confined to one thread.
 */
final class IncidentWriter implements AutoCloseable {
    /** {@code SBINCID} and a line end, which a transfer as text would spoil. */
    static final long MAGIC = 0x5342_494E_4349_440AL;

    /** Grows when an older console could not read the file at all. */
    static final int VERSION = 1;

    static final int HEAD = 8 + 4 + 4;

    private final Path path;
    private final FileChannel file;
    private long bytes;

    private IncidentWriter(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    /** Begins a file that must not be there yet, so that no earlier incident is lost. */
    static IncidentWriter create(Path path) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        IncidentWriter writer = new IncidentWriter(
                path, FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        writer.write(ByteBuffer.allocate(HEAD)
                .putLong(MAGIC)
                .putInt(VERSION)
                .putInt(0)
                .flip());
        return writer;
    }

    Path path() {
        return path;
    }

    long bytes() {
        return bytes;
    }

    /** Whether it holds any: the first block is taken whatever its size. */
    boolean hasBlocks() {
        return bytes > HEAD;
    }

    void append(Block block) throws IOException {
        write(block.encode());
    }

    /** Has what was written reach the disk. */
    void sync() throws IOException {
        file.force(false);
    }

    @Override
    public void close() throws IOException {
        try (file) {
            file.force(true);
        }
    }

    private void write(ByteBuffer out) throws IOException {
        while (out.hasRemaining()) {
            bytes += file.write(out);
        }
    }
}
