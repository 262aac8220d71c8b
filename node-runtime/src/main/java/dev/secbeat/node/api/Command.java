// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An order to the fleet, before it is signed.
 *
 * @param id chosen by the sender, unique for ever; a second command with the same id is a replay
 * @param issuedAt sender's wall clock, millisecond precision
 * @param expiresAt after this a node refuses the command (not the lifetime of the block it orders)
 * @param actor public nkey of the operator, {@code U...}
 * @param dryRun check and answer, change nothing
 * @param from single addresses from which it is sent, at most {@link #MAX_FROM}: no node blocks them by it. Empty: whoever sends it
 *     does not tell, or means it even so
 */
public record Command(
        UUID id,
        Instant issuedAt,
        Instant expiresAt,
        String actor,
        Scope scope,
        boolean dryRun,
        CommandBody body,
        List<Prefix> from) {
    /** Most addresses that one is sent from. */
    public static final int MAX_FROM = 16;

    public Command {
        from = List.copyOf(from);
        if (from.size() > MAX_FROM || !from.stream().allMatch(Prefix::isHost)) {
            throw new IllegalArgumentException(
                    "a command is sent from at most " + MAX_FROM + " addresses, none of them a network; got " + from);
        }
        if (!expiresAt.isAfter(issuedAt)) {
            throw new IllegalArgumentException("expiresAt " + expiresAt + " is not after issuedAt " + issuedAt);
        }
    }

    /** One that does not tell where it is sent from. */
    public Command(
            UUID id, Instant issuedAt, Instant expiresAt, String actor, Scope scope, boolean dryRun, CommandBody body) {
        this(id, issuedAt, expiresAt, actor, scope, dryRun, body, List.of());
    }

    /** The same, sent from these addresses. */
    public Command sentFrom(List<Prefix> addresses) {
        return new Command(id, issuedAt, expiresAt, actor, scope, dryRun, body, addresses);
    }

    /** Another one on the same terms. */
    public Command with(UUID otherId, CommandBody otherBody) {
        return new Command(otherId, issuedAt, expiresAt, actor, scope, dryRun, otherBody, from);
    }
}
