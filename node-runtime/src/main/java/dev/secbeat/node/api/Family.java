// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

/** An IP address family. */
public enum Family {
    IPV4(32, 8),
    IPV6(128, 16);

    private final int bits;
    private final int widestBlock;

    Family(int bits, int widestBlock) {
        this.bits = bits;
        this.widestBlock = widestBlock;
    }

    /** Width of an address in bits: 32 or 128. */
    public int bits() {
        return bits;
    }

    /** Length of the widest prefix that may be blocked, whoever asks: 8 or 16. */
    public int widestBlock() {
        return widestBlock;
    }
}
