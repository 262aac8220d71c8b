// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.settings;

import dev.secbeat.console.i18n.Messages;

/** The themes. */
public enum Look {
    /** Light on dark, for the night. */
    DARK,
    /** Dark on light, for daylight and print. */
    LIGHT,
    /** White on black, every text at 7:1 or more. */
    CONTRAST;

    /** What it is called. */
    public String label() {
        return switch (this) {
            case DARK -> Messages.of("settings.look.dark");
            case LIGHT -> Messages.of("settings.look.light");
            case CONTRAST -> Messages.of("settings.look.contrast");
        };
    }

    /** The one after it, the first after the last. */
    public Look next() {
        return switch (this) {
            case DARK -> LIGHT;
            case LIGHT -> CONTRAST;
            case CONTRAST -> DARK;
        };
    }
}
