// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.settings;

import dev.secbeat.console.i18n.Messages;

/** What a new alert of some kind does. */
public enum AlertRule {
    /** It is in the list of alerts, and nothing else. */
    LISTED,
    /** It also shows over the map. */
    SHOWN,
    /** It also sounds. */
    SOUNDED;

    /** What it is called. */
    public String label() {
        return switch (this) {
            case LISTED -> Messages.of("settings.rule.listed");
            case SHOWN -> Messages.of("settings.rule.shown");
            case SOUNDED -> Messages.of("settings.rule.sounded");
        };
    }

    /** Whether such alerts are shown over the map. */
    public boolean isShown() {
        return this != LISTED;
    }
}
