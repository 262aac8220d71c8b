// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.json.JsonCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A trust file on disk: written beside the old one, brought to the disk, renamed into place, so that a crash leaves the old
 * or the new one whole. Reading is bounded, whatever the file has become.
 */
public final class TrustStore {
    private final Path file;

    public TrustStore(Path file) {
        this.file = file;
    }

    /** The file at this place, or none. */
    public Optional<TrustFile> read() throws IOException, DecodeException {
        return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }

    /** A trust file that people or {@link #write} wrote. */
    public static TrustFile read(Path file) throws IOException, DecodeException {
        try (InputStream in = Files.newInputStream(file)) {
            // One more than is read, so that a longer one is refused for its length.
            return Json.TRUST.decode(in.readNBytes(JsonCodec.MAX_BYTES + 1));
        }
    }

    /** Replaces the file; on an exception the old one is still there. */
    public void write(TrustFile trust) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(Json.TRUST.encode(trust));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        FolderSync.force(file);
    }
}
