// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

/** The console cannot start as it was asked to; the message says what is wrong and what to do. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
