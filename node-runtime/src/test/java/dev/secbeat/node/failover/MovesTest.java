// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Moves one after the other, with a zone in memory that takes what each plan says. */
class MovesTest extends ZoneOfMoves {
    @Test
    void failbackRestoresExactlyWhatWasThere() {
        var before = new TreeMap<>(zone);

        make(failover("us-east", "eu-west"));
        assertThat(zone).containsEntry("NA A", List.of("192.0.2.20")).containsEntry("AS A", List.of("192.0.2.30"));
        assertThat(zone).containsEntry("default AAAA", List.of("2001:db8::20"));
        make(undo("us-east"));

        assertThat(zone).isEqualTo(before);
        assertThat(planned(failback("us-east")).plan().refusal())
                .map(Refusal::code)
                .contains(Refusal.Code.NOTHING_TO_DO);
    }

    @Test
    void statesFollowTheClock() {
        assertThat(state("us-east")).isEqualTo(RegionState.HEALTHY);
        make(failover("us-east", "eu-west"));
        assertThat(state("us-east")).isEqualTo(RegionState.DRAINING);
        now += TTL + Standings.SETTLE_MILLIS - 1;
        assertThat(state("us-east")).isEqualTo(RegionState.DRAINING);
        now++;
        assertThat(state("us-east")).isEqualTo(RegionState.OUT);
        assertThat(state("eu-west")).isEqualTo(RegionState.HEALTHY);
        assertThat(standings().movedTo(id("us-east"))).contains(id("eu-west"));
        assertThat(standings().movedTo(id("eu-west"))).isEmpty();
        make(undo("us-east"));
        assertThat(standings().movedTo(id("us-east"))).isEmpty();
        assertThat(state("us-east")).isEqualTo(RegionState.PROBATION);
        now += TTL + Standings.SETTLE_MILLIS;
        assertThat(state("us-east")).isEqualTo(RegionState.HEALTHY);
    }

    @Test
    void aDrainGoesWhereMostRoomIsAndNeverToWhomTheClientsWereTakenFrom() {
        FailoverPlan plan =
                planned(new CommandBody.Drain(id("us-east"), false, "t")).plan();
        assertThat(plan.to()).isEqualTo(id("apac"));
        assertThat(plan.clientsMoved()).isEqualTo(900 / 1700.0);
        assertThat(plan.utilisationAfter()).isEqualTo(1200 / 4000.0);

        make(force(failover("apac", "eu-west")));

        assertThat(planned(new CommandBody.Drain(id("us-east"), true, "t"))
                        .plan()
                        .to())
                .isEqualTo(id("eu-west"));
    }

    @Test
    void ofThreeRegionsOneMayBeAwayAndForceTakesASecondButNeverTheLast() {
        make(failover("us-east", "eu-west"));

        Refusal rate = planned(failover("eu-west", "apac")).plan().refusal().orElseThrow();
        assertThat(rate.code()).isEqualTo(Refusal.Code.RATE);
        assertThat(rate.text()).contains("rule 'rate'", "[us-east]", "of 3 regions at most 1", "--force");
        make(force(failover("eu-west", "apac")));
        assertThat(zone).containsEntry("NA A", List.of("192.0.2.30")).containsEntry("EU A", List.of("192.0.2.30"));

        Refusal last =
                planned(force(failover("apac", "eu-west"))).plan().refusal().orElseThrow();
        assertThat(last.code()).isEqualTo(Refusal.Code.TOO_FEW_REGIONS);
        assertThat(last.text()).contains("rule 'minimum'", "nothing overrides");
    }

    @Test
    void ofSixRegionsASecondMayGoFiveMinutesLater() {
        regions = IntStream.rangeClosed(1, 6)
                .mapToObj(i -> region("r" + i, 100, 4_000, "192.0.2." + i))
                .toList();
        zone.clear();
        notes.clear();
        IntStream.rangeClosed(1, 6).forEach(i -> home("V" + i, "192.0.2." + i));
        make(failover("r1", "r3"));
        now += 60_000;

        Refusal rate = planned(failover("r2", "r3")).plan().refusal().orElseThrow();
        assertThat(rate.code()).isEqualTo(Refusal.Code.RATE);
        assertThat(rate.text()).contains("r1 was moved 60 s ago", "wait 240 s");
        now += 240_000;
        make(failover("r2", "r3"));
        now += 300_000;

        assertThat(planned(failover("r4", "r3")).plan().refusal())
                .map(Refusal::code)
                .contains(Refusal.Code.RATE);
    }

    /** A region that is back was moved all the same: what that did is not seen yet. */
    @Test
    void ofThreeRegionsASecondMayGoFiveMinutesAfterTheFirstIsBack() {
        make(failover("us-east", "eu-west"));
        now += 20_000;
        make(undo("us-east"));
        now += 60_000;

        Refusal rate = planned(failover("eu-west", "apac")).plan().refusal().orElseThrow();
        assertThat(rate.code()).isEqualTo(Refusal.Code.RATE);
        assertThat(rate.text()).contains("us-east was moved back 60 s ago", "wait 240 s", "--force");
        assertThat(planned(failover("us-east", "apac")).plan().refusal())
                .as("the same region may go again: its hold-down is over")
                .isEmpty();
        assertThat(planned(force(failover("eu-west", "apac"))).plan().refusal()).isEmpty();
        now += 239_000;
        assertThat(planned(failover("eu-west", "apac")).plan().refusal())
                .map(Refusal::code)
                .contains(Refusal.Code.RATE);
        now += 1_000;
        make(failover("eu-west", "apac"));
    }

    /** As a leader leaves it that was overtaken between two views; whoever leads then sees it from the zone. */
    @Test
    void whatWasMadeInSomeViewsOnlyIsSeenUntilItIsMadeInAll() {
        take(planned(failover("us-east", "eu-west")), "NA");

        assertThat(halfMade())
                .hasSize(2)
                .allMatch(line ->
                        line.startsWith("clients of us-east were moved in some views only: view default still"));
        assertThat(standings().evidence(id("us-east"))).containsAll(halfMade());
        make(failover("us-east", "eu-west"));
        assertThat(halfMade()).isEmpty();
        take(planned(undo("us-east")), "NA");
        assertThat(halfMade()).hasSize(2).allMatch(line -> line.contains("view NA still answers"));
        make(failback("us-east"));
        assertThat(halfMade()).isEmpty();

        now += HoldDown.SHORTEST_MILLIS;
        make(failover("us-east", "eu-west"));
        make(force(failover("apac", "us-east")));
        assertThat(halfMade()).as("others' clients were sent there").isEmpty();
    }

    private List<String> halfMade() {
        return standings().halfMade();
    }

    @Test
    void whatDoesNotFitIsRefusedAndGoesByForceAlone() {
        regions = List.of(
                region("us-east", 900, 4_000, "192.0.2.10", "2001:db8::10"),
                region("eu-west", 500, 1_500, "192.0.2.20", "2001:db8::20"));

        Refusal full = planned(failover("us-east", "eu-west")).plan().refusal().orElseThrow();
        assertThat(full.code()).isEqualTo(Refusal.Code.CAPACITY);
        assertThat(full.text()).contains("eu-west would run at 93 %", "limit is 80 %", "--force");
        assertThat(planned(force(failover("us-east", "eu-west"))).plan().refusal())
                .isEmpty();
    }

    @Test
    void takingBackTheLowerOfTwoMovesLeavesTheUpperOneOnlyWhatIsItsOwn() {
        var before = new TreeMap<>(zone);
        make(failover("us-east", "eu-west"));
        make(force(failover("eu-west", "apac")));

        make(undo("us-east"));

        assertThat(zone)
                .as("their own clients are home, though where they were is itself away")
                .containsEntry("NA A", List.of("192.0.2.10"))
                .containsEntry("EU A", List.of("192.0.2.30"));
        make(undo("eu-west"));
        assertThat(zone).isEqualTo(before);
    }

    /** Whatever is moved upon whatever: when all are back, every record is as it was. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void allBackIsAsBefore(long seed) {
        Random random = new Random(seed);
        regions = IntStream.rangeClosed(1, 6)
                .mapToObj(i -> region("r" + i, 100, 4_000, "192.0.2." + i, "2001:db8::" + i))
                .toList();
        zone.clear();
        notes.clear();
        for (int i = 1; i <= 6; i++) { // Some regions share a record.
            zone.put(
                    "V" + i + " A",
                    List.of("192.0.2." + Math.min(i, 1 + i % 6), "192.0.2." + i).stream()
                            .distinct()
                            .sorted()
                            .toList());
            zone.put("V" + i + " AAAA", List.of("2001:db8::" + i));
        }
        var before = new TreeMap<>(zone);
        List<String> away = new ArrayList<>();
        for (int step = 0; step < 30; step++) {
            now += 1_000;
            String one = "r" + (1 + random.nextInt(6));
            if (away.contains(one)) {
                make(undo(one));
                away.remove(one);
            } else {
                String other = "r" + (1 + random.nextInt(6));
                Planned planned = other.equals(one) ? null : planned(force(failover(one, other)));
                if (planned != null && planned.plan().refusal().isEmpty()) {
                    take(planned);
                    away.add(one);
                }
            }
        }
        away.forEach(one -> make(undo(one)));

        assertThat(zone).isEqualTo(before);
    }

    @Test
    void anOrderThatComesAgainOrLateIsKnownFromTheDnsAlone() {
        FailoverPlanner.Order first = order(failover("us-east", "eu-west"));
        take(planner.plan(first, fleet(), answers(), now));

        assertThat(new FailoverPlanner("another", 1).supersededBy(first, answers()))
                .map(Refusal::text)
                .hasValueSatisfying(text -> assertThat(text).contains("carried out already"));
        FailoverPlanner.Order late =
                new FailoverPlanner.Order(new UUID(9, 9), first.issuedAtMillis() - 1, failback("us-east"));
        assertThat(planner.supersededBy(late, answers())).map(Refusal::code).contains(Refusal.Code.REPLAYED);
        assertThat(planner.supersededBy(order(failback("us-east")), answers())).isEmpty();
        assertThat(planner.supersededBy(order(failover("eu-west", "apac")), answers()))
                .isEmpty();
    }

    @Test
    void whatOthersWroteBesideTheMovesStays() {
        notes.put("NA", List.of("\"secbeat1 no such form\"", "\"secbeat2 of a later release\"", "\"v=spf1 -all\""));

        make(failover("us-east", "eu-west"));
        assertThat(notes.get("NA")).hasSize(5).contains("\"v=spf1 -all\"", "\"secbeat2 of a later release\"");
        make(undo("us-east"));

        assertThat(notes.get("NA")).hasSize(4).contains("\"v=spf1 -all\"", "\"secbeat1 no such form\"");
    }

    @Test
    void longTextsAreCutIntoStringsAndReadAsOne() {
        List<String> many =
                IntStream.range(0, 40).mapToObj(i -> "2001:db8:1234:5678::" + i).toList();
        Move move = new Move(
                "NA", id("us-east"), FailoverPlan.Act.DRAIN, id("apac"), 1, 2, new UUID(3, 4), 5, "AAAA", many);

        String text = move.text();

        assertThat(text.split("\" \"", -1)).hasSizeGreaterThan(3).allMatch(part -> part.length() <= 257);
        assertThat(Move.parse("NA", text)).contains(move);
        assertThat(Move.parse("NA", text.replace("drain", "drown"))).isEmpty();
        assertThat(Move.parse("NA", "\"secbeat1\"")).isEmpty();
    }
}
