// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

/**
 * What this console may do.
 *
 * @param profile name of the connection profile
 * @param role {@code operator} or {@code read-only}
 * @param canAct whether commands can be signed
 * @param reason why not, and what to do about it; empty when it can
 */
public record Access(String profile, String role, boolean canAct, String reason) {
    /** A console without a key. */
    public static Access readOnly(String profile, String reason) {
        return new Access(profile, "read-only", false, reason);
    }

    /** The same while the link to the fleet is away. */
    Access without(ConnectionState nats) {
        if (!canAct || nats.phase() == ConnectionState.Phase.OFF) {
            return this;
        }
        String where = nats.server().isEmpty() ? "NATS" : "NATS at " + nats.server();
        return new Access(
                profile,
                role,
                false,
                "The console is not connected to " + where
                        + ", so no command would reach a node. Blocks in force stay in"
                        + " force; it keeps trying to connect.");
    }

    /** A console that signs its commands. */
    public static Access operator(String profile) {
        return new Access(profile, "operator", true, "");
    }
}
