// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.control.AuditEntry;
import dev.secbeat.node.control.AuditHead;
import dev.secbeat.node.control.AuditLog;
import dev.secbeat.node.control.AuditRecord;
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
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A writer's own trail: one JSON object a line, each line chained to the one before, see {@link AuditRecord}.
 *
 * <p>A full file is renamed to {@code .1}, replacing the one before it; the chain goes on. Intents that would go with the
 * replaced file and could still be replayed are written again at the head of the new one, with what became of them. A file {@code .head} beside it
 * notes what is surely on the disk; records that are missing by it when the journal is opened stay missing in the numbers,
 * so that {@link AuditFiles.Content#check} goes on to show it.
 *
 * <p>Used by one thread. A line is handed to the operating system before {@code append} returns, so it survives the
 * process; a thread of the journal's own brings it to the disk, so that a power cut costs no more than the last second
 * and the loop does not wait for the disk: only when a file fills by a sixteenth within that second. What cannot be written is
 * logged and counted; while a full file cannot be renamed, it grows.
 */
public final class AuditJournal implements AuditLog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditJournal.class);
    /** When a file is full but for this part of it, the disk is told that the one before goes. */
    private static final int NEARLY = 16;

    private final Path file;
    private final long maxBytes;
    private final DiskSync sync;
    private FileChannel channel;
    private long first;
    private long firstInFile;
    private long last;
    private String hash;
    private volatile @Nullable AuditHead head;
    private Map<UUID, AuditEntry.Intent> inFile = new LinkedHashMap<>();
    private Map<UUID, AuditEntry.Intent> inRotated = new LinkedHashMap<>();
    /** What became of those two's commands. */
    private final Map<UUID, AuditEntry.Outcome> ended = new HashMap<>();

    private long failures;
    private long failedRotations;

    private AuditJournal(Path file, long maxBytes, FileChannel channel, AuditHead from, long firstInFile) {
        this.file = file;
        this.maxBytes = maxBytes;
        this.channel = channel;
        this.first = from.first();
        this.firstInFile = firstInFile;
        this.last = from.last();
        this.hash = from.hash();
        this.sync = DiskSync.start(file, channel, () -> head);
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
            AuditHead from = JournalStart.of(file);
            return new AuditJournal(
                    file, maxBytes, channel, from, JournalStart.firstIn(file).orElse(from.last() + 1));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void append(AuditEntry entry) {
        try {
            String json = Json.AUDIT.encodeText(entry);
            int length = bytes(AuditRecord.following(last, hash, json)).length;
            long full = channel.size() + length;
            if (full > maxBytes - maxBytes / NEARLY && first != firstInFile) {
                // Well before the file before goes: a crash in between leaves more than the head knows of, never less.
                first = firstInFile;
                head = new AuditHead(first, last, hash);
            }
            if (full > maxBytes && channel.size() > 0) {
                rotate(entry.epochMillis());
            }
            write(entry, json);
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

    private void write(AuditEntry entry, String json) throws IOException {
        AuditRecord record = AuditRecord.following(last, hash, json);
        ByteBuffer buffer = ByteBuffer.wrap(bytes(record));
        long before = channel.size();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            channel.truncate(before); // Half a line would spoil the one written after it.
            throw e;
        }
        last = record.sequence();
        hash = record.hash();
        head = new AuditHead(first, last, hash);
        if (entry instanceof AuditEntry.Intent intent) {
            inFile.put(intent.commandId(), intent);
        } else if (entry instanceof AuditEntry.Outcome outcome) {
            noteEnd(outcome);
        }
    }

    private void noteEnd(AuditEntry.Outcome outcome) {
        // That it has come once more says nothing of what became of it.
        boolean repeated = outcome.text().startsWith(Refusal.Code.REPLAYED + ":");
        if (!repeated && (inFile.containsKey(outcome.commandId()) || inRotated.containsKey(outcome.commandId()))) {
            ended.put(outcome.commandId(), outcome);
        }
    }

    private static byte[] bytes(AuditRecord record) {
        return (record.line() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Entries that could not be written, since start. */
    public long failures() {
        return failures;
    }

    /**
     * Brings to the disk what was appended, however long that takes, and waits for it so long at most; false when it is not there then.
     * Safe for all threads.
     */
    public boolean secure(Duration atMost) throws InterruptedException {
        Thread writer = Thread.ofPlatform().name("audit-secure").daemon().start(sync::forceNow);
        return writer.join(atMost) && isOnDisk();
    }

    /**
     * Brings to the disk what was appended before, and waits for it; what the disk refuses is logged and tried again by itself. Safe for
     * all threads.
     */
    public void bringToDisk() {
        sync.bringNow();
    }

    /** Whether nothing of what was appended waits to be brought to the disk. Safe for all threads. */
    public boolean isOnDisk() {
        return sync.isOnDisk();
    }

    /**
     * Commands carried out lately that could still be replayed, with their expiry in epoch milliseconds.
     *
     * @param epochMillis those that have expired by then are left out
     */
    public Map<UUID, Long> recent(long epochMillis) {
        ended.clear();
        inRotated = new LinkedHashMap<>();
        inFile = new LinkedHashMap<>();
        readUnexpired(AuditFiles.rotated(file), epochMillis, inRotated);
        readUnexpired(file, epochMillis, inFile);
        Map<UUID, Long> recent = new HashMap<>();
        inRotated.forEach((id, intent) -> recent.put(id, intent.expiresAtMillis()));
        inFile.forEach((id, intent) -> recent.put(id, intent.expiresAtMillis()));
        return recent;
    }

    /**
     * Of {@link #recent} those of which an outcome is written. The process ended in the midst of the others: they may come again, and
     * what was done of them is done once more, to the same end.
     */
    public Map<UUID, Long> carriedOut(long epochMillis) {
        Map<UUID, Long> finished = recent(epochMillis);
        finished.keySet().retainAll(ended.keySet());
        return finished;
    }

    /** {@inheritDoc} As of when {@link #recent} or {@link #carriedOut} was asked last. */
    @Override
    public Map<UUID, String> applied() {
        return ended.values().stream()
                .filter(outcome -> outcome.state() == Receipt.State.APPLIED)
                .collect(Collectors.toMap(AuditEntry.Outcome::commandId, AuditEntry.Outcome::actor));
    }

    @Override
    public void close() throws IOException {
        sync.close();
        channel.close();
    }

    private void readUnexpired(Path part, long epochMillis, Map<UUID, AuditEntry.Intent> found) {
        try {
            List<String> lines = Files.exists(part) ? AuditFiles.lines(part) : List.of();
            lines.forEach(line -> addRecent(line, epochMillis, found));
        } catch (IOException e) {
            LOG.warn("event=audit_unreadable file={} error=\"{}\"", part, e.toString());
        }
    }

    private void addRecent(String line, long epochMillis, Map<UUID, AuditEntry.Intent> recent) {
        try {
            String entry = AuditRecord.parse(line).map(AuditRecord::entry).orElse("");
            switch (Json.AUDIT.decode(entry.getBytes(StandardCharsets.UTF_8))) {
                case AuditEntry.Intent intent
                when intent.expiresAtMillis() > epochMillis -> recent.put(intent.commandId(), intent);
                case AuditEntry.Intent _ -> {}
                case AuditEntry.Outcome outcome -> noteEnd(outcome);
            }
        } catch (DecodeException e) {
            LOG.warn("event=audit_line_unreadable error=\"{}\"", e.getMessage());
        }
    }

    /** Goes on in a new file; in the old one when that fails, and tries it again with the next line. */
    private void rotate(long epochMillis) throws IOException {
        if (!sync.hasNoted(first)) {
            sync.written();
            sync.forceNow();
        }
        FileChannel next;
        try {
            next = renamed();
        } catch (IOException e) {
            failedRotations++;
            if (Long.bitCount(failedRotations) == 1) {
                LOG.error(
                        "event=audit_not_rotated file={} failures_total={} error=\"{}\" text=\"it goes on growing: check the"
                                + " disk and what stands beside the file\"",
                        file,
                        failedRotations,
                        e.toString());
            }
            return;
        }
        channel = next;
        firstInFile = last + 1;
        sync.use(next);
        Map<UUID, AuditEntry.Intent> dropped = inRotated;
        inRotated = inFile;
        inFile = new LinkedHashMap<>();
        inRotated.values().removeIf(intent -> intent.expiresAtMillis() <= epochMillis);
        for (AuditEntry.Intent intent : dropped.values()) {
            if (intent.expiresAtMillis() > epochMillis) {
                write(intent, Json.AUDIT.encodeText(intent));
                AuditEntry.Outcome outcome = ended.get(intent.commandId());
                if (outcome != null) {
                    write(outcome, Json.AUDIT.encodeText(outcome));
                }
            }
        }
        ended.keySet().removeIf(id -> !inFile.containsKey(id) && !inRotated.containsKey(id));
    }

    /** A new file in the place of this one. Each step can be made again when one after it fails. */
    private FileChannel renamed() throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".next");
        FileChannel next = appending(fresh);
        try {
            next.truncate(0);
            if (Files.exists(file)) { // Else a try before this one came so far.
                Files.move(
                        file,
                        AuditFiles.rotated(file),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            return next;
        } catch (IOException e) {
            next.close();
            throw e;
        }
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
}
