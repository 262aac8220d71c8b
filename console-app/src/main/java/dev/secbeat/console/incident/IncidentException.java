// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

/** A file cannot be replayed; the message says which, why, and what to do. */
public final class IncidentException extends Exception {
    private static final long serialVersionUID = 1;

    IncidentException(String message) {
        super(message);
    }

    IncidentException(String message, Throwable cause) {
        super(message, cause);
    }
}
