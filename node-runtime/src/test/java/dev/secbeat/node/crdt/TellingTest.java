// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.NodeId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When nodes tell each other what, and when they forget it: each rule by a case that needs it. */
class TellingTest {
    private static final NodeId HERE = NodeId.of("us-east", "here");
    private static final NodeId THERE = NodeId.of("eu-west", "there");
    private static final CountLimit LIMIT = new CountLimit(Dimension.REQUESTS, 100, 1000);
    private static final long MILLI = 1_000_000;
    private static final long SOURCE = 0xCB00712AL;

    /** A counter and what it has published since it was last looked at. */
    private static final class Node {
        private final NodeId id;
        private final GlobalCounter counter;
        private final CounterTape tape = new CounterTape();

        Node(NodeId id, long incarnation) {
            this(id, incarnation, LIMIT);
        }

        Node(NodeId id, long incarnation, CountLimit limit) {
            this.id = id;
            CounterSettings settings = new CounterSettings(100, 1000, 64, 128, 300_000, 100, 200, 0.25, 42);
            counter = new GlobalCounter(id, incarnation, settings);
            counter.setLimits(List.of(limit), List.of());
            counter.setPeers(1);
        }

        void count(long count, long millis) {
            counter.count(Family.IPV4, SOURCE, Dimension.REQUESTS, count, millis * MILLI, millis * MILLI);
        }

        /** Turns it once in each millisecond. */
        void turn(long fromMillis, long toMillis) {
            for (long millis = fromMillis; millis <= toMillis; millis++) {
                counter.publish(tape, millis * MILLI);
            }
        }

        /** Tells {@code other} all, or loses it. */
        void tell(Node other, long millis) {
            assertThat(tape.playTo(other.counter, id, millis * MILLI))
                    .allMatch(outcome -> outcome == DeltaCodec.Outcome.TAKEN);
        }

        double seesOf(NodeId writer, long millis) {
            return counter.top(1, millis * MILLI).stream()
                    .mapToDouble(top -> writer.equals(id) ? top.local() : top.global() - top.local())
                    .sum();
        }
    }

    private final Node here = new Node(HERE, 1);
    private final Node there = new Node(THERE, 1);

    @Test
    void whatWasLostIsToldAgainWithinASecond() {
        here.turn(5_000, 5_010);
        here.count(30, 5_011);
        here.turn(5_011, 5_200);
        assertThat(here.tape.deltas).isNotEmpty();
        here.tape.deltas.clear(); // Lost.
        here.turn(5_201, 5_999);
        here.tell(there, 5_999);
        assertThat(there.seesOf(HERE, 5_999)).as("nothing new, so nothing said").isZero();

        here.turn(6_000, 6_005);
        here.tell(there, 6_005);

        assertThat(there.seesOf(HERE, 6_005))
                .as("the oldest bucket by its overlap")
                .isBetween(25.0, 30.0);
    }

    /** The refresh comes too late for a window of half a second. */
    @Test
    void whatWasLostIsToldAgainWithTheNextWordWithinTwoTicks() {
        here.turn(5_000, 5_010);
        here.count(60, 5_011);
        here.turn(5_011, 5_105);
        assertThat(here.tape.deltas).isNotEmpty();
        here.tape.deltas.clear(); // Lost.
        here.count(10, 5_190);
        here.turn(5_190, 5_196);
        here.tell(there, 5_196);

        assertThat(there.seesOf(HERE, 5_196)).isEqualTo(70);
    }

    @Test
    void whoeverHasSeenASuspectTellsItBeforeAndAfter() {
        here.turn(5_000, 5_010);
        here.count(5, 5_011);
        here.turn(5_011, 5_200);
        here.tell(there, 5_200);
        assertThat(there.seesOf(HERE, 5_200)).as("below tau").isZero();

        there.count(60, 5_201);
        there.turn(5_201, 5_210);
        there.tell(here, 5_211);
        here.turn(5_211, 5_220);
        here.tell(there, 5_221);
        assertThat(there.seesOf(HERE, 5_221)).as("what it saw before").isEqualTo(5);

        here.count(1, 5_230);
        here.turn(5_221, 5_340);
        here.tell(there, 5_341);
        assertThat(there.seesOf(HERE, 5_341)).as("what it sees after").isEqualTo(6);
    }

    @Test
    void nearTheLimitALittleMoreWaitsForTheTickAndALotDoesNot() {
        here.turn(5_000, 5_010);
        here.count(60, 5_011);
        here.turn(5_011, 5_099);
        here.tape.deltas.clear();
        here.turn(5_100, 5_105); // A tick, with nothing to tell.
        here.count(2, 5_110);
        here.turn(5_110, 5_198);
        assertThat(here.tape.deltas).as("theta is 5").isEmpty();
        here.turn(5_199, 5_205);
        assertThat(here.tape.deltas).as("the tick").hasSize(1);
        here.tape.deltas.clear();

        here.count(5, 5_210);
        here.turn(5_210, 5_216);

        assertThat(here.tape.deltas).as("theta is still 4").hasSize(1);
    }

    @Test
    void farFromTheLimitALittleMoreWaitsForTheRefreshAndALotDoesNot() {
        farAndToldOf(20);
        here.count(14, 5_110);
        here.turn(5_110, 5_999);
        assertThat(here.tape.deltas).as("theta is 16").isEmpty();
        here.turn(6_000, 6_010);
        here.tell(there, 6_010);
        assertThat(there.seesOf(HERE, 6_010)).as("the refresh").isBetween(14.0, 34.0);

        here.count(30, 6_020);
        here.turn(6_020, 6_026);
        assertThat(here.tape.deltas).as("more than theta").hasSize(1);
    }

    /** What is left of a burst would make it far from its limit, but its ledger misses what comes a window late. */
    @Test
    void fromHalfOfWhatLastsOnALittleMoreWaitsForTheTickWhateverBurstIsLeft() {
        Node bursting = new Node(HERE, 1, new CountLimit(Dimension.REQUESTS, 100, 1000, 99, Grouping.ADDRESS));
        bursting.turn(5_000, 5_010);
        bursting.count(60, 5_011);
        bursting.turn(5_011, 5_105);
        bursting.tape.deltas.clear();
        bursting.count(2, 5_110);
        bursting.turn(5_110, 5_198);
        assertThat(bursting.tape.deltas).as("theta is 30").isEmpty();

        bursting.turn(5_199, 5_205);

        assertThat(bursting.tape.deltas).as("the tick").hasSize(1);
    }

    @Test
    void whatPeersTellMakesALittleTooMuchToWait() {
        farAndToldOf(20);
        here.count(15, 5_110);
        here.turn(5_110, 5_250);
        assertThat(here.tape.deltas).as("theta is 16").isEmpty();

        there.count(14, 5_255);
        there.turn(5_250, 5_260);
        there.tell(here, 5_261);
        here.turn(5_261, 5_400);
        here.tell(there, 5_401);

        assertThat(there.seesOf(HERE, 5_401)).as("a tick later").isEqualTo(35);
    }

    /** It is told of, and a tick has passed since. */
    private void farAndToldOf(long count) {
        here.turn(5_000, 5_010);
        here.count(count, 5_011);
        here.turn(5_011, 5_105);
        assertThat(here.tape.deltas).isNotEmpty();
        here.tell(there, 5_105);
    }

    @Test
    void aComponentThatHasLeftTheWindowGoesWhileTheSourceStays() {
        there.count(30, 5_000);
        there.turn(5_000, 5_010);
        there.tell(here, 5_010);
        for (long millis = 5_010; millis < 8_300; millis += 10) {
            here.count(1, millis);
            here.turn(millis, millis + 9);
        }

        assertThat(here.counter.stats().sources()).isOne();
        assertThat(here.counter.stats().components()).as("its own").isOne();
    }

    @Test
    void anOldStartKeepsItsShareOfTheWindowBesideTheNewOne() {
        there.count(40, 5_000);
        there.turn(5_000, 5_010);
        there.tell(here, 5_010);
        Node again = new Node(THERE, 2);
        again.count(30, 5_300);
        again.turn(5_300, 5_310);
        again.tell(here, 5_310);
        assertThat(here.seesOf(THERE, 5_310)).isEqualTo(70);
        here.turn(5_311, 8_500);
        assertThat(here.seesOf(THERE, 8_500)).isZero();
        assertThat(here.counter.stats().components()).isZero();
    }

    /** Until it is told how its clock is seen, our counts prove nothing to it; told in turn, it waits for ten seconds here. */
    @Test
    void whoIsNewIsToldItsClockBeforeItsTurn() {
        List<Node> peers = IntStream.range(0, 600)
                .mapToObj(number -> new Node(NodeId.of("eu-west", "node-" + number), 1))
                .toList();
        for (Node peer : peers) {
            peer.turn(5_000, 5_000);
            peer.tell(here, 5_001);
        }

        here.turn(5_002, 5_600);

        assertThat(echoed(here.tape.deltas))
                .containsAll(peers.stream().map(peer -> NodeHash.of(peer.id, 1)).toList());
    }

    /** It may have come in a bunch that was held up; that is known after 200 ms, long before the next refresh. */
    @Test
    void whoIsHeardForTheFirstTimeIsToldItsClockALittleLater() {
        here.turn(5_000, 5_100); // The refresh of this second.
        there.turn(5_101, 5_101);
        there.tell(here, 5_102);
        here.tape.deltas.clear();
        here.turn(5_103, 5_301);
        assertThat(echoed(here.tape.deltas)).isEmpty();

        here.turn(5_302, 5_700);

        assertThat(echoed(here.tape.deltas)).containsExactly(NodeHash.of(THERE, 1));
    }

    private static Set<Long> echoed(List<byte[]> deltas) {
        Set<Long> starts = new HashSet<>();
        DeltaCodec.Visitor visitor = new DeltaCodec.Visitor() {
            @Override
            public boolean onHeader(DeltaCodec.Header header) {
                return true;
            }

            @Override
            public void onEcho(long startHash, long offsetMillis) {
                starts.add(startHash);
            }

            @Override
            public void onEntry(Family family, long sourceBits, Dimension dimension) {}

            @Override
            public void onCount(long bucket, long count) {}
        };
        assertThat(deltas).allMatch(bytes -> DeltaCodec.decode(bytes, visitor) == DeltaCodec.Outcome.TAKEN);
        return starts;
    }
}
