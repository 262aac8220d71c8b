// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.crdt.SnapshotCodec;
import dev.secbeat.node.verdict.RateRule;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A joining node is told all, and nobody does more than a little of it at a time. */
class SnapshotTest {
    private static final int MILLION = 1 << 20;
    private static final int SMALL = 1 << 16;

    private final SnapshotWorld world = new SnapshotWorld();

    /** At most so many pages in any turn and in any second. */
    private static final class Pace {
        private final SnapshotWorld.Node giver;
        private final Deque<Integer> second = new ArrayDeque<>();
        private int inSecond;
        private int mostInTurn;
        private int mostInSecond;

        Pace(SnapshotWorld.Node giver) {
            this.giver = giver;
        }

        void note() {
            second.addLast(giver.pagesInTurn);
            inSecond += giver.pagesInTurn;
            if (second.size() > 1_000) {
                inSecond -= second.removeFirst();
            }
            mostInTurn = Math.max(mostInTurn, giver.pagesInTurn);
            mostInSecond = Math.max(mostInSecond, inSecond);
        }

        void holds() {
            assertThat(mostInTurn).isBetween(1, SnapshotGiver.PAGES_PER_TURN);
            assertThat(mostInSecond).isLessThanOrEqualTo(SnapshotGiver.PAGES_PER_SECOND + 32 + 1);
        }
    }

    private SnapshotWorld.Node giver(String name, int sources, long seen) {
        SnapshotWorld.Node giver = world.node(name, sources);
        world.turns(1, () -> {});
        giver.sees(seen);
        world.turns(1, () -> {});
        return giver;
    }

    private static void hasAllOf(SnapshotWorld.Node joiner, SnapshotWorld.Node giver) {
        assertThat(joiner.loop.counterStats().sources())
                .isEqualTo(giver.loop.counterStats().sources());
        assertThat(joiner.loop.counterStats().components())
                .isEqualTo(giver.loop.counterStats().components());
        assertThat(joiner.loop.counterStats().evictions()).isZero();
        assertThat(joiner.loop.topSources(5)).allSatisfy(top -> {
            assertThat(top.local()).isZero();
            assertThat(top.global()).as("30 in ten seconds").isEqualTo(3.0);
        });
    }

    @Test
    void aTableOfAMillionSourcesIsHandedOverAPieceATurn() {
        SnapshotWorld.Node giver = giver("giver", MILLION, MILLION);
        assertThat(giver.loop.counterStats().sources()).isGreaterThan(900_000);
        SnapshotWorld.Node joiner = world.node("joiner", MILLION);
        Pace pace = new Pace(giver);

        world.turns(3_000, pace::note);

        hasAllOf(joiner, giver);
        pace.holds();
        assertThat(giver.allPages()).isBetween(700, 1_200);
        assertThat(joiner.mostTakenInTurn).isLessThanOrEqualTo(SnapshotGiver.PAGES_PER_TURN + 1);
        assertThat(joiner.loop.counters().snapshotsTaken()).isEqualTo(1);
    }

    /** The middle one of the giver's rules is none of the joiner's: behind its pages come those of the last. */
    @Test
    void countsOfARuleThatIsNotHereKeepBackNoneOfTheOthers() {
        RateRule rule = SnapshotWorld.RULE;
        RateRule last = rule.per(new Grouping(20, 0));
        NodeId giverId = NodeId.of("us-east", "giver");
        var giver = world.start(giverId, 1, SMALL, List.of(rule, rule.per(new Grouping(28, 0)), last));
        world.turns(1, () -> {});
        giver.sees(SMALL / 4);
        world.turns(1, () -> {});
        var same = world.start(NodeId.of("us-east", "same"), 1, SMALL, List.of(last));
        world.turns(2_000, () -> {});
        world.remove(same);
        var joiner = world.start(NodeId.of("us-east", "joiner"), 1, SMALL, List.of(last, rule));

        world.turns(2_000, () -> {});

        assertThat(joiner.loop.counters().snapshotsTaken()).isEqualTo(1);
        assertThat(joiner.loop.counters().snapshotsGivenUp()).isZero();
        assertThat(joiner.loop.counters().refusals())
                .filteredOn(refusal -> refusal.reason().equals("unknown_rule") && refusal.count() > 0)
                .isNotEmpty();
        assertThat(joiner.loop.counterStats().sources())
                .isEqualTo(SMALL / 4 + same.loop.counterStats().sources());
        assertThat(same.loop.counterStats().sources()).isGreaterThan(1_000);
    }

    @Test
    void whatALossyWayLosesIsAskedForAgain() {
        world.loss = 0.1;
        SnapshotWorld.Node giver = giver("giver", SMALL, SMALL);
        SnapshotWorld.Node joiner = world.node("joiner", SMALL);

        world.turns(8_500, () -> {});

        hasAllOf(joiner, giver);
        assertThat(joiner.asks.size()).as("asks, some of them again").isGreaterThan(2);
        assertThat(joiner.loop.counters().snapshotsGivenUp()).isZero();
    }

    @Test
    void whoGoesAwayIsToldNothingMore() {
        SnapshotWorld.Node giver = giver("giver", MILLION, MILLION / 4);
        SnapshotWorld.Node joiner = world.node("joiner", MILLION);
        world.turns(10, () -> {});
        assertThat(giver.allPages()).isPositive();
        world.remove(joiner);
        world.turns(1_000, () -> {});
        int told = giver.allPages();
        assertThat(told).isLessThanOrEqualTo(2 * SnapshotGiver.FIRST_PAGES + 2 * SnapshotCodec.MAX_PAGES);

        world.turns(5_000, () -> {});

        assertThat(giver.allPages()).isEqualTo(told);
    }

    @Test
    void aPeerThatFallsSilentIsGivenUp() {
        SnapshotWorld.Node giver = giver("giver", MILLION, MILLION / 4);
        SnapshotWorld.Node joiner = world.node("joiner", MILLION);
        world.turns(20, () -> {});
        world.remove(giver);

        world.turns(10_000, () -> {});

        int asked = joiner.asks.size();
        assertThat(joiner.loop.counters().snapshotsGivenUp()).isPositive();
        world.turns(3_000, () -> {});
        assertThat(joiner.asks).hasSize(asked);
    }

    @Test
    void severalJoinersShareWhatAGiverDoesInATurn() {
        SnapshotWorld.Node giver = giver("giver", MILLION, MILLION / 4);
        Pace pace = new Pace(giver);
        SnapshotWorld.Node first = world.node("first", MILLION);
        world.turns(100, pace::note);
        SnapshotWorld.Node second = world.node("second", MILLION);
        world.turns(200, pace::note);
        int early = giver.pagesFor(second);
        assertThat(early).as("the one who came first goes not before").isBetween(25, 80);

        world.turns(2_500, pace::note);

        hasAllOf(first, giver);
        hasAllOf(second, giver);
        pace.holds();
    }

    @Test
    void aGiverThatStartsAnewIsAskedFromTheBeginning() {
        SnapshotWorld.Node giver = giver("giver", SMALL, SMALL);
        SnapshotWorld.Node joiner = world.node("joiner", SMALL);
        world.turns(20, () -> {});
        assertThat(joiner.loop.counters().snapshotsTaken()).isZero();
        SnapshotWorld.Node again = world.start(giver.id, 2, SMALL);
        world.turns(1, () -> {});
        again.sees(SMALL / 2);

        world.turns(4_000, () -> {});

        assertThat(joiner.asks).anyMatch(ask -> ask.cursor() > 0);
        assertThat(joiner.loop.counters().snapshotsTaken()).isPositive();
        assertThat(joiner.loop.counterStats().components())
                .as("all of the new start, beside what there was of the old one")
                .isGreaterThanOrEqualTo(again.loop.counterStats().components());
    }

    @Test
    void aHundredThousandBlocksAreHandedOverOnceHoweverManyHoldThem() {
        SnapshotWorld.Node giver = giver("giver", 1_024, 0);
        SnapshotWorld.Node same = giver("same", 1_024, 0);
        long expires = world.epochMillis() + 600_000;
        for (int i = 0; i < 100_000; i++) {
            Prefix source = new Prefix(Family.IPV4, 0, 0x0A00_0000L + i, 32);
            same.loop
                    .enforcer()
                    .accept(giver.loop.enforcer().decide(source, Origin.OPERATOR, i % 10 != 0, expires), false);
        }
        Pace pace = new Pace(giver);
        SnapshotWorld.Node joiner = world.node("joiner", 1_024);

        world.turns(6_000, pace::note);

        assertThat(joiner.loop.blocks().digest()).isEqualTo(giver.loop.blocks().digest());
        assertThat(joiner.loop.blocks().size()).as("with tombstones").isEqualTo(100_000);
        pace.holds();
        int fromGiver = giver.pagesFor(joiner);
        int fromSame = same.pagesFor(joiner);
        assertThat(Math.max(fromGiver, fromSame)).isBetween(300, 700);
        assertThat(Math.min(fromGiver, fromSame)).isLessThanOrEqualTo(2 * SnapshotGiver.FIRST_PAGES + 1);
    }
}
