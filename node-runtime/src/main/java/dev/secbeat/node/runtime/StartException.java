// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

/** A node or orchestrator cannot start; the message says what is wrong and what to do. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartException(String message) {
        super(message);
    }

    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
