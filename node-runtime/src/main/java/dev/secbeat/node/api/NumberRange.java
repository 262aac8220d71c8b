// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

/**
 * Ports or packet lengths from {@code least} to {@code most}, both included.
 *
 * @param least 0 to {@code most}
 * @param most up to 65535
 */
public record NumberRange(int least, int most) {
    public static final int MOST = 65_535;

    private static final int MOST_DIGITS = 5;

    public NumberRange {
        if (least < 0 || least > most || most > MOST) {
            throw new IllegalArgumentException(
                    least + "-" + most + " is no range: write the smaller number first, both from 0 to " + MOST);
        }
    }

    /** The range of one number. */
    public static NumberRange of(int number) {
        return new NumberRange(number, number);
    }

    /**
     * Reads {@code 443} or {@code 1024-65535}.
     *
     * @throws IllegalArgumentException with what was found and what is allowed
     */
    public static NumberRange parse(String text) {
        int dash = text.indexOf('-');
        return dash < 0
                ? of(number(text, text))
                : new NumberRange(number(text.substring(0, dash), text), number(text.substring(dash + 1), text));
    }

    /** Whether {@code number} lies inside. */
    public boolean holds(int number) {
        return number >= least && number <= most;
    }

    @Override
    public String toString() {
        return least == most ? Integer.toString(least) : least + "-" + most;
    }

    private static int number(String digits, String text) {
        if (digits.isEmpty() || digits.length() > MOST_DIGITS || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("'" + text + "' is no range: write 443 or 1024-65535");
        }
        return Integer.parseInt(digits);
    }
}
