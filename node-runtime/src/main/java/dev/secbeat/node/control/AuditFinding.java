// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

/**
 * Something in an audit chain that nobody wrote like that.
 *
 * @param at the line or message at which it shows; 0 when nothing is there at all
 * @param text what it is, for people
 */
public record AuditFinding(Kind kind, long at, String text) {

    /** What was done to the chain. */
    public enum Kind {
        /** A record is not what was written. */
        CHANGED,
        /** Records in the middle are not there. */
        MISSING,
        /** Records stand in another order than they were written in. */
        REORDERED,
        /** Something stands there that was not written there. */
        INSERTED,
        /** Records at an end are not there. */
        TRUNCATED,
        /** A new chain begins: its writer had lost the one before. */
        RESTARTED
    }
}
