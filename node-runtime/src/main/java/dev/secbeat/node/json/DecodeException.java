// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

/** A text is not what it should be; the message says where and why, and repeats no more than a little of the text. */
public final class DecodeException extends Exception {
    private static final long serialVersionUID = 1L;

    public DecodeException(String message) {
        super(message);
    }

    public DecodeException(String message, Throwable cause) {
        super(message, cause);
    }
}
