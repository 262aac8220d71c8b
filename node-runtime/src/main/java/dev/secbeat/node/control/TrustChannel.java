// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import java.util.Optional;

/** Port: trust files to and from the fleet. Called by one thread; never blocks. */
public interface TrustChannel {
    /**
     * Changes with every connection to the fleet, lost ones regained included, before anything can arrive through it; 0
     * before the first.
     */
    long joins();

    /** Tells all nodes what this one holds, and asks whether they hold something newer; false when there is no connection. */
    boolean ask(TrustHello hello);

    /** Answers a question; returns the bytes sent, 0 when there is no connection. */
    int answer(String replyTo, TrustWord word);

    /** Whether files or answers wait to be taken. */
    boolean isWaiting();

    /** Takes what arrived; files and answers before questions. */
    Optional<TrustMessage> next();
}
