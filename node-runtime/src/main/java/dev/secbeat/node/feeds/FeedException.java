// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.feeds;

/** A version of a feed that could not be had or is refused; the one before stays. The message is for the log. */
final class FeedException extends Exception {
    private static final long serialVersionUID = 1;

    private final long retryAfterMillis;

    FeedException(String problem) {
        this(problem, 0);
    }

    /** @param retryAfterMillis wait that the source asks for; 0: none */
    FeedException(String problem, long retryAfterMillis) {
        super(problem);
        this.retryAfterMillis = retryAfterMillis;
    }

    String problem() {
        return String.valueOf(getMessage());
    }

    long retryAfterMillis() {
        return retryAfterMillis;
    }
}
