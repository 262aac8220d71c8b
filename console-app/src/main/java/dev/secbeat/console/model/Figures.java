// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.console.i18n.Digits;
import dev.secbeat.console.i18n.Messages;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Figures as every screen writes them, with the decimal sign and the groups of the language spoken. */
public final class Figures {
    /** Below this a number is put together by hand: the general way is too slow for hundreds of figures a second. */
    private static final double MOST_PLAIN = 1e15;

    /** The same of tenths: above, ten times the number is not exact enough to round as it does. */
    private static final double MOST_TENTHS = 1e6;

    private static volatile DecimalFormatSymbols signs = DecimalFormatSymbols.getInstance(Locale.ENGLISH);

    private Figures() {}

    /** {@code 312}, {@code 18.4k}, {@code 2.1M}: at most five characters for rates, unless the person wants them whole. */
    public static String compact(double value) {
        double size = Math.abs(value);
        if (size < 9_999.5 || Digits.areWhole()) {
            return grouped(value);
        }
        return size < 999_950
                ? tenths(value / 1e3) + "k"
                : size < 999_950_000 ? tenths(value / 1e6) + "M" : tenths(value / 1e9) + "G";
    }

    /** {@code 50,102}: whole, with groups. */
    public static String grouped(double value) {
        if (!(value >= 0 && value < MOST_PLAIN)) {
            return String.format(Messages.language(), "%,.0f", value);
        }
        return groups(Math.round(value), signs());
    }

    private static String groups(long whole, DecimalFormatSymbols signs) {
        String digits = Long.toString(whole);
        if (digits.length() <= 3) {
            return digits;
        }
        StringBuilder text = new StringBuilder(digits);
        for (int at = digits.length() - 3; at > 0; at -= 3) {
            text.insert(at, signs.getGroupingSeparator());
        }
        return text.toString();
    }

    private static DecimalFormatSymbols signs() {
        DecimalFormatSymbols known = signs;
        if (!known.getLocale().equals(Messages.language())) {
            known = DecimalFormatSymbols.getInstance(Messages.language());
            signs = known;
        }
        return known;
    }

    /** {@code 47 %}: a share of 1, whole; {@code <1 %} for one that is there yet rounds to nothing. */
    public static String percent(double share) {
        return share > 0 && share < 0.005 ? "<1 %" : Math.round(share * 100) + " %";
    }

    /** {@code 0.4}, {@code 0,4} in German: with one decimal. */
    public static String tenths(double value) {
        if (!(value >= 0 && value < MOST_TENTHS)) {
            return String.format(Messages.language(), "%,.1f", value);
        }
        DecimalFormatSymbols signs = signs();
        long tenths = Math.round(value * 10);
        return groups(tenths / 10, signs) + signs.getDecimalSeparator() + tenths % 10;
    }

    /** {@code 0.5}, {@code 0,25} in German: with as many decimals as it has, three at most; no groups. */
    public static String decimal(double value) {
        if (value >= 0 && value < MOST_TENTHS && value == Math.rint(value)) {
            return Long.toString(Math.round(value));
        }
        NumberFormat format = NumberFormat.getNumberInstance(Messages.language());
        format.setGroupingUsed(false);
        format.setMaximumFractionDigits(3);
        return format.format(value);
    }

    /** {@code 1,200 ms}: whole milliseconds. */
    public static String millis(double millis) {
        return grouped(millis) + " ms";
    }

    /**
     * What a person wrote: {@code 50}, {@code 0,5}, {@code 18.400} in German, {@code 0.5}, {@code 18,400} in English. A
     * point is a decimal sign also in German where it does not part groups of three; empty for what is no figure.
     */
    public static OptionalDouble read(String text) {
        DecimalFormatSymbols signs = DecimalFormatSymbols.getInstance(Messages.language());
        String point = Pattern.quote(String.valueOf(signs.getDecimalSeparator()));
        String group = Pattern.quote(String.valueOf(signs.getGroupingSeparator()));
        if (text.matches("[1-9]\\d{0,2}(" + group + "\\d{3}){1,3}(" + point + "\\d{1,6})?")) {
            return OptionalDouble.of(
                    Double.parseDouble(text.replaceAll(group, "").replaceAll(point, ".")));
        }
        return text.matches("\\d{1,12}((" + point + "|\\.)\\d{1,6})?")
                ? OptionalDouble.of(Double.parseDouble(text.replaceAll(point, ".")))
                : OptionalDouble.empty();
    }

    /** {@code 00:57}, {@code 1:02:05}: time left until {@code untilMillis}, never negative. */
    public static String timeLeft(long untilMillis, long nowMillis) {
        long seconds = Math.max(0, (untilMillis - nowMillis + 999) / 1000);
        String rest = two(seconds / 60 % 60) + ":" + two(seconds % 60);
        return seconds < 3600 ? rest : seconds / 3600 + ":" + rest;
    }

    private static String two(long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }
}
