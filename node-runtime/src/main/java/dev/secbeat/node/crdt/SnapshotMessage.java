// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

/**
 * What two nodes say to each other alone while one hands the other a snapshot. A cursor is a place in the giver's table:
 * it means something to the giver only, and only in the start (incarnation) that gave it.
 */
public sealed interface SnapshotMessage {
    /** Cursor behind the last page. */
    int END = -1;

    SnapshotPart part();

    /**
     * Asks for pages, and so is all the flow control there is: who no longer asks is sent nothing more.
     *
     * @param cursor where to go on; 0 to begin
     * @param pages how many at most, 1 to {@link SnapshotCodec#MAX_PAGES}
     * @param incarnation the start of the giver that {@code cursor} is from; 0 at the beginning. Another begins anew
     * @param digest of the asker's block map, so that equal maps are not sent; 0 for none
     */
    record Ask(SnapshotPart part, int cursor, int pages, long incarnation, long digest) implements SnapshotMessage {}

    /**
     * A piece of a snapshot.
     *
     * @param cursor where it begins
     * @param next where the next one begins, above {@code cursor}, or {@link #END}
     * @param incarnation the giver's start
     * @param content a delta (see {@code DeltaCodec}) or a page of blocks (see {@link BlockCodec}), by {@code part}
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, compared by no one
    record Page(SnapshotPart part, int cursor, int next, long incarnation, byte[] content) implements SnapshotMessage {
        /** A last page of blocks without any, for who holds the same already. */
        public static Page noMoreBlocks(int cursor, long incarnation) {
            byte[] nothing = new BlockCodec.PageWriter().bytes();
            return new Page(SnapshotPart.BLOCKS, cursor, END, incarnation, nothing);
        }

        public boolean isLast() {
            return next == END;
        }
    }

    /**
     * Blocks for a region's relay, which tells all of them: a page of the map each second, unasked for, that repairs what was
     * lost. It belongs to no snapshot.
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, compared by no one
    record Repair(byte[] content) implements SnapshotMessage {
        @Override
        public SnapshotPart part() {
            return SnapshotPart.BLOCKS;
        }
    }
}
