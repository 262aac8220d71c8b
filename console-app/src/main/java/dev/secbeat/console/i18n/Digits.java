// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.i18n;

/** Whether large figures are written short or in full, as the person prefers. Safe for all threads. */
public final class Digits {
    private static volatile boolean whole;

    private Digits() {}

    /** Writes figures in full from now on, or short: {@code 18,400} or {@code 18.4k}. What is already shown stays. */
    public static void writeWhole(boolean inFull) {
        whole = inFull;
    }

    /** Whether figures are written in full. */
    public static boolean areWhole() {
        return whole;
    }
}
