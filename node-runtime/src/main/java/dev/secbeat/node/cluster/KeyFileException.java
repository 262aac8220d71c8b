// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

/** A key file cannot be used; the message says which, why, and what to do. Never contains key material. */
public final class KeyFileException extends Exception {
    private static final long serialVersionUID = 1L;

    public KeyFileException(String message) {
        super(message);
    }

    public KeyFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
