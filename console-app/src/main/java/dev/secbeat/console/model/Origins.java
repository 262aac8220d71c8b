// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.Map;

/**
 * Where sources come from, as the operator's own databases tell.
 *
 * @param given whether any database is given: without one nothing is shown of it
 * @param bySource {@code NL AS64511} by source; empty text where the databases know nothing
 * @param problem why a database cannot be used and what to do; empty when all can
 */
public record Origins(boolean given, Map<String, String> bySource, String problem) {
    /** No database is given. */
    public static final Origins NONE = new Origins(false, Map.of(), "");

    public Origins {
        bySource = Map.copyOf(bySource);
    }
}
