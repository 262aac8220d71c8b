// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.settings;

/** A secret could not be kept or found; the message says what happened and what to do. */
public final class SecretException extends Exception {
    private static final long serialVersionUID = 1;

    SecretException(String message) {
        super(message);
    }
}
