// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import dev.secbeat.node.control.PastOrder;
import dev.secbeat.node.control.PastOrders;
import dev.secbeat.node.control.PastPieces;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What the last orders changed, in a file that outlives the process, piece by piece, see {@link EntryFile}. As much is
 * remembered as {@link PastOrders} holds; what it forgets goes when the file is shortened.
 *
 * <p>Used by one thread. Writing waits for the disk.
 */
public final class UndoJournal implements AutoCloseable {
    private final PastPieces held;
    private final EntryFile file;
    /** Changes in the file, those that are forgotten included. */
    private long written;

    private UndoJournal(EntryFile file, PastPieces held, long written) {
        this.file = file;
        this.held = held;
        this.written = written;
    }

    /** Opens or creates {@code file} and reads it. */
    public static UndoJournal open(Path file) throws IOException {
        return open(file, Disk.LOCAL);
    }

    static UndoJournal open(Path file, Disk disk) throws IOException {
        PastPieces held = new PastPieces();
        long[] read = {0};
        EntryFile opened = EntryFile.open(file, PastOrderCodec.MAX_PAYLOAD, disk, payload -> {
            PastOrder piece = PastOrderCodec.decode(payload);
            held.add(piece);
            read[0] += weight(piece);
        });
        return new UndoJournal(opened, held, read[0]);
    }

    /** All that is remembered, oldest first. */
    public List<PastOrder> orders() {
        return held.all();
    }

    /**
     * Writes what an order, or a piece of it, changed and waits until the disk has it.
     *
     * @throws IOException when it could not be written; the file then is as it was before
     */
    public void append(List<PastOrder> pieces) throws IOException {
        file.append(split(pieces), PastOrderCodec::encode);
        pieces.forEach(held::add);
        written += pieces.stream().mapToLong(UndoJournal::weight).sum();
        if (file.isLong()) {
            long needed = (long) held.changes() + held.orders();
            if (written >= 2 * needed) {
                file.shorten(split(held.all()).iterator(), PastOrderCodec::encode);
                written = needed;
            } else {
                file.keep();
            }
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static List<PastOrder> split(List<PastOrder> orders) {
        return orders.stream()
                .flatMap(order -> PastOrderCodec.pieces(order).stream())
                .toList();
    }

    /** One that changed nothing takes room as well. */
    private static long weight(PastOrder order) {
        return 1L + order.changes().size();
    }
}
