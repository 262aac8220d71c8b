// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.LimitEntry;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.control.DecisionLog;
import dev.secbeat.node.journal.BlockJournal;
import dev.secbeat.node.journal.JournalWriter;
import dev.secbeat.node.journal.LimitJournal;
import dev.secbeat.node.time.NodeClock;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Writes operators' decisions to their journal, see {@link JournalWriter}: of each prefix or limit the newest waits for the
 * disk, so that as many wait at most as are held.
 *
 * <p>Decisions are offered by the loop's thread; {@link #lost()} is safe for all threads.
 *
 * @param <E> a decision
 */
final class DecisionRecorder<E> implements Consumer<E>, AutoCloseable {
    private static final int MOST_LIMITS_WAITING = 1_024;

    private final List<E> earlier;
    private final Predicate<E> isKept;
    private final JournalWriter<E> writer;

    private DecisionRecorder(List<E> earlier, Predicate<E> isKept, JournalWriter<E> writer) {
        this.earlier = earlier;
        this.isKept = isKept;
        this.writer = writer;
        writer.start();
    }

    /**
     * Of blocks; takes all decisions and keeps the operators'.
     *
     * @param capacity most entries of the block map
     * @param intents brings to the disk by whose order what is accepted was decided; called by another thread before it writes that
     * @param onProgress called by another thread whenever the disk has more
     */
    static DecisionRecorder<BlockEntry> ofBlocks(
            BlockJournal journal, NodeClock clock, int capacity, Runnable intents, Runnable onProgress) {
        return new DecisionRecorder<>(
                journal.entries(clock.epochMillis()),
                BlockEntry::isOfOperators,
                // Twice: what has left the map may still wait.
                new JournalWriter<>("block-journal", 2L * capacity, new Blocks(journal, clock, intents), onProgress));
    }

    /**
     * Of words on limits.
     *
     * @param intents as above
     * @param onProgress called by another thread whenever the disk has more
     */
    static DecisionRecorder<LimitEntry> ofLimits(
            LimitJournal journal, NodeClock clock, Runnable intents, Runnable onProgress) {
        return new DecisionRecorder<>(
                journal.words(clock.epochMillis()),
                _ -> true,
                new JournalWriter<>(
                        "limit-journal", MOST_LIMITS_WAITING, new Limits(journal, clock, intents), onProgress));
    }

    /** What an earlier start of this node wrote and is not over. */
    List<E> earlier() {
        return earlier;
    }

    @Override
    public void accept(E entry) {
        if (isKept.test(entry)) {
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

    private record Blocks(BlockJournal journal, NodeClock clock, Runnable intents)
            implements JournalWriter.Journal<BlockEntry> {
        @Override
        public Object key(BlockEntry entry) {
            return entry.origin() == Origin.OPERATOR ? entry.prefix() : List.of(entry.prefix(), entry.origin());
        }

        @Override
        public void append(List<BlockEntry> entries) throws IOException {
            intents.run();
            journal.append(entries, clock.epochMillis());
        }

        @Override
        public void close() throws IOException {
            journal.close();
        }
    }

    private record Limits(LimitJournal journal, NodeClock clock, Runnable intents)
            implements JournalWriter.Journal<LimitEntry> {
        @Override
        public Object key(LimitEntry entry) {
            return entry.key();
        }

        @Override
        public void append(List<LimitEntry> entries) throws IOException {
            intents.run();
            journal.append(entries, clock.epochMillis());
        }

        @Override
        public void close() throws IOException {
            journal.close();
        }
    }
}
