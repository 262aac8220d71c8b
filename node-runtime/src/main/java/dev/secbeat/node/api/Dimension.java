// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.Locale;

/** What a rate limit counts. */
public enum Dimension {
    REQUESTS(0),
    CONNECTIONS(1),
    PACKETS(2),
    BYTES(3);

    private final int code;

    Dimension(int code) {
        this.code = code;
    }

    /** The number of this value on the wire; never reused. */
    public int code() {
        return code;
    }

    /** The name used in configuration and on screens: {@code requests}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
