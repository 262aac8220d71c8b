// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.List;

/**
 * The fleet's audit trail as it was read last.
 *
 * @param problem why it could not be read and what to do; empty when it could
 * @param orders newest first
 * @param records how many records of writers' chains were checked
 * @param writers how many wrote them
 * @param flaws where records are not as they were written
 * @param unread older messages of the stream that were not read
 * @param readAtMillis when it was read, epoch milliseconds; 0 while it never was
 */
public record AuditBoard(
        Phase phase,
        String problem,
        List<AuditOrder> orders,
        int records,
        int writers,
        List<Flaw> flaws,
        long unread,
        long readAtMillis) {
    /** Nobody has asked for it yet. */
    public static final AuditBoard UNREAD = new AuditBoard(Phase.UNREAD, "", List.of(), 0, 0, List.of(), 0, 0);

    public AuditBoard {
        orders = List.copyOf(orders);
        flaws = List.copyOf(flaws);
    }

    /** Where reading stands. */
    public enum Phase {
        /** Not asked for. */
        UNREAD,
        /** Being read; what was read before is still shown. */
        READING,
        /** As it was at {@link #readAtMillis}. */
        READ,
        /** It cannot be read now; what was read before is still shown. */
        AWAY
    }

    /** A place at which a record is not what somebody wrote. */
    public record Flaw(String writer, String kind, long message, String text) {}

    /** The same while it is read anew: a problem stands until that has ended, rather than come and go. */
    public AuditBoard reading() {
        return new AuditBoard(Phase.READING, problem, orders, records, writers, flaws, unread, readAtMillis);
    }

    /** The same when it could not be read anew. */
    public AuditBoard away(String why) {
        return new AuditBoard(Phase.AWAY, why, orders, records, writers, flaws, unread, readAtMillis);
    }
}
