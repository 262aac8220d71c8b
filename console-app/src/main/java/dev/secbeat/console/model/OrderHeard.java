// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.Prefix;
import java.util.List;
import java.util.UUID;

/**
 * An order as somebody published it, signed by the key that it names. Whether nodes obey that key, their receipts tell.
 *
 * @param actor public key of who gave it
 * @param words what it orders, on one line
 * @param reason why, as its giver wrote it
 * @param scope {@code all}, {@code region.R} or {@code node.R.N}
 * @param mine given with this console's own key
 * @param blocked prefixes that it blocks; empty when it does something else
 * @param issuedAtMillis the sender's wall clock, epoch milliseconds
 * @param expiresAtMillis until when nodes would carry it out, epoch milliseconds
 */
public record OrderHeard(
        UUID id,
        String actor,
        String words,
        String reason,
        String scope,
        boolean mine,
        boolean dryRun,
        List<Prefix> blocked,
        long issuedAtMillis,
        long expiresAtMillis) {
    public OrderHeard {
        blocked = List.copyOf(blocked);
    }

    /** A key as lists show it: long enough to tell it from others. */
    public static String shortKey(String key) {
        return key.length() <= 12 ? key : key.substring(0, 8) + "…" + key.substring(key.length() - 3);
    }
}
