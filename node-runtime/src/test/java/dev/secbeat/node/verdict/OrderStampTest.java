// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.crdt.BlockMap;
import dev.secbeat.node.crdt.OrderStamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes that carry out the same orders, at different times by clocks that differ. */
class OrderStampTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final long LATER = NOW + 900;
    private static final long END = NOW + 600_000;
    private static final Scope ALL = new Scope.Fleet();
    private static final Prefix ONE = Prefix.parse("192.0.2.1");
    private static final Prefix TWO = Prefix.parse("192.0.2.2");

    private final Node east = new Node("east");
    private final Node west = new Node("west");

    @BeforeEach
    void begin() {
        east.enforcer.beginTurn(1, NOW);
        west.enforcer.beginTurn(1, LATER);
    }

    @Test
    void bothHoldTheSameWordSoThatNeitherHasNewsForTheOther() {
        OrderStamp order = order(NOW - 10, 7, false);
        BlockEntry one = east.block(ONE, order);
        BlockEntry other = west.block(ONE, order);

        assertThat(one).isEqualTo(other);
        assertThat(east.map.digest()).isEqualTo(west.map.digest());
        assertThat(west.enforcer.accept(one, false)).isEqualTo(BlockMap.Outcome.OLDER);
    }

    /** Somebody may have missed the order; of those who have carried it out one tells, not each. */
    @Test
    void whatAllSayIsToldByOneOfThemAfterAWhile() {
        OrderStamp order = order(NOW - 10, 7, false);
        BlockEntry one = east.block(ONE, order);
        west.block(ONE, order);
        assertThat(east.outgoing()).as("not at once").isEmpty();

        List<BlockEntry> told = new ArrayList<>();
        for (long millis = 1; millis <= 1_500; millis++) {
            for (Node node : List.of(east, west)) {
                node.enforcer.beginTurn(1 + millis * 1_000_000, LATER + millis);
                for (BlockEntry entry : node.outgoing()) {
                    told.add(entry);
                    assertThat(millis).isGreaterThanOrEqualTo(250);
                    (node == east ? west : east).enforcer.accept(entry, false);
                }
            }
        }
        assertThat(told).containsExactly(one);
    }

    /** What comes with a map that was asked for has been told to nobody else. */
    @Test
    void whatAPeerHasNotToldToAllIsToldHere() {
        BlockEntry one = east.block(ONE, order(NOW - 10, 7, false));
        BlockEntry another = east.block(TWO, order(NOW - 9, 7, false));
        east.enforcer.accept(one, true);
        east.enforcer.accept(another, false);
        east.enforcer.beginTurn(2_000_000_000, NOW + 2_000);
        assertThat(east.outgoing()).containsExactly(one);
    }

    /** Beyond what is kept back, each is told at once: nothing is lost. */
    @Test
    void moreThanCanWaitAreToldAtOnce() {
        OrderStamp order = order(NOW - 10, 7, false);
        Announcements announcements = new Announcements(NodeId.of("east", "n"));
        BlockEntry one = east.block(ONE, order);
        for (int i = 0; i < SharedWords.MOST; i++) {
            Prefix prefix = Prefix.parse("198.18." + i / 256 + "." + i % 256);
            assertThat(announcements.add(
                            east.map
                                    .stamps()
                                    .stamp(prefix, Origin.OPERATOR, true, END, NOW)
                                    .stamped(one.version(), one.writer()),
                            1))
                    .isFalse();
        }
        announcements.add(one, 1);
        List<BlockEntry> sent = new ArrayList<>();
        announcements.drain(sent::add, 100, 1);
        assertThat(sent).containsExactly(one);
        announcements.drain(sent::add, 2 * SharedWords.MOST, 2_000_000_000);
        assertThat(sent).hasSize(1 + SharedWords.MOST);
    }

    @Test
    void theEndIsTheSameWordToo() {
        OrderStamp order = order(NOW - 10, 7, false);
        east.block(ONE, order);
        west.block(ONE, order);
        OrderStamp end = order(NOW - 5, 3, false);

        BlockEntry one = east.enforcer.unblock(ONE, END + 60_000, 0, ALL, end);
        BlockEntry other = west.enforcer.unblock(ONE, END + 60_000, 0, ALL, end);

        assertThat(one).isEqualTo(other);
        assertThat(east.sink.held).isEmpty();
        assertThat(west.sink.held).isEmpty();
    }

    @Test
    void ofALongOrderNobodyIsToldAndOneEventStandsForATurn() {
        OrderStamp order = order(NOW - 10, 7, true);
        east.block(ONE, order);
        east.block(TWO, order);
        assertThat(east.events).isEmpty();
        east.enforcer.beginTurn(2, NOW + 1);

        assertThat(east.events).containsExactly(ONE + " and 1 since 1");
        assertThat(east.outgoing()).isEmpty();
        assertThat(east.accepted).as("each is journaled").hasSize(2);
    }

    /** Else it would be overruled here and not where the newer word has not been heard. */
    @Test
    void whereSomethingNewerWasSaidTheNodeStampsByItselfAndTells() {
        BlockEntry newer = west.enforcer.decide(ONE, Origin.OPERATOR, true, END);
        OrderStamp order = order(NOW - 10, 7, true);
        BlockEntry one = east.block(ONE, order);
        BlockEntry other = west.block(ONE, order);

        assertThat(other.isNewerThan(newer)).isTrue();
        assertThat(other.isNewerThan(one)).isTrue();
        assertThat(west.outgoing()).containsExactly(newer, other);
        assertThat(east.enforcer.accept(other, false)).isEqualTo(BlockMap.Outcome.APPLIED);
        assertThat(east.map.digest()).isEqualTo(west.map.digest());
    }

    /** An unblock must end what counting has said, on this node too. */
    @Test
    void aNewerWordOfCountingCountsAsWell() {
        east.enforcer.decide(ONE, Origin.RATE_LIMIT, true, END);
        east.enforcer.unblock(ONE, END, 0, ALL, order(NOW - 10, 7, false));
        assertThat(east.enforcer.standing(ONE).orElseThrow().active()).isFalse();
        assertThat(east.sink.held).isEmpty();
    }

    @Test
    void anOrderThatIsOldOrAheadOfTheClockIsStampedByEachNode() {
        for (OrderStamp order : List.of(
                order(NOW - 60_001, 7, true),
                order(NOW + 2_001, 7, true),
                order(NOW - 2_001, 7, false),
                order(NOW + 2_001, 7, false))) {
            BlockEntry one = east.block(ONE, order);
            assertThat(one.decidedAtMillis()).isEqualTo(NOW);
            assertThat(east.outgoing()).containsExactly(one);
        }
    }

    @Test
    void whatAPeerHasToldOfTheOrderIsNotWrittenAgain() {
        OrderStamp order = order(NOW - 10, 7, false);
        BlockEntry told = east.block(ONE, order);
        west.enforcer.accept(told, false);
        int writes = west.sink.writes;

        assertThat(west.block(ONE, order)).isEqualTo(told);
        assertThat(west.sink.writes).isEqualTo(writes);
        assertThat(west.accepted).containsExactly(told);
        assertThat(west.enforcer.verify(ONE, true)).isTrue();
    }

    /** As where commands overtake each other: by time of issue, then by id. */
    @Test
    void theNewerOfTwoOrdersIsTheSameOnBoth() {
        OrderStamp first = order(NOW - 10, -5, false);
        OrderStamp second = order(NOW - 10, 5, false);
        OrderStamp third = order(NOW - 9, -9, false);
        assertThat(Long.compareUnsigned(second.version(), first.version())).isPositive();
        assertThat(Long.compareUnsigned(third.version(), second.version())).isPositive();
        assertThat(new UUID(5L << 48, 0)).isGreaterThan(new UUID(-5L << 48, 0));
    }

    private static OrderStamp order(long issuedAtMillis, long id, boolean isLong) {
        Instant issued = Instant.ofEpochMilli(issuedAtMillis);
        Command command = new Command(
                new UUID(id << 48, 1),
                issued,
                issued.plusSeconds(60),
                "U",
                ALL,
                false,
                new CommandBody.Block(List.of(ONE), Duration.ofMinutes(10), "test"));
        return OrderStamp.of(command, isLong);
    }

    private static final class Sink implements VerdictSink {
        private final Set<Prefix> held = new HashSet<>();
        private int writes;

        @Override
        public List<Prefix> block(Prefix prefix, long remainingMillis, BlockCause cause) {
            writes++;
            held.add(prefix);
            return List.of();
        }

        @Override
        public void unblock(Prefix prefix) {
            held.remove(prefix);
        }

        @Override
        public boolean holds(Prefix prefix) {
            return held.contains(prefix);
        }

        @Override
        public long hits(Prefix prefix) {
            return 0;
        }
    }

    private static final class Node implements EnforcementListener {
        private final BlockMap map;
        private final Sink sink = new Sink();
        private final Enforcer enforcer;
        private final List<BlockEntry> accepted = new ArrayList<>();
        private final List<String> events = new ArrayList<>();

        Node(String region) {
            map = new BlockMap(NodeId.of(region, "n"), 100);
            enforcer = new Enforcer(map, List.of(sink), new ProtectedPrefixes(List.of()), this);
        }

        BlockEntry block(Prefix prefix, OrderStamp order) {
            return enforcer.decide(prefix, Origin.OPERATOR, true, END, ALL, order);
        }

        List<BlockEntry> outgoing() {
            List<BlockEntry> sent = new ArrayList<>();
            enforcer.drainOutgoing(sent::add, 100);
            return sent;
        }

        @Override
        public void onAccepted(BlockEntry entry) {
            accepted.add(entry);
        }

        @Override
        public void onEnforced(BlockEntry entry, long decidedAtNanos) {}

        @Override
        public void onManyEnforced(BlockEntry first, int others, long decidedAtNanos) {
            events.add(first.prefix() + " and " + others + " since " + decidedAtNanos);
        }

        @Override
        public void onSinkFailure(BlockEntry entry, VerdictSinkException failure, boolean givenUp) {}

        @Override
        public void onEvicted(BlockEntry entry) {}
    }
}
