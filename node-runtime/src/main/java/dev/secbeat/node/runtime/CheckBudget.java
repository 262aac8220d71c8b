// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import java.util.HashMap;
import java.util.Map;

/**
 * How many signatures of commands are checked, each second anew. Whoever forges commands must name a key that is trusted: each of these
 * has an equal part, so that a flood under one name leaves the others' commands their own. Bounded by the keys that are trusted;
 * guarded by its owner's lock.
 */
final class CheckBudget {
    /** Of all keys, a second: a fifth of a core's time. */
    static final int MOST = 2_000;

    /** What a key has where very many are trusted. */
    private static final int LEAST_PART = 16;

    /** To hash so many takes about as long as the rest of a check. */
    private static final int PREFIXES_A_CHECK = 1_000;

    private static final long SECOND_MILLIS = 1_000;

    private final Map<String, Integer> spent = new HashMap<>();
    private long secondMillis;
    private int spentOfAll;

    /**
     * Whether {@code command} may be checked now; then it counts as checked.
     *
     * @param actors how many keys are trusted, of which it names one
     */
    boolean allows(Command command, int actors, long nowMillis) {
        long age = nowMillis - secondMillis;
        if (age < 0 || age >= SECOND_MILLIS) {
            secondMillis = nowMillis;
            spent.clear();
            spentOfAll = 0;
        }
        int part = Math.max(LEAST_PART, MOST / Math.max(1, actors));
        int cost = 1 + prefixes(command.body()) / PREFIXES_A_CHECK;
        if (spentOfAll + cost > MOST || spent.getOrDefault(command.actor(), 0) + cost > part) {
            return false;
        }
        spentOfAll += cost;
        spent.merge(command.actor(), cost, Integer::sum);
        return true;
    }

    private static int prefixes(CommandBody body) {
        return switch (body) {
            case CommandBody.OnPrefixes order -> order.prefixes().size();
            case CommandBody.Part part -> prefixes(part.order());
            default -> 0;
        };
    }
}
