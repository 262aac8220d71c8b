// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

/** The DNS did not do what was asked; the message says what happened, what it means and what to do. */
public final class DnsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public DnsException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public DnsException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
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
