// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

/** A command cannot go on; the message says what, why, and what to do. */
final class CliException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int exitCode;

    CliException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
