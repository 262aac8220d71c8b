// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

/** The proxy could not start; the message says what happened, what it means and what to do. */
public final class ListenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ListenException(String message, Throwable cause) {
        super(message, cause);
    }
}
