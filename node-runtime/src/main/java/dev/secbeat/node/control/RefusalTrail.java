// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps refusals from filling the audit trail: whoever may publish commands can have any number refused, with keys of no
 * standing or by repeating what others signed. So many a minute are written, the rest are counted and told in one line.
 *
 * <p>Forged commands have a bound of their own: they must not hide what a trusted key did. Owned by one thread.
 */
final class RefusalTrail {
    static final int PER_MINUTE = 10;
    private static final long MINUTE_MILLIS = 60_000;
    private static final UUID NO_COMMAND = new UUID(0, 0);

    private long minuteBegan;
    private int forged;
    private int authentic;
    private long unwritten;

    /** Whether a refusal with {@code code} is to be written; if not it is counted. */
    boolean admits(Refusal.Code code) {
        boolean written = switch (code) {
            case UNKNOWN_ACTOR, BAD_SIGNATURE, MALFORMED, UNCONFIRMED -> ++forged <= PER_MINUTE;
            case WRONG_ROLE, EXPIRED, NOT_YET_VALID, REPLAYED, OUT_OF_SCOPE, OUT_OF_REACH -> ++authentic <= PER_MINUTE;
            default -> true;
        };
        unwritten += written ? 0 : 1;
        return written;
    }

    /** Begins a new minute when it is time to; an entry about what was left out of the one before, if anything was. */
    Optional<AuditEntry> minute(long epochMillis) {
        long age = epochMillis - minuteBegan;
        if (age >= 0 && age < MINUTE_MILLIS) {
            return Optional.empty();
        }
        long left = unwritten;
        minuteBegan = epochMillis;
        forged = 0;
        authentic = 0;
        unwritten = 0;
        return left == 0
                ? Optional.empty()
                : Optional.of(new AuditEntry.Outcome(
                        epochMillis,
                        NO_COMMAND,
                        "unknown",
                        Receipt.State.REFUSED,
                        left + " more commands were refused and not written one by one: somebody floods this node with"
                                + " commands; see which NATS users may publish them"));
    }
}
