// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

/** The DNS did not do what was asked; the message says what happened, what it means and what to do. */
public final class DnsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final boolean partly;

    public DnsException(Reason reason, String message) {
        super(message);
        this.reason = reason;
        this.partly = false;
    }

    public DnsException(Reason reason, String message, Throwable cause) {
        this(reason, message, cause, false);
    }

    /** @param partly whether part of what was asked had been done before */
    public DnsException(Reason reason, String message, Throwable cause, boolean partly) {
        super(message, cause);
        this.reason = reason;
        this.partly = partly;
    }

    /** Whether something may have been changed all the same: part of it, or what a server has not answered to. */
    public boolean isPartly() {
        return partly || reason == Reason.UNREACHABLE;
    }

    public Reason reason() {
        return reason;
    }

    /** What to do about it differs by kind. */
    public enum Reason {
        /** No answer in time: nothing is known to have changed. */
        UNREACHABLE,
        /** The server refused the key, the zone or the update. */
        REFUSED,
        /** A later leader or another change was there first: this leader must step down or plan anew. */
        FENCED
    }
}
