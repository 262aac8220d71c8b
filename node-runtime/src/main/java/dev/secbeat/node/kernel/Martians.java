// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

/** Which sources the kernel drops because nothing from the Internet can have them; each level includes the one before. */
public enum Martians {
    /** None. */
    OFF(0),
    /** Those no host may send from, wherever it is: loopback, multicast, reserved. */
    INVALID(1),
    /** Also those no router of the Internet forwards: private, link-local, documentation, benchmarks. */
    UNROUTABLE(2);

    private final int code;

    Martians(int code) {
        this.code = code;
    }

    /** As {@code enum sb_martians} of abi.h. */
    int code() {
        return code;
    }
}
