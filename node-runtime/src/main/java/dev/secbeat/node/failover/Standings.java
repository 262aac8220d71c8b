// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.RegionState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The state of each region out of its health and of what was done with its clients. Pure, and from the clock alone: nothing is
 * remembered here, so a leader that has just taken over concludes the same as the one before.
 */
public final class Standings {
    /** After a record's time to live, what resolvers and clients may still take, milliseconds. */
    public static final long SETTLE_MILLIS = 2_000;

    private final FleetView fleet;
    private final MoveBook book;
    private final long nowMillis;
    private final long comingMillis;

    /**
     * States at {@code nowMillis}.
     *
     * @param fleet by health alone
     * @param ttlMillis for how long a client may remember an answer
     */
    public Standings(FleetView fleet, DnsAnswers answers, long nowMillis, long ttlMillis) {
        this.fleet = fleet;
        this.book = new MoveBook(answers);
        this.nowMillis = nowMillis;
        this.comingMillis = ttlMillis + SETTLE_MILLIS;
    }

    /** The fleet with these states. */
    public FleetView fleet() {
        Map<RegionId, RegionView> regions = new TreeMap<>();
        fleet.regions().forEach((id, region) -> regions.put(id, region.in(state(region))));
        return new FleetView(regions);
    }

    /** What a region's state is concluded from, a sentence each. */
    public List<String> evidence(RegionId region) {
        List<String> evidence = new ArrayList<>();
        fleet.find(region)
                .ifPresent(view -> evidence.add(
                        view.liveNodes() > 0
                                ? view.liveNodes() + " node(s) send heartbeats"
                                : "no node sends heartbeats, which alone is no evidence that it is down"));
        book.last(region)
                .ifPresent(move -> evidence.add(move.act().name().toLowerCase(Locale.ROOT)
                        + (move.isAway() ? " to " + move.to() : "") + " at " + Instant.ofEpochMilli(move.atMillis())
                        + " by order " + move.command()));
        return evidence;
    }

    private RegionState state(RegionView region) {
        Optional<Move> last = book.last(region.region());
        if (last.isEmpty()) {
            return region.state();
        }
        boolean coming = nowMillis - last.get().atMillis() < comingMillis;
        if (last.get().isAway()) {
            return coming ? RegionState.DRAINING : RegionState.OUT;
        }
        return coming && region.state() != RegionState.UNHEALTHY ? RegionState.PROBATION : region.state();
    }
}
