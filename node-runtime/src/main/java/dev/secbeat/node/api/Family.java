// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

/** An IP address family. */
public enum Family {
    IPV4(32),
    IPV6(128);

    private final int bits;

    Family(int bits) {
        this.bits = bits;
    }

    /** Width of an address in bits: 32 or 128. */
    public int bits() {
        return bits;
    }
}
