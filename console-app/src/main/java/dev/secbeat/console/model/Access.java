// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.console.i18n.Messages;

/**
 * What this console may do.
 *
 * @param profile name of the connection profile
 * @param role {@code operator} or {@code read-only}
 * @param canAct whether commands can be signed
 * @param reason why not, and what to do about it; empty when it can
 * @param key public key that signs here; empty when none does, and in recordings, which nobody acts on
 */
public record Access(String profile, String role, boolean canAct, String reason, String key) {
    private static final String OPERATOR = "operator";
    private static final String READ_ONLY = "read-only";

    /** Without a key. */
    public Access(String profile, String role, boolean canAct, String reason) {
        this(profile, role, canAct, reason, "");
    }

    /** Before anything is known of the profile. */
    static Access starting() {
        return readOnly("–", Messages.of("model.access.starting"));
    }

    /** The role in the language spoken. */
    public String roleText() {
        return role.equals(OPERATOR) ? Messages.of("model.role.operator") : Messages.of("model.role.read-only");
    }

    /** A console without a key. */
    public static Access readOnly(String profile, String reason) {
        return new Access(profile, READ_ONLY, false, reason);
    }

    /** The same while the link to the fleet is away. */
    Access without(ConnectionState nats) {
        if (!canAct || nats.phase() == ConnectionState.Phase.OFF) {
            return this;
        }
        String where = nats.server().isEmpty() ? "NATS" : Messages.of("model.access.at", nats.server());
        return new Access(profile, role, false, Messages.of("model.access.away", where), key);
    }

    /** A console that signs its commands. */
    public static Access operator(String profile) {
        return operator(profile, "");
    }

    /** A console that signs its commands with this key. */
    public static Access operator(String profile, String publicKey) {
        return new Access(profile, OPERATOR, true, "", publicKey);
    }
}
