// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

/**
 * Packet rates of a region or node from one source of telemetry.
 *
 * @param passedPerSecond packets passed, per second
 * @param droppedPerSecond packets dropped, per second
 */
public record Rates(double passedPerSecond, double droppedPerSecond, Freshness freshness) {
    /** Nothing was ever heard. */
    public static final Rates NONE = new Rates(0, 0, Freshness.NEVER);

    /** Share of all packets that is dropped, 0 to 1. */
    public double dropShare() {
        double all = passedPerSecond + droppedPerSecond;
        return all <= 0 ? 0 : droppedPerSecond / all;
    }
}
