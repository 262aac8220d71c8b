// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/**
 * All held sources that match, handed out a slice at a time while the store takes in pages between two of them: what is kept for
 * it is eight bytes a source and one slice. Their order is that of when it began; each is as it is when its slice is read, and
 * one that has gone meanwhile is left out. One reader, on neither the FX thread nor the store's.
 */
public final class SourceExport {
    /** Most rows of one slice. */
    public static final int SLICE = 1_000;

    private final ExecutorService worker;
    private final SourceStore store;
    private final SourceQuery query;
    private final BoardMerge board;
    private long[] order = {};
    private boolean begun;
    private int at;

    SourceExport(ExecutorService worker, SourceStore store, SourceQuery query, Board board) {
        this.worker = worker;
        this.store = store;
        this.query = query;
        this.board = new BoardMerge(board.sources(), board.blocks());
    }

    /**
     * The next rows, in the order wanted; none when all were read.
     *
     * @throws IOException when the sources are no longer held
     */
    public List<SourceRow> next() throws IOException {
        if (!begun) {
            order = ask(() -> store.order(query));
            begun = true;
        }
        while (at < order.length) {
            int from = at;
            at = Math.min(order.length, from + SLICE);
            List<SourceRow> rows = ask(() -> store.describe(query, order, from, at, board));
            if (!rows.isEmpty()) {
                return rows;
            }
        }
        return List.of();
    }

    /** How many matched when the first slice was read; 0 before. */
    public int matching() {
        return order.length;
    }

    private <T> T ask(Callable<T> question) throws IOException {
        try {
            return worker.submit(question).get();
        } catch (RejectedExecutionException e) {
            throw new IOException("the sources are no longer held", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }
}
