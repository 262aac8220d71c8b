// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import dev.secbeat.node.api.LimitEntry;
import dev.secbeat.node.api.LimitKey;
import dev.secbeat.node.crdt.LimitCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Limits that operators gave, in a file that outlives the process: of each the newest word, appended as it comes, see {@link
 * EntryFile}. What {@link #append} has returned from is on the disk. What is over goes when the file is shortened.
 *
 * <p>Used by one thread. Writing waits for the disk.
 */
public final class LimitJournal implements AutoCloseable {
    private final Map<LimitKey, LimitEntry> newest;
    private final EntryFile file;

    private LimitJournal(EntryFile file, Map<LimitKey, LimitEntry> newest) {
        this.file = file;
        this.newest = newest;
    }

    /** Opens or creates {@code file} and reads it. */
    public static LimitJournal open(Path file) throws IOException {
        Map<LimitKey, LimitEntry> newest = new LinkedHashMap<>();
        EntryFile opened = EntryFile.open(
                file, LimitCodec.MAX_WORD_BYTES, Disk.LOCAL, payload -> remember(newest, LimitCodec.word(payload)));
        return new LimitJournal(opened, newest);
    }

    /** The newest word on each limit, unless it is over at {@code epochMillis}. */
    public List<LimitEntry> words(long epochMillis) {
        return newest.values().stream()
                .filter(word -> epochMillis < word.expiresAtMillis())
                .toList();
    }

    /**
     * Writes the words and waits until the disk has them.
     *
     * @throws IOException when they could not be written; the file then is as it was before
     */
    public void append(Collection<LimitEntry> words, long epochMillis) throws IOException {
        file.append(words, LimitJournal::encode);
        words.forEach(word -> remember(newest, word));
        if (file.isLong()) {
            newest.values().removeIf(word -> epochMillis >= word.expiresAtMillis());
            file.shorten(newest.values().iterator(), LimitJournal::encode);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static void encode(LimitEntry word, ByteBuffer out) {
        out.put(LimitCodec.encode(word));
    }

    private static void remember(Map<LimitKey, LimitEntry> newest, LimitEntry word) {
        LimitEntry before = newest.get(word.key());
        if (before == null || word.isNewerThan(before)) {
            newest.put(word.key(), word);
        }
    }
}
