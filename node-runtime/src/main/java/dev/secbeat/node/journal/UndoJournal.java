// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import dev.secbeat.node.control.PastOrder;
import dev.secbeat.node.control.PastOrders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the last orders changed, in a file that outlives the process, piece by piece, see {@link EntryFile}. As much is
 * remembered as {@link PastOrders} holds; what it forgets goes when the file is shortened.
 *
 * <p>Used by one thread. Writing waits for the disk.
 */
public final class UndoJournal implements AutoCloseable {
    private final PastOrders held;
    private final EntryFile file;

    private UndoJournal(EntryFile file, PastOrders held) {
        this.file = file;
        this.held = held;
    }

    /** Opens or creates {@code file} and reads it. */
    public static UndoJournal open(Path file) throws IOException {
        return open(file, Disk.LOCAL);
    }

    static UndoJournal open(Path file, Disk disk) throws IOException {
        PastOrders held = new PastOrders();
        EntryFile opened = EntryFile.open(
                file, PastOrderCodec.MAX_PAYLOAD, disk, payload -> held.add(PastOrderCodec.decode(payload)));
        return new UndoJournal(opened, held);
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
        file.append(encoded(pieces).toList());
        pieces.forEach(held::add);
        if (file.isLong()) {
            file.shorten(encoded(held.all()).iterator());
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static Stream<byte[]> encoded(List<PastOrder> orders) {
        return orders.stream()
                .flatMap(order -> PastOrderCodec.pieces(order).stream())
                .map(PastOrderCodec::encode);
    }
}
