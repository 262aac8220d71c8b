// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.Optional;

/** Ages what the leading orchestrator says of itself. FX thread only. */
final class LeaderTrack {
    /** A leader that missed so many of its leases is not shown as one any more. */
    private static final int GONE_LEASES = 4;

    private Optional<Update.Leader> newest = Optional.empty();

    /** Takes what was heard; of two that claim to lead, the one of the higher epoch does, for as long as it is heard. */
    void accept(Update.Leader heard) {
        boolean outdated = newest.filter(known -> known.epoch() > heard.epoch())
                .map(known -> age(known, heard.receivedNanos()))
                .filter(Freshness::isFresh)
                .isPresent();
        if (!outdated) {
            newest = Optional.of(heard);
        }
    }

    LeaderState state(long nowNanos) {
        return newest.map(known -> new LeaderState(known.orchestrator(), known.epoch(), age(known, nowNanos)))
                .orElse(LeaderState.UNKNOWN);
    }

    private static Freshness age(Update.Leader leader, long nowNanos) {
        long lease = leader.leaseMillis();
        return new Freshness.Limits(lease, GONE_LEASES * lease).at((nowNanos - leader.receivedNanos()) / 1_000_000);
    }
}
