// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import dev.secbeat.console.model.Alert;
import dev.secbeat.console.model.AlertKind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which alerts are worth recording. An attack and a region that is down are, for as long as they last; anything else when
 * it begins, and no longer than {@link #RESTLESS_MILLIS}: a node taken out of service would be missed for ever, and with
 * it nothing would ever be over. FX thread only.
 */
public final class Unrest {
    /** How long an alert that changes no traffic keeps a recording going, milliseconds. */
    public static final long RESTLESS_MILLIS = 600_000;

    private final Set<String> known = new HashSet<>();

    /** Nothing was seen yet. */
    public Unrest() {}

    /** Whether some of these were not there at the last call. */
    public boolean hasBegun(List<Alert> alerts) {
        List<String> now =
                alerts.stream().filter(Unrest::counts).map(Alert::key).toList();
        boolean begun = !known.containsAll(now);
        known.clear();
        known.addAll(now);
        return begun;
    }

    /** Whether none of these keeps a recording going at this moment, epoch milliseconds. */
    public static boolean isCalm(List<Alert> alerts, long nowMillis) {
        return alerts.stream()
                .filter(Unrest::counts)
                .noneMatch(alert -> lasts(alert.kind()) || nowMillis - alert.sinceEpochMillis() < RESTLESS_MILLIS);
    }

    private static boolean lasts(AlertKind kind) {
        return kind == AlertKind.ATTACK || kind == AlertKind.REGION_DOWN;
    }

    /** What the console says of itself is no incident. */
    private static boolean counts(Alert alert) {
        return alert.severity() != Alert.Severity.INFO && !alert.key().startsWith(Alert.OF_CONSOLE);
    }
}
