// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Prefix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Operator blocks that outlive the process: a file to which each decision is appended, see {@link EntryFile}. What
 * {@link #append} has returned from is on the disk. What has ended goes when the file is shortened.
 *
 * <p>Used by one thread. Writing waits for the disk.
 */
public final class BlockJournal implements AutoCloseable {
    private final Map<Prefix, BlockEntry> newest;
    private final EntryFile file;
    /** Entries in the file, those that nobody needs any more included. */
    private long written;
    /** No entry ends before, epoch milliseconds: until then all that are the newest are needed. */
    private long firstEndMillis = Long.MAX_VALUE;

    private BlockJournal(EntryFile file, Map<Prefix, BlockEntry> newest) {
        this.file = file;
        this.written = file.recovered().entries();
        this.newest = newest;
        lookForFirstEnd();
    }

    /** Opens or creates {@code file} and reads it. */
    public static BlockJournal open(Path file) throws IOException {
        return open(file, Disk.LOCAL);
    }

    /** The same on another disk. */
    public static BlockJournal open(Path file, Disk disk) throws IOException {
        Map<Prefix, BlockEntry> newest = new LinkedHashMap<>();
        EntryFile opened = EntryFile.open(
                file, EntryCodec.MAX_PAYLOAD, disk, payload -> remember(newest, EntryCodec.decode(payload)));
        return new BlockJournal(opened, newest);
    }

    /** The newest entry of every prefix, tombstones included, unless expired at {@code epochMillis}. */
    public List<BlockEntry> entries(long epochMillis) {
        return newest.values().stream()
                .filter(entry -> epochMillis < entry.expiresAtMillis())
                .toList();
    }

    /**
     * Writes the entries and waits until the disk has them.
     *
     * @throws IOException when they could not be written; the file then is as it was before
     */
    public void append(Collection<BlockEntry> entries, long epochMillis) throws IOException {
        file.append(entries, EntryCodec::encode);
        for (BlockEntry entry : entries) {
            remember(newest, entry);
            firstEndMillis = Math.min(firstEndMillis, entry.expiresAtMillis());
        }
        written += entries.size();
        if (file.isLong()) {
            if (epochMillis >= firstEndMillis) { // Else a pass over all of them finds nothing.
                newest.values().removeIf(entry -> epochMillis >= entry.expiresAtMillis());
                lookForFirstEnd();
            }
            if (written >= 2L * newest.size()) {
                written = newest.size();
                file.shorten(newest.values().iterator(), EntryCodec::encode);
            } else {
                file.keep();
            }
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void lookForFirstEnd() {
        firstEndMillis = newest.values().stream()
                .mapToLong(BlockEntry::expiresAtMillis)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private static void remember(Map<Prefix, BlockEntry> newest, BlockEntry entry) {
        BlockEntry before = newest.put(entry.prefix(), entry); // One look where there mostly is none before.
        if (before != null && !entry.isNewerThan(before)) {
            newest.put(entry.prefix(), before);
        }
    }
}
