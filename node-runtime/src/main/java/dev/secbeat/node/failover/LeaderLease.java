// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import java.util.Optional;

/** Port: who of several orchestrators leads. Calls may block on the network, with a timeout; used by one thread. */
public interface LeaderLease {

    /**
     * Takes the lease when it is free or expired, or renews it while {@code holder} has it. A renewal of a lease that still
     * stands keeps the epoch, all else raises it.
     *
     * @param holder identity of one start of one orchestrator; two that share one would both lead
     * @param nowMillis epoch milliseconds
     * @param ttlMillis how long the lease shall stand, at least 1
     * @return the lease now held, or empty when another holds it or the store could not be reached
     */
    Optional<Lease> tryAcquire(String holder, long nowMillis, long ttlMillis);

    /** The unexpired lease as the store has it; empty when there is none or the store could not be reached. */
    Optional<Lease> current(long nowMillis);

    /** Gives {@code lease} back early; no effect when it is no longer the one in force. */
    void release(Lease lease);
}
