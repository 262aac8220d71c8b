// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.SourceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SourceTallyTest {
    private static SourceKey source(long number) {
        return new SourceKey(Family.IPV4, 0xC612_0000L + number);
    }

    private static Map<SourceKey, Long> drain(SourceTally tally) {
        Map<SourceKey, Long> counts = new HashMap<>();
        drainInto(tally, counts);
        return counts;
    }

    private static int drainInto(SourceTally tally, Map<SourceKey, Long> counts) {
        return tally.drainTo(
                (family, bits, dimension, count, since) -> counts.merge(new SourceKey(family, bits), count, Long::sum),
                1);
    }

    @Test
    void aFullTableKeepsCountingWhomItKnows() {
        SourceTally tally = new SourceTally(Dimension.REQUESTS, 3, 0, () -> {});
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 5; i++) {
                tally.add(source(i), 0);
            }
        }

        assertThat(drain(tally))
                .containsExactlyInAnyOrderEntriesOf(Map.of(source(0), 2L, source(1), 2L, source(2), 2L));
        assertThat(tally.overflow()).isEqualTo(4);

        tally.add(source(4), 0);
        assertThat(drain(tally)).as("draining makes room").containsExactly(Map.entry(source(4), 1L));
        assertThat(tally.overflow()).isEqualTo(4);
    }

    @Test
    void whatAStalledLoopBringsIsFiledWhenItMayHaveCome() {
        SourceTally tally = new SourceTally(Dimension.REQUESTS, 10, 1_000, () -> {});
        tally.add(source(1), 700);
        tally.add(source(1), 1_500);
        assertThat(sinceNanos(tally, 2_000)).containsExactly(700L);

        tally.add(source(1), 2_500);
        assertThat(sinceNanos(tally, 3_000))
                .as("named before the last pass, found now")
                .containsExactly(700L);
        tally.add(source(1), 3_500);
        assertThat(sinceNanos(tally, 4_000)).containsExactly(2_500L);
    }

    @Test
    void afterSilenceNothingIsFiledLongAgo() {
        SourceTally tally = new SourceTally(Dimension.REQUESTS, 10, 0, () -> {});
        tally.add(source(1), 0);
        assertThat(sinceNanos(tally, 1_000)).containsExactly(0L);
        assertThat(sinceNanos(tally, 2_000)).isEmpty();
        assertThat(sinceNanos(tally, 9_000)).isEmpty();
        tally.add(source(1), 9_980);
        assertThat(sinceNanos(tally, 10_000)).containsExactly(9_000L);
    }

    private static List<Long> sinceNanos(SourceTally tally, long nowNanos) {
        List<Long> since = new ArrayList<>();
        tally.drainTo((family, bits, dimension, count, sinceNanos) -> since.add(sinceNanos), nowNanos);
        return since;
    }

    @Test
    void moreSourcesThanOneDrainTakesFollowInTheNext() {
        SourceTally tally = new SourceTally(Dimension.REQUESTS, 50_000, 0, () -> {});
        for (int i = 0; i < 20_000; i++) {
            tally.add(source(i), 0);
        }
        Map<SourceKey, Long> counts = new HashMap<>();
        while (drainInto(tally, counts) > 0) {
            assertThat(counts.size()).isLessThanOrEqualTo(20_000);
        }

        assertThat(counts)
                .hasSize(20_000)
                .allSatisfy((key, count) -> assertThat(count).isOne());
    }

    @Test
    void nothingIsLostOrCountedTwiceWhileBothSidesWork() throws Exception {
        SourceTally tally = new SourceTally(Dimension.REQUESTS, 1_000, 0, () -> {});
        Map<SourceKey, Long> counts = new HashMap<>();
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            var first = threads.submit(() -> addAll(tally));
            var second = threads.submit(() -> addAll(tally));
            Thread drainer = Thread.ofPlatform().start(() -> {
                while (!done.get()) {
                    drainInto(tally, counts);
                }
            });
            first.get();
            second.get();
            done.set(true);
            drainer.join();
        }
        while (drainInto(tally, counts) > 0) {
            assertThat(tally.overflow()).isZero();
        }

        assertThat(counts)
                .hasSize(100)
                .allSatisfy((key, count) -> assertThat(count).isEqualTo(4_000));
    }

    private static void addAll(SourceTally tally) {
        for (int i = 0; i < 200_000; i++) {
            tally.add(source(i % 100), 0);
        }
    }
}
