// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import dev.secbeat.node.api.FailoverPlan.RecordChange;
import java.util.List;

/** Port: the DNS that steers clients to regions. Calls block on the network, with timeouts; used by one thread. */
public interface DnsProvider {

    /**
     * Every steered record set as the authoritative servers answer it now, and what leaders wrote down beside them.
     *
     * @throws DnsException when no server answers
     */
    DnsAnswers current();

    /**
     * Writes {@code fence}'s epoch into every view, so that no leader before it can change any of them from then on.
     *
     * @throws DnsException also when a leader with a later epoch has been there
     */
    void raise(Lease fence);

    /**
     * Makes {@code changes}, each view's atomically, unless a leader with a later epoch than {@code fence} has been
     * there before or a record is no longer as the change found it.
     *
     * @throws DnsException saying whether nothing, or what, was changed
     */
    void apply(List<RecordChange> changes, Lease fence);

    /**
     * Asks every authoritative server for every changed record; one that is out of reach is asked no more.
     */
    Verified verify(List<RecordChange> changes);

    /** How many authoritative servers there are, at least 1. */
    int servers();

    /**
     * Asks one authoritative server whether it answers as {@code answers}, which may have come from another one.
     *
     * @param server its number, from 0
     */
    Verified compare(DnsAnswers answers, int server);
}
