// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import java.util.regex.Pattern;

/**
 * Somebody a node obeys.
 *
 * @param publicKey user nkey, {@code U} and 55 characters of base 32
 * @param name for logs and screens, 1 to 64 characters
 * @param reach how far its orders may go, within its role
 */
public record Operator(String publicKey, Role role, String name, Reach reach) {
    private static final Pattern KEY = Pattern.compile("U[A-Z2-7]{55}");

    public Operator {
        checkKey(publicKey);
        if (name.isEmpty() || name.length() > 64) {
            throw new IllegalArgumentException("an operator's name has 1 to 64 characters, got " + name.length());
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("an operator's name has no control characters");
        }
    }

    /** One with the reach that its role has by itself. */
    public Operator(String publicKey, Role role, String name) {
        this(publicKey, role, name, Reach.of(role));
    }

    /** Refuses what cannot be a public user nkey; whether its check sum is right shows when it signs. */
    static void checkKey(String publicKey) {
        if (!KEY.matcher(publicKey).matches()) {
            throw new IllegalArgumentException(
                    "'" + publicKey + "' is not a public user nkey: 'secbeat keys new' prints one, it starts with U");
        }
    }
}
