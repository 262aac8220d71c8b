// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.console.i18n.Digits;
import java.util.Locale;

/** Figures as every screen writes them. */
public final class Figures {
    private Figures() {}

    /** {@code 312}, {@code 18.4k}, {@code 2.1M}: at most five characters for rates, unless the person wants them whole. */
    public static String compact(double value) {
        double size = Math.abs(value);
        if (size < 9_999.5 || Digits.areWhole()) {
            return grouped(value);
        }
        return size < 999_950
                ? String.format(Locale.ROOT, "%.1fk", value / 1e3)
                : size < 999_950_000
                        ? String.format(Locale.ROOT, "%.1fM", value / 1e6)
                        : String.format(Locale.ROOT, "%.1fG", value / 1e9);
    }

    /** {@code 50,102}: whole, with groups. */
    public static String grouped(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    /** {@code 47 %}: a share of 1, whole; {@code <1 %} for one that is there yet rounds to nothing. */
    public static String percent(double share) {
        return share > 0 && share < 0.005 ? "<1 %" : String.format(Locale.ROOT, "%.0f %%", share * 100);
    }

    /** {@code 00:57}, {@code 1:02:05}: time left until {@code untilMillis}, never negative. */
    public static String timeLeft(long untilMillis, long nowMillis) {
        long seconds = Math.max(0, (untilMillis - nowMillis + 999) / 1000);
        return seconds < 3600
                ? String.format(Locale.ROOT, "%02d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
