// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.console.i18n.Messages;

/**
 * The console's own connection to a source of telemetry.
 *
 * @param server the server talked to or being tried, such as {@code us-east} or {@code 127.0.0.1:4222}
 * @param sinceEpochMillis since when it is in this phase, epoch milliseconds
 * @param rttMillis round trip, milliseconds; NaN when not measured
 * @param freshness age of the newest data that came through it
 * @param detail what is wrong and what to do; empty when nothing is
 */
public record ConnectionState(
        Phase phase, String server, long sinceEpochMillis, double rttMillis, Freshness freshness, String detail) {
    /** Not configured. */
    public static final ConnectionState OFF = new ConnectionState(Phase.OFF, "", 0, Double.NaN, Freshness.NEVER, "");

    /** Where the connection stands. */
    public enum Phase {
        /** Not configured in this profile. */
        OFF,
        /** First attempt under way. */
        CONNECTING,
        /** Working. */
        CONNECTED,
        /** Was working, is being tried again. */
        RECONNECTING
    }

    /** Whether data can flow. */
    public boolean isUp() {
        return phase == Phase.CONNECTED;
    }

    /** How far figures that came through it may be trusted: without a link nothing is fresh. */
    public Freshness.Level trust() {
        boolean silent = freshness.isFresh() && !isUp();
        return silent ? Freshness.Level.STALE : freshness.level();
    }

    /** {@code last heard 12 s ago}: what to write beside figures that are not fresh; empty when they are. */
    public String caveat() {
        if (trust() == Freshness.Level.FRESH) {
            return "";
        }
        String heard = freshness.ageMillis() < 0
                ? Messages.of("model.link.nothing")
                : Messages.of("model.link.heard", freshness.text());
        return switch (phase) {
            case OFF -> Messages.of("model.link.off");
            case CONNECTING -> Messages.of("model.link.connecting", heard);
            case RECONNECTING -> Messages.of("model.link.disconnected", heard);
            case CONNECTED -> Messages.of("model.link.stale", heard);
        };
    }

    ConnectionState withFreshness(Freshness next) {
        return new ConnectionState(phase, server, sinceEpochMillis, rttMillis, next, detail);
    }
}
