// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * What a recorder holds of the time up to one moment: of the file it writes what was written by then, or the pre-roll. Any
 * thread may write it down while the recorder goes on.
 */
public final class SoFar {
    private final List<Block> blocks;
    private final Optional<Path> growing;
    private final long bytes;

    private SoFar(List<Block> blocks, Optional<Path> growing, long bytes) {
        this.blocks = List.copyOf(blocks);
        this.growing = growing;
        this.bytes = bytes;
    }

    static SoFar of(List<Block> preRoll) {
        return new SoFar(preRoll, Optional.empty(), 0);
    }

    /** @param bytes whole blocks of a file that is only appended to */
    static SoFar of(Path growing, long bytes) {
        return new SoFar(List.of(), Optional.of(growing), bytes);
    }

    /** Whether there is nothing to look at yet. */
    public boolean isEmpty() {
        return growing.isEmpty() && blocks.isEmpty();
    }

    /**
     * Writes it down.
     *
     * @param path of a recording that is not there yet
     */
    public void writeTo(Path path) throws IOException {
        if (growing.isPresent()) {
            copy(growing.get(), path);
            return;
        }
        try (IncidentWriter writer = IncidentWriter.create(path)) {
            for (Block block : blocks) {
                writer.append(block);
            }
        }
    }

    private void copy(Path from, Path to) throws IOException {
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long at = 0;
            while (at < bytes) {
                long more = in.transferTo(at, bytes - at, out);
                if (more <= 0) {
                    throw new EOFException(from + " ends after " + at + " of " + bytes + " bytes");
                }
                at += more;
            }
        }
    }
}
