// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.geo;

import java.nio.ByteBuffer;

/** Reads the nodes of a database: two records each, for the next bit of an address. Owned by one thread. */
final class SearchTree {
    /** Bits before those of an IPv4 address, all zero, in a tree of IPv6 addresses. */
    static final int BITS_BEFORE_4 = 96;

    private final ByteBuffer file;
    private final long nodes;
    private final int recordBits;
    private final int nodeBytes;
    private final boolean six;

    /** @param layout of which it is sure that all its nodes lie in {@code file} */
    SearchTree(ByteBuffer file, DatabaseLayout layout) {
        this.file = file;
        this.nodes = layout.nodes();
        this.recordBits = layout.recordBits();
        this.nodeBytes = 2 * recordBits / Byte.SIZE;
        this.six = layout.six();
    }

    long nodes() {
        return nodes;
    }

    /** Whether the tree is of IPv6 addresses, with the IPv4 ones below ::/96. */
    boolean isSix() {
        return six;
    }

    /**
     * One record of a node, unsigned.
     *
     * @param bit 0 or 1
     */
    long record(long node, int bit) {
        int at = (int) (node * nodeBytes);
        return switch (recordBits) {
            case 24 -> threeBytes(at + 3 * bit);
            case 28 -> {
                int middle = file.get(at + 3); // Its halves are the uppermost bits of the two records.
                long upper = bit == 0 ? (middle & 0xf0) >>> 4 : middle & 0x0f;
                yield upper << 24 | threeBytes(at + 4 * bit);
            }
            default -> Integer.toUnsignedLong(file.getInt(at + 4 * bit));
        };
    }

    /** The record of ::/96, below which IPv4 addresses are. */
    long start4() {
        long record = 0;
        for (int bit = 0; six && bit < BITS_BEFORE_4 && record < nodes; bit++) {
            record = record(record, 0);
        }
        return record;
    }

    private long threeBytes(int at) {
        return (file.get(at) & 0xffL) << 16 | (file.get(at + 1) & 0xffL) << 8 | (file.get(at + 2) & 0xffL);
    }
}
