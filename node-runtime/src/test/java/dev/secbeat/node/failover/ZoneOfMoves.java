// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.FailoverPlan.RecordChange;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.RegionState;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;

/** A zone in memory that takes what each plan says, and three regions steered by it. */
abstract class ZoneOfMoves {
    static final String NAME = "secbeat.example.";
    static final String NOTES = "_secbeat-moves.example.";
    static final long TTL = 5_000;

    final FailoverPlanner planner = new FailoverPlanner("orc-1", 1);
    List<RegionView> regions = List.of(
            region("us-east", 900, 4_000, "192.0.2.10", "2001:db8::10"),
            region("eu-west", 500, 4_000, "192.0.2.20", "2001:db8::20"),
            region("apac", 300, 4_000, "192.0.2.30", "2001:db8::30"));
    final TreeMap<String, List<String>> zone = new TreeMap<>();
    final TreeMap<String, List<String>> notes = new TreeMap<>();
    long now = 1_000_000_000_000L;
    long ids;

    ZoneOfMoves() {
        home("NA", "192.0.2.10", "2001:db8::10");
        home("default", "192.0.2.10", "2001:db8::10");
        home("EU", "192.0.2.20", "2001:db8::20");
        home("AS", "192.0.2.30", "2001:db8::30");
    }

    void make(CommandBody.OnRegion body) {
        Planned planned = planned(body);
        assertThat(planned.plan().refusal()).isEmpty();
        take(planned);
    }

    void take(Planned planned) {
        zone.keySet().stream()
                .map(key -> key.split(" ", -1)[0])
                .distinct()
                .toList()
                .forEach(view -> take(planned, view));
    }

    /** As a zone does: only when each set is as the change found it. */
    void take(Planned planned, String view) {
        for (RecordChange change : planned.changes()) {
            if (!change.view().equals(view)) {
                continue;
            }
            boolean note = change.type().equals("TXT");
            TreeMap<String, List<String>> sets = note ? notes : zone;
            String key = note ? change.view() : change.view() + " " + change.type();
            assertThat(sets.getOrDefault(key, List.of())).isEqualTo(change.before());
            sets.put(key, change.after());
        }
    }

    Planned planned(CommandBody.OnRegion body) {
        return planner.plan(order(body), fleet(), answers(), now);
    }

    FailoverPlanner.Order order(CommandBody.OnRegion body) {
        return new FailoverPlanner.Order(new UUID(0, ++ids), now + ids, body);
    }

    FleetView fleet() {
        return standings().fleet();
    }

    Standings standings() {
        return new Standings(FleetView.of(regions), answers(), now, TTL);
    }

    RegionState state(String region) {
        return fleet().find(id(region)).orElseThrow().state();
    }

    DnsAnswers answers() {
        List<SteeredRecord> records = new ArrayList<>();
        zone.forEach((key, addresses) ->
                records.add(new SteeredRecord(key.split(" ", -1)[0], NAME, key.split(" ", -1)[1], addresses)));
        List<SteeredRecord> texts = new ArrayList<>();
        zone.keySet().stream()
                .map(key -> key.split(" ", -1)[0])
                .distinct()
                .forEach(view -> texts.add(new SteeredRecord(view, NOTES, "TXT", notes.getOrDefault(view, List.of()))));
        return new DnsAnswers(records, texts);
    }

    void home(String view, String... addresses) {
        for (String address : addresses) {
            zone.put(view + (address.contains(":") ? " AAAA" : " A"), List.of(address));
        }
    }

    static CommandBody.OnRegion force(CommandBody.Failover order) {
        return new CommandBody.Failover(order.from(), order.to(), true, order.reason());
    }

    static CommandBody.Failover failover(String from, String to) {
        return new CommandBody.Failover(id(from), id(to), "t");
    }

    static CommandBody.Failback failback(String region) {
        return new CommandBody.Failback(id(region), false, "t");
    }

    /** Whoever moved a region and finds that it was wrong. */
    static CommandBody.Failback undo(String region) {
        return new CommandBody.Failback(id(region), true, "t");
    }

    static RegionId id(String region) {
        return new RegionId(region);
    }

    static RegionView region(String name, double passed, double capacity, String... addresses) {
        return new RegionView(id(name), RegionState.HEALTHY, 2, passed, capacity, List.of(addresses));
    }
}
