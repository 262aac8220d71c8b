// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceCount;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GlobalCounterTest {
    private static final NodeId HERE = NodeId.of("us-east", "here");
    private static final NodeId THERE = NodeId.of("eu-west", "there");
    private static final NodeId YONDER = NodeId.of("apac", "yonder");
    private static final CountLimit LIMIT = new CountLimit(Dimension.REQUESTS, 100, 1000);
    private static final long MILLI = 1_000_000;

    private static final class Told {
        private final NodeId from;
        private final byte[] bytes;

        Told(NodeId from, byte[] bytes) {
            this.from = from;
            this.bytes = bytes;
        }
    }

    private static GlobalCounter counter(NodeId node, int sources) {
        GlobalCounter counter = new GlobalCounter(
                node, 1, new CounterSettings(100, 1000, sources, sources * 2, 300_000, 100, 200, 0.25, 42));
        counter.setLimits(List.of(LIMIT), List.of());
        return counter;
    }

    private static void count(GlobalCounter counter, long source, long count, long nowMillis) {
        long now = nowMillis * MILLI;
        counter.count(Family.IPV4, source, Dimension.REQUESTS, count, now, now);
    }

    private static List<Long> judged(GlobalCounter counter, long nowMillis) {
        List<Long> over = new ArrayList<>();
        counter.judge((source, _, _, _, _) -> over.add(source.bits()), nowMillis * MILLI);
        return over;
    }

    @Test
    void theHundredAndFirstInTheWindowIsOverNotTheHundredth() {
        GlobalCounter counter = counter(HERE, 64);
        count(counter, 1, 100, 5000);
        assertThat(judged(counter, 5000)).isEmpty();
        count(counter, 1, 1, 5500);
        assertThat(judged(counter, 5500)).containsExactly(1L);
    }

    @Test
    void moreSourcesNearTheLimitThanThereAreLedgersForAreCountedAndJudgedByOneWindow() {
        GlobalCounter counter = counter(HERE, 4096);
        for (int source = 0; source < 1500; source++) {
            count(counter, source, 60, 5000);
        }
        assertThat(counter.stats().evictions()).isZero();
        assertThat(counter.stats().ledgersRefused()).isEqualTo(1500 - 1024);
        count(counter, 1499, 41, 5500);
        assertThat(judged(counter, 5500)).containsExactly(1499L);
    }

    @Test
    void countsOfTheOldestBucketNeverBlockOnceTheyMayBeOutside() {
        GlobalCounter counter = counter(HERE, 64);
        count(counter, 1, 60, 5001);
        count(counter, 1, 60, 6002);
        assertThat(judged(counter, 6002)).isEmpty();
    }

    /** As when an event loop stood still: what it finds happened earlier than what has been reported already. */
    @Test
    void countsOfAnEarlierBucketThanTheLastReportedAreToldAtOnceToo() {
        GlobalCounter here = counter(HERE, 64);
        GlobalCounter there = counter(THERE, 64);
        CounterTape tape = new CounterTape();
        here.publish(tape, 5080 * MILLI); // The refresh of this second is over with these two.
        here.publish(tape, 5085 * MILLI);
        count(here, 1, 60, 5100);
        here.publish(tape, 5100 * MILLI);
        here.count(Family.IPV4, 1, Dimension.REQUESTS, 41, 5090 * MILLI, 5110 * MILLI);
        here.publish(tape, 5110 * MILLI);
        for (byte[] bytes : tape.deltas) {
            there.merge(HERE, bytes, 5120 * MILLI);
        }
        assertThat(judged(there, 5120)).containsExactly(1L);
    }

    @Test
    void aMessageInAnothersNameIsRefused() {
        GlobalCounter there = counter(THERE, 64);
        CounterTape tape = new CounterTape();
        count(there, 1, 90, 5000);
        there.publish(tape, 5000 * MILLI);
        GlobalCounter here = counter(HERE, 64);
        for (byte[] bytes : tape.deltas) {
            assertThat(here.merge(YONDER, bytes, 5000 * MILLI)).isEqualTo(DeltaCodec.Outcome.REFUSED);
        }
        assertThat(here.top(5, 5000 * MILLI)).isEmpty();
        assertThat(here.peerAges(5000 * MILLI)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void anyOrderAndRepetitionOfMessagesGivesTheSameCounts(long seed) {
        Random random = new Random(seed);
        List<Told> told = new ArrayList<>();
        for (NodeId node : List.of(THERE, YONDER)) {
            GlobalCounter peer = counter(node, 64);
            CounterTape tape = new CounterTape();
            for (long millis = 5000; millis < 5800; millis += 10) {
                count(peer, random.nextInt(5), 1 + random.nextInt(9), millis);
                peer.publish(tape, millis * MILLI);
            }
            tape.deltas.forEach(bytes -> told.add(new Told(node, bytes)));
        }
        List<SourceCount> expected = joined(told);
        assertThat(expected).hasSize(5);
        for (int round = 0; round < 10; round++) {
            List<Told> other = new ArrayList<>(told);
            other.addAll(told.subList(0, random.nextInt(told.size())));
            Collections.shuffle(other, random);
            assertThat(joined(other)).isEqualTo(expected);
        }
    }

    private static List<SourceCount> joined(List<Told> told) {
        GlobalCounter here = counter(HERE, 64);
        told.forEach(one -> here.merge(one.from, one.bytes, 5800 * MILLI));
        return here.top(10, 5800 * MILLI);
    }

    @Test
    void aSourceBelowTauIsNotWorthAWordUntilSomeoneReportsIt() {
        GlobalCounter here = counter(HERE, 64);
        GlobalCounter there = counter(THERE, 64);
        here.setPeers(1);
        there.setPeers(1);
        CounterTape tape = new CounterTape();
        count(here, 1, 11, 5000);
        here.publish(tape, 5000 * MILLI);
        assertThat(entriesIn(tape, THERE)).as("tau is 12 of 100 for two nodes").isZero();

        CounterTape fromThere = new CounterTape();
        count(there, 1, 12, 5000);
        there.publish(fromThere, 5000 * MILLI);
        fromThere.deltas.forEach(bytes -> here.merge(THERE, bytes, 5006 * MILLI));
        here.publish(tape, 5006 * MILLI);
        assertThat(entriesIn(tape, THERE)).isPositive();
    }

    private static long entriesIn(CounterTape tape, NodeId listener) {
        GlobalCounter counter = counter(listener, 64);
        tape.deltas.forEach(bytes -> counter.merge(HERE, bytes, 5006 * MILLI));
        return counter.stats().entriesMerged();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void millionsOfSpoofedSourcesNeitherGrowTheTableNorBlockAnyone(long seed) {
        GlobalCounter counter = counter(HERE, 256);
        Random random = new Random(seed);
        long millis = 5000;
        for (int i = 0; i < 300_000; i++) {
            millis += i % 500 == 0 ? 1 : 0;
            count(counter, random.nextLong(1L << 32), 1, millis);
            if (i % 1000 == 0) {
                assertThat(judged(counter, millis))
                        .as("the inherited error is no count")
                        .isEmpty();
            }
        }
        assertThat(counter.stats().sources()).isLessThanOrEqualTo(256);
        assertThat(counter.stats().components()).isLessThanOrEqualTo(512);
        assertThat(counter.stats().evictions()).isGreaterThan(200_000);
    }

    @Test
    void anAttackerIsFoundAmongSpoofedSources() {
        GlobalCounter counter = counter(HERE, 256);
        Random random = new Random(5);
        List<Long> found = new ArrayList<>();
        for (int millis = 5000; millis < 6000; millis++) {
            for (int i = 0; i < 5; i++) {
                count(counter, random.nextLong(1L << 32), 1, millis);
            }
            count(counter, 77, 1, millis);
            found.addAll(judged(counter, millis));
        }
        assertThat(found).isNotEmpty().containsOnly(77L);
    }

    @Test
    void aPardonEndsWhatWasCountedButNotWhatFollows() {
        GlobalCounter counter = counter(HERE, 64);
        count(counter, 1, 150, 5000);
        assertThat(judged(counter, 5000)).containsExactly(1L);
        counter.pardon(new Prefix(Family.IPV4, 0, 1, 32), 5010 * MILLI);
        count(counter, 1, 90, 5150);
        assertThat(judged(counter, 5150)).isEmpty();
        count(counter, 1, 11, 5250);
        assertThat(judged(counter, 5250)).containsExactly(1L);
    }

    @Test
    void everythingAboutASourceGoesAwayWithTime() {
        GlobalCounter counter = counter(HERE, 64);
        count(counter, 1, 50, 5000);
        for (long millis = 5000; millis < 12_000; millis += 50) {
            counter.publish(new CounterTape(), millis * MILLI);
        }
        assertThat(counter.stats().sources()).isZero();
        assertThat(counter.stats().components()).isZero();
    }

    @Test
    void aNewStartStandsBesideTheOldOne() {
        GlobalCounter here = counter(HERE, 64);
        for (long incarnation = 1; incarnation <= 2; incarnation++) {
            GlobalCounter there = new GlobalCounter(
                    THERE, incarnation, new CounterSettings(100, 1000, 64, 128, 300_000, 100, 200, 0.25, 42));
            there.setLimits(List.of(LIMIT), List.of());
            CounterTape tape = new CounterTape();
            count(there, 1, 40, 5000);
            there.publish(tape, 5000 * MILLI);
            tape.playTo(here, THERE, 5000 * MILLI);
        }
        assertThat(here.top(1, 5000 * MILLI).getFirst().global()).isEqualTo(80.0);
    }

    @Test
    void aWindowLongerThanTheCounterKeepsIsRefused() {
        GlobalCounter counter = counter(HERE, 64);
        assertThatThrownBy(() -> counter.setLimits(List.of(new CountLimit(Dimension.BYTES, 1, 2000)), List.of()))
                .hasMessageContaining("longer than this counter keeps");
    }
}
