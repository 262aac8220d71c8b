// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

/** An IP address family. */
public enum Family {
    IPV4(32, 8, 16),
    IPV6(128, 16, 32);

    private final int bits;
    private final int widestBlock;
    private final int widestAlone;

    Family(int bits, int widestBlock, int widestAlone) {
        this.bits = bits;
        this.widestBlock = widestBlock;
        this.widestAlone = widestAlone;
    }

    /** Width of an address in bits: 32 or 128. */
    public int bits() {
        return bits;
    }

    /** Length of the widest prefix that one person may block alone, what one network has: 16 or 32. */
    public int widestAlone() {
        return widestAlone;
    }

    /** Length of the widest prefix that may be blocked, whoever asks: 8 or 16. */
    public int widestBlock() {
        return widestBlock;
    }
}
