// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.control.DecisionLog;
import dev.secbeat.node.journal.BlockJournal;
import dev.secbeat.node.journal.JournalWriter;
import dev.secbeat.node.time.NodeClock;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes operators' decisions to the journal, see {@link JournalWriter}: of each prefix the newest waits for the disk, so
 * that as many wait at most as the block map holds.
 *
 * <p>Decisions are offered by the loop's thread; {@link #lost()} is safe for all threads.
 */
final class BlockRecorder implements Consumer<BlockEntry>, AutoCloseable {
    private final List<BlockEntry> earlier;
    private final JournalWriter<BlockEntry> writer;

    /**
     * @param capacity most entries of the block map
     * @param onProgress called by another thread whenever the disk has more
     */
    BlockRecorder(BlockJournal journal, NodeClock clock, int capacity, Runnable onProgress) {
        earlier = journal.entries(clock.epochMillis());
        // Twice: what has left the map may still wait.
        writer = new JournalWriter<>("block-journal", 2L * capacity, new Blocks(journal, clock), onProgress);
        writer.start();
    }

    /** What an earlier start of this node wrote and is still in force. */
    List<BlockEntry> earlier() {
        return earlier;
    }

    @Override
    public void accept(BlockEntry entry) {
        if (entry.isOfOperators()) {
            writer.offer(entry);
        }
    }

    /** Whether the disk has what was accepted. */
    DecisionLog decisions() {
        return writer;
    }

    /** Decisions that are in force but will not be in the journal. */
    long lost() {
        return writer.lost();
    }

    @Override
    public void close() {
        writer.close();
    }

    private record Blocks(BlockJournal journal, NodeClock clock) implements JournalWriter.Journal<BlockEntry> {

        @Override
        public Object key(BlockEntry entry) {
            return List.of(entry.prefix(), entry.origin());
        }

        @Override
        public int weight(BlockEntry entry) {
            return 1;
        }

        @Override
        public void append(List<BlockEntry> entries) throws IOException {
            journal.append(entries, clock.epochMillis());
        }

        @Override
        public void close() throws IOException {
            journal.close();
        }
    }
}
