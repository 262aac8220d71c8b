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
    private final List<SteeredRecord> records;
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
        this.records = answers.records();
        this.nowMillis = nowMillis;
        this.comingMillis = ttlMillis + SETTLE_MILLIS;
    }

    /** The fleet with these states. */
    public FleetView fleet() {
        Map<RegionId, RegionView> regions = new TreeMap<>();
        fleet.regions().forEach((id, region) -> regions.put(id, region.in(state(region))));
        return new FleetView(regions);
    }

    /** Where a region's clients were told to go; empty while they are at home. */
    public Optional<RegionId> movedTo(RegionId region) {
        return book.last(region).filter(Move::isAway).map(Move::to);
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
        HoldDown held = book.holdDown(region);
        if (held.flaps() > 0) {
            evidence.add("it was left soon after it came back " + held.flaps()
                    + " time(s), so once it is back it keeps its" + " clients for " + held.millis() / 60_000 + " min");
        }
        halfMade().stream()
                .filter(line -> line.startsWith("clients of " + region + " "))
                .forEach(evidence::add);
        return evidence;
    }

    /**
     * What tells of a move or a failback that was made in some views only, a sentence each: the region's clients are away by
     * what was written down, and yet a record answers with it. Whoever comes to lead after a leader that was overtaken half-way
     * knows it from this.
     */
    public List<String> halfMade() {
        List<String> found = new ArrayList<>();
        for (RegionId region : book.away()) {
            List<String> addresses =
                    fleet.find(region).map(RegionView::addresses).orElse(List.of());
            for (SteeredRecord record : records) {
                boolean answers = record.addresses().stream().anyMatch(addresses::contains);
                if (answers && !book.leadsTo(region, record.view(), record.type())) {
                    found.add("clients of " + region + " were moved in some views only: view " + record.view()
                            + " still answers " + record.type() + " " + record.addresses()
                            + "; send 'secbeat failover' or"
                            + " 'secbeat failback' of " + region + " once more");
                }
            }
        }
        return found;
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
