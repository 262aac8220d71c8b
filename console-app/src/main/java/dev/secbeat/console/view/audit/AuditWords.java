// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.audit;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.AuditOrder;
import java.util.UUID;

/** Words of the audit trail that several parts of the view share. */
final class AuditWords {
    private static final UUID MANY = new UUID(0, 0);

    private AuditWords() {}

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
            case "DRILLED" -> Messages.of("audit.outcome.drilled");
            case "REFUSED" -> Messages.of("audit.outcome.refused");
            case "SUPERSEDED" -> Messages.of("audit.outcome.superseded");
            case "WAITING" -> Messages.of("audit.outcome.waiting");
            default -> Messages.of("audit.outcome.none");
        };
    }

    static String tone(String state) {
        return switch (state) {
            case "APPLIED", "CHECKED", "DRILLED" -> "good";
            case "REFUSED", "WAITING" -> "warn";
            default -> "quiet";
        };
    }
}
