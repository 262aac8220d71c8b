// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import dev.secbeat.node.control.AuditEntry;
import dev.secbeat.node.control.AuditLog;
import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's own trail of commands: one JSON object a line, each line chained to the one before.
 *
 * <p>A line is {@code {"hash": H, "entry": {...}}} with H = SHA-256 over the previous line's H and the entry's text, in
 * hexadecimal; so a line that was changed, left out or put in shows, see {@link AuditChain}. A full file is renamed to
 * {@code .1}, replacing the one before it; the chain goes on. Intents that would go with the replaced file and could still
 * be replayed are written again at the head of the new one.
 *
 * <p>Used by one thread. A line is handed to the operating system before {@code append} returns, so it survives the
 * process; a thread of the journal's own brings it to the disk, so that a power cut costs no more than the last second
 * and the loop never waits for the disk. What cannot be written is logged and counted.
 */
public final class AuditJournal implements AuditLog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditJournal.class);

    private final Path file;
    private final long maxBytes;
    private final DiskSync sync;
    private FileChannel channel;
    private String hash;
    private Map<UUID, AuditEntry.Intent> inFile = new LinkedHashMap<>();
    private Map<UUID, AuditEntry.Intent> inRotated = new LinkedHashMap<>();
    private long failures;

    private AuditJournal(Path file, long maxBytes, FileChannel channel, String hash) {
        this.file = file;
        this.maxBytes = maxBytes;
        this.channel = channel;
        this.hash = hash;
        this.sync = DiskSync.start(file, channel);
    }

    /**
     * Opens or creates {@code file}; a torn last line is cut off.
     *
     * @param maxBytes at this size the file is rotated; with the rotated one, twice that is used
     */
    public static AuditJournal open(Path file, long maxBytes) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        FileChannel channel = appending(file);
        try {
            cutTornLine(file, channel);
            return new AuditJournal(file, maxBytes, channel, lastHash(file));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void append(AuditEntry entry) {
        try {
            String text = Json.AUDIT.encodeText(entry);
            int length = AuditChain.line(hash, text).getBytes(StandardCharsets.UTF_8).length;
            if (channel.size() > 0 && channel.size() + length > maxBytes) {
                rotate(entry.epochMillis());
            }
            write(entry, text);
            sync.written();
        } catch (IOException | UncheckedIOException e) {
            failures++;
            LOG.error(
                    "event=audit_failed file={} failures_total={} error=\"{}\" text=\"commands go on, their trail is"
                            + " incomplete: free or repair the disk\"",
                    file,
                    failures,
                    e.toString());
        }
    }

    private void write(AuditEntry entry, String text) throws IOException {
        String next = AuditChain.next(hash, text);
        ByteBuffer buffer = ByteBuffer.wrap(AuditChain.line(next, text).getBytes(StandardCharsets.UTF_8));
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        hash = next;
        if (entry instanceof AuditEntry.Intent intent) {
            inFile.put(intent.commandId(), intent);
        }
    }

    /** Entries that could not be written, since start. */
    public long failures() {
        return failures;
    }

    /** Whether the disk has all that was appended. Safe for all threads. */
    boolean isOnDisk() {
        return sync.isOnDisk();
    }

    /**
     * Commands carried out lately that could still be replayed, with their expiry in epoch milliseconds.
     *
     * @param epochMillis those that have expired by then are left out
     */
    public Map<UUID, Long> recent(long epochMillis) {
        inRotated = unexpired(rotated(file), epochMillis);
        inFile = unexpired(file, epochMillis);
        Map<UUID, Long> recent = new HashMap<>();
        inRotated.forEach((id, intent) -> recent.put(id, intent.expiresAtMillis()));
        inFile.forEach((id, intent) -> recent.put(id, intent.expiresAtMillis()));
        return recent;
    }

    @Override
    public void close() throws IOException {
        sync.close();
        channel.close();
    }

    private static Map<UUID, AuditEntry.Intent> unexpired(Path part, long epochMillis) {
        Map<UUID, AuditEntry.Intent> found = new LinkedHashMap<>();
        try (Stream<String> lines = Files.exists(part) ? Files.lines(part) : Stream.empty()) {
            lines.forEach(line -> addRecent(line, epochMillis, found));
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("event=audit_unreadable file={} error=\"{}\"", part, e.toString());
        }
        return found;
    }

    private static void addRecent(String line, long epochMillis, Map<UUID, AuditEntry.Intent> recent) {
        try {
            if (Json.AUDIT.decode(AuditChain.entryText(line).getBytes(StandardCharsets.UTF_8))
                            instanceof AuditEntry.Intent intent
                    && intent.expiresAtMillis() > epochMillis) {
                recent.put(intent.commandId(), intent);
            }
        } catch (DecodeException e) {
            LOG.warn("event=audit_line_unreadable error=\"{}\"", e.getMessage());
        }
    }

    private void rotate(long epochMillis) throws IOException {
        sync.releaseChannel();
        channel.close();
        Files.move(file, rotated(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        channel = appending(file);
        sync.use(channel);
        FolderSync.force(file);
        Map<UUID, AuditEntry.Intent> dropped = inRotated;
        inRotated = inFile;
        inFile = new LinkedHashMap<>();
        inRotated.values().removeIf(intent -> intent.expiresAtMillis() <= epochMillis);
        for (AuditEntry.Intent intent : dropped.values()) {
            if (intent.expiresAtMillis() > epochMillis) {
                write(intent, Json.AUDIT.encodeText(intent));
            }
        }
    }

    private static Path rotated(Path file) {
        return file.resolveSibling(file.getFileName() + ".1");
    }

    private static FileChannel appending(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    private static void cutTornLine(Path file, FileChannel channel) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        if (end < bytes.length) {
            LOG.warn("event=audit_tail_cut file={} cut_bytes={}", file, bytes.length - end);
            channel.truncate(end);
        }
    }

    private static String lastHash(Path file) throws IOException {
        for (Path part : List.of(file, rotated(file))) {
            if (Files.exists(part)) {
                List<String> lines = Files.readAllLines(part);
                if (!lines.isEmpty()) {
                    return AuditChain.hashOf(lines.getLast());
                }
            }
        }
        return AuditChain.START;
    }
}
