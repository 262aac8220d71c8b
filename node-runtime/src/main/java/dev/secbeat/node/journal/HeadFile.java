// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import dev.secbeat.node.control.AuditHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file beside an audit journal that says from where to where it reaches: {@code FIRST LAST HASH}, of fixed length and
 * less than a sector, so that it is replaced in one write.
 */
final class HeadFile {
    private static final Pattern LINE = Pattern.compile("(\\d{19}) (\\d{19}) ([0-9a-f]{64})\n");

    private HeadFile() {}

    static Path beside(Path journal) {
        return journal.resolveSibling(journal.getFileName() + ".head");
    }

    /** Empty when there is none, or none that can be understood. */
    static Optional<AuditHead> read(Path journal) throws IOException {
        Path file = beside(journal);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Matcher line = LINE.matcher(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        if (!line.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new AuditHead(Long.parseLong(line.group(1)), Long.parseLong(line.group(2)), line.group(3)));
        } catch (NumberFormatException e) { // 19 digits can be more than a long holds.
            return Optional.empty();
        }
    }

    /** Replaces it and waits for the disk. */
    static void write(Path journal, AuditHead head) throws IOException {
        String line = String.format(Locale.ROOT, "%019d %019d %s\n", head.first(), head.last(), head.hash());
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
        try (FileChannel channel =
                FileChannel.open(beside(journal), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes, bytes.position());
            }
            channel.force(false);
        }
    }
}
