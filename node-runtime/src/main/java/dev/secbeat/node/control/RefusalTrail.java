// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Keeps refusals from filling the audit trail and the receipts' subject: whoever may publish commands can have any number refused, with
 * keys of no standing or by repeating what others signed. So many a minute are written, and so many of each code and actor are
 * answered; the rest are counted and told in one line a minute.
 *
 * <p>Nodes and orchestrators alike. Forged commands have a bound of their own: they must not hide what a trusted key did. Owned by one thread.
 */
public final class RefusalTrail {
    static final int PER_MINUTE = 10;
    private static final long MINUTE_MILLIS = 60_000;
    private static final UUID NO_COMMAND = new UUID(0, 0);

    private final ReceiptBudget receipts = new ReceiptBudget();
    private final Map<Refusal.Code, Long> untold = new EnumMap<>(Refusal.Code.class);
    private long minuteBegan;
    private int forged;
    private int authentic;
    private long unwritten;

    /**
     * Whether a refusal with {@code code} is answered; if not it is counted.
     *
     * @param actor key of who gave the command; empty when the trust file does not know it
     */
    public boolean tells(Refusal.Code code, Optional<String> actor, long epochMillis) {
        boolean told = actor.isPresent()
                ? receipts.admits(code, actor.get(), epochMillis)
                : receipts.admits(code, epochMillis);
        if (!told) {
            untold.merge(code, 1L, Long::sum);
        }
        return told;
    }

    /**
     * Whether a refusal with {@code code} is to be written; if not it is counted.
     *
     * @param told whether it is answered
     */
    public boolean admits(Refusal.Code code, boolean told) {
        boolean written = switch (code) {
            case UNKNOWN_ACTOR, BAD_SIGNATURE, MALFORMED, UNCONFIRMED -> ++forged <= PER_MINUTE;
            case WRONG_ROLE, EXPIRED, NOT_YET_VALID, REPLAYED, OUT_OF_SCOPE, OUT_OF_REACH -> ++authentic <= PER_MINUTE;
            default -> true;
        };
        written &= told;
        unwritten += written ? 0 : 1;
        return written;
    }

    /** Begins a new minute when it is time to; an entry about what was left out of the one before, if anything was. */
    public Optional<AuditEntry> minute(long epochMillis) {
        long age = epochMillis - minuteBegan;
        if (age >= 0 && age < MINUTE_MILLIS) {
            return Optional.empty();
        }
        long left = unwritten;
        String silent = untold.entrySet().stream()
                .map(code -> code.getValue() + " " + code.getKey())
                .collect(Collectors.joining(", "));
        minuteBegan = epochMillis;
        forged = 0;
        authentic = 0;
        unwritten = 0;
        untold.clear();
        return left == 0
                ? Optional.empty()
                : Optional.of(new AuditEntry.Outcome(
                        epochMillis,
                        NO_COMMAND,
                        "unknown",
                        Receipt.State.REFUSED,
                        left + " more commands were refused and not written one by one"
                                + (silent.isEmpty() ? "" : ", of which without a receipt " + silent)
                                + ": somebody floods the fleet with commands; see which NATS users may publish them"));
    }
}
