// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.audit;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.AuditOrder;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words of the audit trail that several parts of the view share. */
final class AuditWords {
    private static final UUID MANY = new UUID(0, 0);

    /** As the trail words an order about another: nothing before its id is free text. */
    private static final Pattern ABOUT =
            Pattern.compile("^(undo|approve) ([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\\b");

    private AuditWords() {}

    /** What was ordered; an order about another tells that one's words, where {@code known} has them, in place of its id. */
    static String what(AuditOrder order, Map<UUID, AuditOrder> known) {
        if (order.id().equals(MANY)) {
            return Messages.of("audit.what.many");
        }
        Matcher about = ABOUT.matcher(order.what());
        if (about.find()) {
            AuditOrder other = known.get(UUID.fromString(about.group(2)));
            if (other != null && !other.what().isEmpty()) {
                return about.group(1) + " “" + other.what() + "”" + order.what().substring(about.end());
            }
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
