// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.incident;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.TimelineEntry;
import java.util.Locale;
import org.kordamp.ikonli.feather.Feather;

/** How each kind of thing that happens is called and marked: by a shape first, by a colour second. */
final class Kinds {
    private Kinds() {}

    static String word(TimelineEntry.Kind kind) {
        return switch (kind) {
            case DETECTION -> Messages.of("incident.kind.detection");
            case BLOCK -> Messages.of("incident.kind.block");
            case FAILOVER -> Messages.of("incident.kind.failover");
            case ACT -> Messages.of("incident.kind.act");
            case HEALTH -> Messages.of("incident.kind.health");
            case TROUBLE -> Messages.of("incident.kind.trouble");
            case CONSOLE -> Messages.of("incident.kind.console");
        };
    }

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
