// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.Scope;
import java.util.UUID;

/**
 * An order that nodes hold until a second administrator agrees.
 *
 * @param actor public key of its giver: others may have given orders of theirs under its id
 * @param who name of its giver where the audit trail tells it, else the key, shortened
 * @param words what it orders
 * @param reason why, as its giver wrote it; may be empty
 * @param scope nodes that it is for
 * @param mine given from this console, which can therefore not agree
 * @param doubtful its giver was heard to give two different orders under this id: nobody can tell to which one would agree
 * @param expiresAtMillis until when it waits, epoch milliseconds
 * @param nodesWaiting nodes that said that they hold it
 */
public record WaitingOrder(
        UUID id,
        String actor,
        String who,
        String words,
        String reason,
        Scope scope,
        boolean mine,
        boolean doubtful,
        long expiresAtMillis,
        int nodesWaiting) {}
