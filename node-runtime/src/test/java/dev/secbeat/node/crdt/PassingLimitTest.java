// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits that come and go beside those of the configuration, some for the sources of one prefix. */
class PassingLimitTest {
    private static final NodeId HERE = NodeId.of("us-east", "here");
    private static final NodeId THERE = NodeId.of("eu-west", "there");
    private static final CountLimit LASTING = new CountLimit(Dimension.REQUESTS, 100, 1000);
    private static final long INSIDE = 0xCB007105L;
    private static final long OUTSIDE = 0xC6336405L;
    private static final long MILLI = 1_000_000;

    private static CountLimit of(String prefix, long most, int windowMillis) {
        return new CountLimit(
                Dimension.REQUESTS,
                most,
                windowMillis,
                0,
                Grouping.ADDRESS,
                prefix.equals("all") ? Optional.empty() : Optional.of(Prefix.parse(prefix)));
    }

    private static GlobalCounter counter(NodeId node) {
        GlobalCounter counter =
                new GlobalCounter(node, 1, new CounterSettings(100, 1000, 256, 512, 300_000, 100, 200, 0.25, 42));
        counter.setLimits(List.of(LASTING), List.of());
        return counter;
    }

    private static void count(GlobalCounter counter, long address, long count, long nowMillis) {
        counter.count(Family.IPV4, address, Dimension.REQUESTS, count, nowMillis * MILLI, nowMillis * MILLI);
    }

    private static List<CountLimit> judged(GlobalCounter counter, long nowMillis) {
        List<CountLimit> over = new ArrayList<>();
        counter.judge((_, limit, _, _, _) -> over.add(limit), nowMillis * MILLI);
        return over;
    }

    @Test
    void aSourceIsHeldToEachLimitThatCoversIt() {
        GlobalCounter counter = counter(HERE);
        CountLimit strict = of("203.0.113.0/24", 10, 1000);
        counter.setLimits(List.of(LASTING), List.of(strict));

        count(counter, INSIDE, 10, 5000);
        count(counter, OUTSIDE, 100, 5000);
        assertThat(judged(counter, 5000)).as("both do all they may").isEmpty();
        count(counter, INSIDE, 1, 5001);
        assertThat(judged(counter, 5001)).containsExactly(strict);
        count(counter, INSIDE, 90, 5002);
        assertThat(judged(counter, 5002)).containsExactlyInAnyOrder(strict, LASTING);
        count(counter, OUTSIDE, 1, 5003);
        assertThat(judged(counter, 5003)).containsExactly(LASTING);
    }

    /** Which one is the stricter in the long run does not take the other's word. */
    @Test
    void aLimitThatIsLooserInTheLongRunStillCounts() {
        GlobalCounter counter = counter(HERE);
        CountLimit long10 = of("all", 500, 10_000);
        counter.setLimits(List.of(LASTING), List.of(long10));

        count(counter, INSIDE, 101, 5000);
        assertThat(judged(counter, 5000)).as("a burst").containsExactly(LASTING);
        for (int second = 0; second < 6; second++) {
            count(counter, OUTSIDE, 90, 10_000 + second * 1_100);
            List<CountLimit> over = judged(counter, 10_000 + second * 1_100);
            assertThat(over).isEqualTo(second < 5 ? List.of() : List.of(long10));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 10_000, 24_000, 60_000})
    void whatASourceDoesOnTwoNodesAddsUpInEveryWindow(int windowMillis) {
        GlobalCounter here = counter(HERE);
        GlobalCounter there = counter(THERE);
        CountLimit limit = of("203.0.113.0/24", 80, windowMillis);
        List.of(here, there).forEach(each -> each.setLimits(List.of(LASTING), List.of(limit)));
        CounterTape tape = new CounterTape();
        long now = 100_000;
        for (int round = 0; round < 4; round++) { // So that both know each other's clocks.
            count(here, INSIDE, 10, now);
            count(there, INSIDE, 10, now);
            here.publish(tape, now * MILLI);
            tape.playTo(there, HERE, now * MILLI);
            there.publish(tape, now * MILLI);
            tape.playTo(here, THERE, now * MILLI);
            assertThat(judged(here, now)).as("round %d", round).isEmpty();
            now += 150;
        }
        count(here, INSIDE, 1, now);
        assertThat(judged(here, now)).containsExactly(limit);
    }

    /** Of what has no limit outside of the prefix nothing is kept. */
    @Test
    void aLimitOnOnePrefixTracksItsSourcesAloneAndNothingWhenItIsGone() {
        GlobalCounter counter =
                new GlobalCounter(HERE, 1, CounterSettings.standard(7).withSources(256));
        counter.setLimits(List.of(), List.of(of("203.0.113.0/24", 10, 10_000)));
        for (int i = 0; i < 100; i++) {
            count(counter, OUTSIDE + i, 1, 5000);
        }
        count(counter, INSIDE, 1, 5000);
        assertThat(counter.stats().sources()).isOne();

        counter.setLimits(List.of(), List.of());
        assertThat(counter.stats().sources()).isZero();
        count(counter, INSIDE, 100, 5001);
        assertThat(judged(counter, 5001)).isEmpty();
    }

    @Test
    void anotherLimitThatComesLosesNothingOfWhatIsCounted() {
        GlobalCounter counter = counter(HERE);
        CountLimit first = of("203.0.113.0/24", 20, 10_000);
        counter.setLimits(List.of(LASTING), List.of(first));
        count(counter, INSIDE, 15, 5000);
        counter.setLimits(List.of(LASTING), List.of(first, of("198.51.100.0/24", 5, 20_000)));
        count(counter, INSIDE, 6, 6000);
        assertThat(judged(counter, 6000)).containsExactly(first);
    }

    /** Whatever of the limits there are and however the prefixes lie: exactly the sources inside are held to them. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theTableFindsTheStrictestThatCoversASource(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<CountLimit> limits = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(6); i++) {
                limits.add(
                        random.nextInt(5) == 0
                                ? of("all", 1 + random.nextInt(50), 1000)
                                : new CountLimit(
                                        Dimension.REQUESTS,
                                        1 + random.nextInt(50),
                                        1000,
                                        0,
                                        Grouping.ADDRESS,
                                        Optional.of(prefix(random))));
            }
            LimitTable table = new LimitTable();
            assertThat(table.replace(limits)).isTrue();
            assertThat(table.replace(List.copyOf(limits))).isFalse();
            Prefix source = prefix(random).widened(64);
            boolean ipv4 = source.family() == Family.IPV4;
            Prefix address = ipv4 ? new Prefix(Family.IPV4, 0, source.low(), 32) : source;
            Prefix at = ipv4 ? address : new Prefix(Family.IPV6, source.high(), 0, 64);
            CountLimit found = table.strictest(Dimension.REQUESTS.code(), at.family(), ipv4 ? at.low() : at.high());
            double expected = limits.stream()
                    .filter(limit -> limit.within().map(in -> in.contains(at)).orElse(true))
                    .mapToDouble(CountLimit::countPerWindow)
                    .min()
                    .orElse(-1);
            assertThat(found == null ? -1 : found.countPerWindow()).isEqualTo(expected);
            assertThat(table.strictest(Dimension.BYTES.code(), at.family(), 1)).isNull();
        }
    }

    /** Close together, so that they often lie in each other. */
    private static Prefix prefix(Random random) {
        int length = random.nextInt(4) == 0 ? 0 : random.nextInt(33);
        return random.nextBoolean()
                ? Prefix.of(new byte[] {10, 0, 0, (byte) random.nextInt(4)}, length)
                : Prefix.of(
                        new byte[] {0x20, 1, 0, 0, 0, 0, 0, (byte) random.nextInt(4), 0, 0, 0, 0, 0, 0, 0, 0},
                        2 * length);
    }
}
