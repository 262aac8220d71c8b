// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

/**
 * Something an operator should look at.
 *
 * @param key stable while the cause lasts, such as {@code region.apac.mitigating}
 * @param regionId the region concerned; empty when it is the fleet or the console
 * @param title what happened, such as {@code APAC under attack}
 * @param text what it means and what to do
 * @param sinceEpochMillis since when, epoch milliseconds
 */
public record Alert(String key, Severity severity, String regionId, String title, String text, long sinceEpochMillis) {
    /** How keys begin of alerts about the console itself. */
    public static final String OF_CONSOLE = "console.";

    /** How urgent. */
    public enum Severity {
        /** Worth knowing. */
        INFO,
        /** The fleet copes; watch it. */
        WARNING,
        /** Act now. */
        CRITICAL
    }

    /** What it is about. */
    public AlertKind kind() {
        return AlertKind.of(key);
    }
}
