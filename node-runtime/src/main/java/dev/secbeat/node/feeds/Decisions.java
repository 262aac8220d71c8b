// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.feeds;

import dev.secbeat.node.json.DecodeException;
import dev.secbeat.node.json.FeedDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An answer of {@code /v1/decisions/stream} of a CrowdSec agent: decisions that are new since the last answer, and those that
 * ended. Only bans of addresses and ranges count.
 *
 * <p>The agent tells of several decisions on one value only the longest, and may tell in one answer that one ended and another
 * began: so a value is one entry, whatever the decisions' numbers, and ends are applied first.
 */
final class Decisions {
    private record Decision(String value, String duration) {}

    private final List<Decision> begun = new ArrayList<>();
    private final List<Decision> ended = new ArrayList<>();

    private Decisions() {}

    static Decisions read(byte[] answer) throws FeedException {
        Decisions decisions = new Decisions();
        try {
            FeedDocument.objects(answer, decisions::take);
        } catch (DecodeException e) {
            throw new FeedException(ParsedFeed.shown(String.valueOf(e.getMessage())));
        }
        return decisions;
    }

    boolean isEmpty() {
        return begun.isEmpty() && ended.isEmpty();
    }

    /** Changes {@code parsed}; a decision whose duration cannot be read counts as bad. */
    void apply(ParsedFeed parsed, long nowMillis) throws FeedException {
        ended.forEach(decision -> parsed.remove(decision.value()));
        for (Decision decision : begun) {
            OptionalLong millis = GoDuration.millis(decision.duration());
            if (millis.isEmpty()) {
                parsed.takeBad(0, decision.value() + " for " + decision.duration());
            } else if (millis.getAsLong() > 0) {
                parsed.take(0, decision.value(), nowMillis + millis.getAsLong());
            }
        }
    }

    private void take(String array, Map<String, String> fields) {
        String scope = text(fields, "scope").toLowerCase(Locale.ROOT);
        boolean counts = (scope.equals("ip") || scope.equals("range"))
                && text(fields, "type").toLowerCase(Locale.ROOT).equals("ban");
        if (counts) {
            Decision decision = new Decision(text(fields, "value"), text(fields, "duration"));
            switch (array) {
                case "new" -> begun.add(decision);
                case "deleted" -> ended.add(decision);
                default -> {
                    // A later agent may tell more.
                }
            }
        }
    }

    private static String text(Map<String, String> fields, String name) {
        return Optional.ofNullable(fields.get(name)).orElse("");
    }
}
