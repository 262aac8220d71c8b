// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What sources are held to, by number: a fleet has few rules and a million sources. Beyond {@link #MOST}, which no fleet
 * has, rules have no number of their own and count as none. Confined to one thread.
 */
final class SourceRules {
    /** Rules told apart. */
    static final int MOST = Short.MAX_VALUE;

    private record Rule(float limit, int windowMillis) {}

    private final Map<Rule, Short> numbers = new HashMap<>();
    private float[] limits = new float[16];
    private int[] windows = new int[16];

    SourceRules() {
        numbers.put(new Rule(0, 0), (short) 0);
    }

    short number(double limit, int windowMillis) {
        Rule rule = new Rule((float) limit, windowMillis);
        Short found = numbers.get(rule);
        if (found != null) {
            return found;
        }
        int next = numbers.size();
        if (next > MOST) {
            return 0;
        }
        if (next == limits.length) {
            limits = Arrays.copyOf(limits, 2 * next);
            windows = Arrays.copyOf(windows, 2 * next);
        }
        limits[next] = rule.limit();
        windows[next] = windowMillis;
        numbers.put(rule, (short) next);
        return (short) next;
    }

    double limit(short number) {
        return limits[number];
    }

    int windowMillis(short number) {
        return windows[number];
    }
}
