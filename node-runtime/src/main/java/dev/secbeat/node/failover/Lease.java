// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

/**
 * Leadership for a while.
 *
 * @param holder identity of the orchestrator that leads, another one at each of its starts
 * @param epoch grows with every change of leader; fences what an old leader still tries to do
 * @param expiresAtMillis epoch milliseconds; from then on the lease is nobody's
 */
public record Lease(String holder, long epoch, long expiresAtMillis) {

    /** Whether the lease still stands at {@code nowMillis}. */
    public boolean isValidAt(long nowMillis) {
        return nowMillis < expiresAtMillis;
    }
}
