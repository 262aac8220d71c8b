// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.incident;

import dev.secbeat.console.model.TimelineEntry;
import java.util.Locale;
import org.kordamp.ikonli.feather.Feather;

/** How each kind of thing that happens is marked: by a shape first, by a colour second. */
final class Kinds {
    private Kinds() {}

    static Feather icon(TimelineEntry.Kind kind) {
        return switch (kind) {
            case DETECTION -> Feather.ALERT_TRIANGLE;
            case BLOCK -> Feather.SLASH;
            case FAILOVER -> Feather.SHUFFLE;
            case ACT -> Feather.USER;
            case HEALTH -> Feather.ACTIVITY;
            case TROUBLE -> Feather.ALERT_OCTAGON;
            case CONSOLE -> Feather.MONITOR;
        };
    }

    static String style(TimelineEntry.Kind kind) {
        return "kind-" + kind.name().toLowerCase(Locale.ROOT);
    }
}
