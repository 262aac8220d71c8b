// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.control.PastOrder;
import dev.secbeat.node.control.PastOrders;
import dev.secbeat.node.control.UndoLog;
import dev.secbeat.node.journal.JournalWriter;
import dev.secbeat.node.journal.UndoJournal;
import java.io.IOException;
import java.util.List;

/**
 * Writes what orders changed to its journal, see {@link JournalWriter}: as much waits for the disk at most as is remembered,
 * twice.
 *
 * <p>Pieces are offered by the loop's thread; {@link #lost()} is safe for all threads.
 */
final class UndoRecorder implements UndoLog, AutoCloseable {
    private final List<PastOrder> earlier;
    private final JournalWriter<PastOrder> writer;

    UndoRecorder(UndoJournal journal) {
        earlier = journal.orders();
        writer = new JournalWriter<>("undo-journal", 2L * PastOrders.MAX_CHANGES, new Pieces(journal), () -> {});
        writer.start();
    }

    @Override
    public List<PastOrder> earlier() {
        return earlier;
    }

    @Override
    public void append(PastOrder order) {
        writer.offer(order);
    }

    /** Pieces of orders that cannot be undone after a restart. */
    long lost() {
        return writer.lost();
    }

    @Override
    public void close() {
        writer.close();
    }

    private record Pieces(UndoJournal journal) implements JournalWriter.Journal<PastOrder> {

        @Override
        public Object key(PastOrder piece) {
            return new Object(); // No piece takes the place of another.
        }

        @Override
        public int weight(PastOrder piece) {
            return Math.max(1, piece.changes().size());
        }

        @Override
        public void append(List<PastOrder> pieces) throws IOException {
            journal.append(pieces);
        }

        @Override
        public void close() throws IOException {
            journal.close();
        }
    }
}
