// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

/** A sink could not take a verdict; the message says which call failed, with what, and what to do. */
public final class VerdictSinkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public VerdictSinkException(String message, Throwable cause) {
        super(message, cause);
    }

    public VerdictSinkException(String message) {
        super(message);
    }
}
