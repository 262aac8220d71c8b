// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import java.util.List;
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
            this.id = id;
            CounterSettings settings = new CounterSettings(100, 1000, 64, 128, 300_000, 100, 200, 0.25, 42);
            counter = new GlobalCounter(id, incarnation, settings);
            counter.setLimits(List.of(LIMIT));
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

    @Test
    void whoeverHasSeenASuspectTellsItBeforeAndAfter() {
        here.turn(5_000, 5_010);
        here.count(5, 5_011);
        here.turn(5_011, 5_200);
        here.tell(there, 5_200);
        assertThat(there.seesOf(HERE, 5_200)).as("below tau").isZero();

        there.count(20, 5_201);
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
    void aLittleMoreWaitsForTheTickAndALotDoesNot() {
        here.turn(5_000, 5_010);
        here.count(20, 5_011);
        here.turn(5_011, 5_099);
        here.tape.deltas.clear();
        here.turn(5_100, 5_105); // A tick, with nothing to tell.
        here.count(2, 5_110);
        here.turn(5_110, 5_198);
        assertThat(here.tape.deltas).as("theta is 10").isEmpty();
        here.turn(5_199, 5_205);
        assertThat(here.tape.deltas).as("the tick").hasSize(1);
        here.tape.deltas.clear();

        here.count(15, 5_210);
        here.turn(5_210, 5_216);

        assertThat(here.tape.deltas).as("more than theta").hasSize(1);
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
}
