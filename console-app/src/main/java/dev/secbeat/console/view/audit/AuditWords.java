// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.audit;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.AuditOrder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;

/** Words of the audit trail that several parts of the view share. */
final class AuditWords {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final UUID MANY = new UUID(0, 0);

    private AuditWords() {}

    /** {@code 2026-11-26 16:30:00}, UTC. */
    static String time(long epochMillis) {
        return DAY.format(Instant.ofEpochMilli(epochMillis));
    }

    static String what(AuditOrder order) {
        if (order.id().equals(MANY)) {
            return Messages.of("audit.what.many");
        }
        return order.what().isEmpty() ? Messages.of("audit.what.unknown") : order.what();
    }

    /** A state, as {@link AuditOrder#outcome()} names it, as a word; empty: nobody has said. */
    static String outcome(String state) {
        return switch (state) {
            case "APPLIED" -> Messages.of("audit.outcome.applied");
            case "CHECKED" -> Messages.of("audit.outcome.checked");
            case "REFUSED" -> Messages.of("audit.outcome.refused");
            case "SUPERSEDED" -> Messages.of("audit.outcome.superseded");
            case "WAITING" -> Messages.of("audit.outcome.waiting");
            default -> Messages.of("audit.outcome.none");
        };
    }

    static String tone(String state) {
        return switch (state) {
            case "APPLIED", "CHECKED" -> "good";
            case "REFUSED", "WAITING" -> "warn";
            default -> "quiet";
        };
    }
}
