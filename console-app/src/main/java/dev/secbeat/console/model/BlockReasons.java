// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.Prefix;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Why operators blocked what they blocked, as far as this console heard them say it. Confined to one thread. */
final class BlockReasons {
    private static final int MAX_PREFIXES = 20_000;

    /** @param by the key that gave the order, shortened */
    record Reason(String text, String by) {}

    private final Map<Prefix, Reason> reasons = new LinkedHashMap<>();

    void accept(OrderHeard order) {
        if (order.dryRun()) {
            return;
        }
        Reason reason = new Reason(order.reason(), OrderHeard.shortKey(order.actor()));
        order.blocked().forEach(prefix -> {
            reasons.remove(prefix); // Put anew, it is the newest.
            reasons.put(prefix, reason);
        });
        while (reasons.size() > MAX_PREFIXES) {
            reasons.remove(reasons.keySet().iterator().next());
        }
    }

    Optional<Reason> of(Prefix prefix) {
        return Optional.ofNullable(reasons.get(prefix));
    }
}
