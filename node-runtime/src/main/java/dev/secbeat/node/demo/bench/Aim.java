// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a figure should be.
 *
 * @param figure its name; {@code _aim} after it names the aim
 * @param atLeast whether more is better, else less is
 */
public record Aim(String figure, double value, boolean atLeast) {
    /** The more the better. */
    public static Aim atLeast(String figure, double value) {
        return new Aim(figure, value, true);
    }

    /** The less the better. */
    public static Aim atMost(String figure, double value) {
        return new Aim(figure, value, false);
    }

    /** Puts the aim beside the figure and tells how they compare; nothing when the figure was left out. */
    public void compare(Map<String, Double> figures, Consumer<String> tell) {
        Double found = figures.get(figure);
        if (found == null) {
            return;
        }
        figures.put(figure + "_aim", value);
        boolean met = atLeast ? found >= value : found <= value;
        tell.accept(String.format(
                Locale.ROOT,
                "%-36s %14.3f  aim %s %s: %s",
                figure,
                found,
                atLeast ? ">=" : "<=",
                value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value),
                met ? "met" : "MISSED"));
    }
}
