// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits on prefixes, on long windows and with bursts, counted beside each other. */
class LaneTest {
    private static final NodeId HERE = NodeId.of("us-east", "here");
    private static final NodeId THERE = NodeId.of("eu-west", "there");
    private static final Grouping NETWORK = new Grouping(24, 48);
    private static final CountLimit ADDRESS = new CountLimit(Dimension.REQUESTS, 100, 1000);
    private static final CountLimit WIDE = new CountLimit(Dimension.REQUESTS, 200, 1000, 0, NETWORK);
    private static final CountLimit MINUTE = new CountLimit(Dimension.REQUESTS, 600, 60_000);
    private static final long FIRST = 0xC0000200L;
    private static final long MILLI = 1_000_000;

    private static GlobalCounter counter(NodeId node, CountLimit... limits) {
        GlobalCounter counter =
                new GlobalCounter(node, 1, new CounterSettings(100, 1000, 256, 512, 300_000, 100, 200, 0.25, 42));
        counter.setLimits(List.of(limits), List.of());
        return counter;
    }

    private static void count(GlobalCounter counter, long address, long count, long nowMillis) {
        counter.count(Family.IPV4, address, Dimension.REQUESTS, count, nowMillis * MILLI, nowMillis * MILLI);
    }

    private static List<String> judged(GlobalCounter counter, long nowMillis) {
        List<String> over = new ArrayList<>();
        counter.judge((source, _, _, _, _) -> over.add(source.toString()), nowMillis * MILLI);
        return over;
    }

    @Test
    void whatMembersOfANetworkDoOnTwoNodesAddsUpToTheNetwork() {
        GlobalCounter here = counter(HERE, ADDRESS, WIDE);
        GlobalCounter there = counter(THERE, ADDRESS, WIDE);
        CounterTape tape = new CounterTape();
        for (int member = 0; member < 10; member++) {
            count(here, FIRST + member, 10, 5000);
            count(there, FIRST + 50 + member, 10, 5000);
        }
        here.publish(tape, 5000 * MILLI);
        tape.playTo(there, HERE, 5000 * MILLI);
        assertThat(judged(there, 5000)).as("200 are allowed").isEmpty();
        count(there, FIRST + 255, 1, 5000);
        assertThat(judged(there, 5000)).containsExactly("192.0.2.0/24");
    }

    @Test
    void aRuleForOneFamilyLeavesTheOtherAlone() {
        GlobalCounter counter = counter(HERE, new CountLimit(Dimension.REQUESTS, 10, 1000, 0, new Grouping(0, 48)));
        count(counter, FIRST, 99, 5000);
        counter.count(Family.IPV6, 0x2001_0db8_0001_0002L, Dimension.REQUESTS, 11, 5000 * MILLI, 5000 * MILLI);
        assertThat(judged(counter, 5000)).containsExactly("2001:db8:1::/48");
        assertThat(counter.stats().sources()).isOne();
    }

    @Test
    void aMessageOfARuleThatIsNotHereIsToldApartAndChangesNothing() {
        GlobalCounter here = counter(HERE, WIDE, MINUTE);
        count(here, FIRST, 500, 5000);
        CounterTape tape = new CounterTape();
        here.publish(tape, 5000 * MILLI);
        GlobalCounter there = counter(THERE, ADDRESS);
        assertThat(tape.playTo(there, HERE, 5000 * MILLI))
                .contains(DeltaCodec.Outcome.UNKNOWN_RULE)
                .doesNotContain(DeltaCodec.Outcome.MALFORMED, DeltaCodec.Outcome.UNKNOWN_VERSION);
        assertThat(there.stats().sources()).isZero();
        assertThat(there.stats().entriesMerged()).isZero();
    }

    @Test
    void onlyWhatEarlierReleasesCannotReadIsOfAnotherVersion() {
        GlobalCounter here = counter(HERE, ADDRESS, MINUTE);
        count(here, FIRST, 500, 5000);
        CounterTape tape = new CounterTape();
        here.publish(tape, 5000 * MILLI);
        assertThat(tape.deltas).isNotEmpty().allMatch(bytes -> bytes[0] == DeltaCodec.VERSION);
        here.setLimits(List.of(ADDRESS, WIDE), List.of());
        count(here, FIRST, 500, 5010);
        tape.deltas.clear();
        here.publish(tape, 5010 * MILLI);
        assertThat(tape.deltas)
                .anyMatch(bytes -> bytes[0] == DeltaCodec.VERSION)
                .anyMatch(bytes -> bytes[0] == DeltaCodec.VERSION_GROUPED);
    }

    @Test
    void whatWasCountedForALimitThatStaysIsKept() {
        GlobalCounter counter = counter(HERE, ADDRESS, WIDE);
        count(counter, FIRST, 90, 5000);
        count(counter, FIRST + 1, 90, 5000);
        counter.setLimits(List.of(WIDE, MINUTE), List.of());
        count(counter, FIRST + 2, 21, 5000);
        assertThat(judged(counter, 5000)).containsExactly("192.0.2.0/24");
        counter.setLimits(List.of(), List.of());
        count(counter, FIRST + 2, 1_000, 5000);
        assertThat(judged(counter, 5000)).isEmpty();
    }

    @Test
    void theSixHundredAndFirstInAMinuteIsOverNotTheSixHundredth() {
        GlobalCounter counter = counter(HERE, MINUTE);
        for (int second = 0; second < 60; second++) {
            count(counter, 1, 10, 5_250 + 990 * second);
            assertThat(judged(counter, 5_250 + 990 * second)).isEmpty();
        }
        count(counter, 1, 1, 64_900);
        assertThat(judged(counter, 64_900)).containsExactly("0.0.0.1");
    }

    @Test
    void ofALongWindowIsToldAgainInAShortTimeWhatWasLost() {
        GlobalCounter here = counter(HERE, MINUTE);
        GlobalCounter there = counter(THERE, MINUTE);
        CounterTape lost = new CounterTape();
        long millis = 5_000;
        for (; millis < 45_000; millis += 50) {
            count(here, 1, 1, millis);
            here.publish(lost, millis * MILLI);
        }
        CounterTape tape = new CounterTape();
        int most = 0;
        for (; millis < 56_000; millis += 50) {
            here.publish(tape, millis * MILLI);
            most = Math.max(
                    most, tape.deltas.stream().mapToInt(bytes -> bytes.length).sum());
            tape.playTo(there, HERE, millis * MILLI);
        }
        assertThat(there.top(1, millis * MILLI).getFirst().global() * 60).isEqualTo(800.0);
        assertThat(most).as("80 buckets of one source").isLessThan(400);
    }

    @Test
    void aSourceThatSeveralLimitsCountIsShownOnceByTheOneItUsesMost() {
        GlobalCounter counter = counter(HERE, ADDRESS, MINUTE, WIDE);
        count(counter, FIRST + 7, 60, 5000);
        List<SourceCount> top = counter.top(10, 5000 * MILLI);
        assertThat(top)
                .extracting(SourceCount::source)
                .containsExactlyInAnyOrder(
                        new SourceKey(Family.IPV4, FIRST + 7), new SourceKey(Family.IPV4, FIRST, 24));
        assertThat(top).allMatch(row -> row.windowMillis() == 1000).allMatch(row -> row.global() == 60.0);
    }

    @Test
    void longerWindowsTakeNoMoreMemory() {
        CounterSettings standard = CounterSettings.standard(1);
        for (int window = 1; window <= 60; window++) {
            int width = standard.widthFor(window * 1000);
            CounterSettings sized = standard.withBuckets(width, window * 1000);
            assertThat(sized.slots()).as("%d s", window).isLessThanOrEqualTo(CounterSettings.MAX_BUCKETS + 1);
            assertThat(sized.memoryBytes()).isLessThan((long) (1.42 * standard.memoryBytes()));
            assertThat(sized.sources()).isGreaterThanOrEqualTo(8_192);
        }
        assertThat(standard.widthFor(60_000)).isEqualTo(500);
        assertThatThrownBy(() -> standard.widthFor(60_001)).hasMessageContaining("longer than 120");
    }

    /** Whoever keeps to the envelope is safe, wherever bursts lie; the token bucket that sends never has more than it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whoKeepsToLimitAndBurstIsNeverFound(long seed) {
        CountLimit limit = new CountLimit(Dimension.REQUESTS, 100, 1000, 150, Grouping.ADDRESS);
        GlobalCounter counter = counter(HERE, limit);
        Random random = new Random(seed);
        double tokens = 150;
        for (long millis = 5000; millis < 65_000; millis++) {
            tokens = Math.min(150, tokens + 0.1);
            int sent =
                    random.nextInt(500) == 0 ? (int) tokens : random.nextInt(40) == 0 ? (int) Math.min(3, tokens) : 0;
            tokens -= sent;
            count(counter, 1, sent, millis);
            assertThat(judged(counter, millis)).isEmpty();
        }
    }

    @Test
    void theBurstIsThereOnceAndNotInEachWindow() {
        CountLimit limit = new CountLimit(Dimension.REQUESTS, 100, 1000, 150, Grouping.ADDRESS);
        GlobalCounter counter = counter(HERE, limit);
        count(counter, 1, 250, 5000);
        assertThat(judged(counter, 5000)).isEmpty();
        count(counter, 2, 251, 5000);
        assertThat(judged(counter, 5000)).containsExactly("0.0.0.2");
        count(counter, 1, 250, 6200);
        assertThat(judged(counter, 6200))
                .as("500 in two windows, which may hold 350")
                .containsExactly("0.0.0.1");
    }

    /** Is told of whoever it is, and spares one. */
    private static final class SparingFirst implements GlobalCounter.Judge {
        @Override
        public void onSource(SourceKey source, CountLimit limit, long proven, double estimate, boolean sustained) {
            assertThat(proven).isPositive();
        }

        @Override
        public boolean spares(SourceKey source) {
            return source.equals(new SourceKey(Family.IPV4, FIRST));
        }
    }

    @Test
    void whoIsSparedStartsFromNothing() {
        GlobalCounter counter = counter(HERE, ADDRESS, WIDE);
        count(counter, FIRST, 201, 5000);
        assertThat(judged(counter, 5000)).hasSize(2);
        count(counter, FIRST, 1, 5000);
        counter.judge(new SparingFirst(), 5000 * MILLI);
        count(counter, FIRST, 100, 5150);
        assertThat(judged(counter, 5150)).as("the network was not spared").containsExactly("192.0.2.0/24");
    }

    @Test
    void pagesGoOverAllLanesAndBringEachReceiverWhatItHasRulesFor() {
        GlobalCounter giver = counter(HERE, ADDRESS, WIDE, MINUTE);
        for (int i = 0; i < 100; i++) {
            count(giver, FIRST + 256L * i, 60, 5000);
        }
        GlobalCounter same = counter(THERE, ADDRESS, WIDE, MINUTE);
        GlobalCounter other = counter(THERE, MINUTE);
        Set<DeltaCodec.Outcome> outcomes = EnumSet.noneOf(DeltaCodec.Outcome.class);
        int cursor = 0;
        while (cursor != SnapshotMessage.END) {
            SnapshotMessage.Page page = giver.page(cursor, 5000 * MILLI);
            assertThat(page.cursor()).isEqualTo(cursor);
            assertThat(page.isLast() || page.next() > cursor).isTrue();
            assertThat(same.merge(HERE, page.content(), 5000 * MILLI)).isEqualTo(DeltaCodec.Outcome.TAKEN);
            outcomes.add(other.merge(HERE, page.content(), 5000 * MILLI));
            cursor = page.next();
        }
        assertThat(giver.stats().sources()).isEqualTo(300);
        assertThat(same.stats().sources()).isEqualTo(200 + other.stats().sources());
        assertThat(outcomes).containsOnly(DeltaCodec.Outcome.TAKEN, DeltaCodec.Outcome.UNKNOWN_RULE);
        assertThat(giver.page(Integer.MAX_VALUE, 5000 * MILLI).isLast()).isTrue();
    }

    /** As hostile a peer as can be: every byte of a good message in turn is made every other. */
    @Test
    void noSingleByteBringsInASourceThatIsNoneOfTheGrouping() {
        GlobalCounter here = counter(HERE, WIDE);
        count(here, FIRST, 60, 5000);
        CounterTape tape = new CounterTape();
        here.publish(tape, 5000 * MILLI);
        for (byte[] good : tape.deltas) {
            for (int at = 0; at < good.length; at++) {
                for (int value = 0; value < 256; value++) {
                    byte[] bytes = good.clone();
                    bytes[at] = (byte) value;
                    GlobalCounter there = counter(THERE, WIDE);
                    there.merge(HERE, bytes, 5000 * MILLI);
                    assertThat(there.top(9, 5000 * MILLI))
                            .allMatch(row -> NETWORK.isSource(row.source().asPrefix()));
                }
            }
        }
    }
}
