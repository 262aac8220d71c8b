// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

/**
 * Replication between two regions.
 *
 * @param from region id, smaller than {@code to}
 * @param lagMillis age of the newest counter delta the worse side has from the other, milliseconds
 */
public record LinkState(String from, String to, long lagMillis, Freshness freshness) {}
