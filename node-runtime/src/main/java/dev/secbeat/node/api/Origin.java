// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.util.Locale;

/** Why a block exists. */
public enum Origin {
    /** A signed command of an operator. */
    OPERATOR(0),
    /** The global count of a source crossed its limit. */
    RATE_LIMIT(1);

    private final int code;

    Origin(int code) {
        this.code = code;
    }

    /** The number of this value on the wire; never reused. */
    public int code() {
        return code;
    }

    /** The name used as metric label and on screens: {@code rate-limit}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
