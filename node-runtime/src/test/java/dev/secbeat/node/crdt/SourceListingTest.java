// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Walks over the table tell each source once, in steps of bounded size. */
class SourceListingTest {
    private static final long MILLI = 1_000_000;
    private static final long NOW = 5_000 * MILLI;

    private static GlobalCounter counter() {
        GlobalCounter counter = new GlobalCounter(
                NodeId.of("us-east", "here"),
                1,
                new CounterSettings(100, 1000, 4096, 8192, 300_000, 100, 200, 0.25, 42));
        counter.setLimits(
                List.of(new CountLimit(Dimension.REQUESTS, 100, 1000), new CountLimit(Dimension.PACKETS, 500, 1000)),
                List.of());
        return counter;
    }

    @Test
    void aWalkTellsEverySourceOnceAndNoStepIsLargerThanAllowed() {
        GlobalCounter counter = counter();
        for (long source = 1; source <= 1_000; source++) {
            counter.count(Family.IPV4, source, Dimension.REQUESTS, source % 50 + 1, NOW, NOW);
        }
        Set<Long> told = new HashSet<>();
        int cursor = 0;
        int steps = 0;
        do {
            List<SourceCount> step = new ArrayList<>();
            cursor = SourceListing.of(counter).walk(cursor, 700, 64, NOW, step::add);
            assertThat(step.size()).isLessThanOrEqualTo(64);
            step.forEach(source -> assertThat(told.add(source.source().bits())).isTrue());
            step.forEach(source -> assertThat(source.global())
                    .isEqualTo((double) (source.source().bits() % 50 + 1))
                    .isEqualTo(source.local()));
            steps++;
        } while (cursor != 0);
        assertThat(told).hasSize(1_000);
        assertThat(steps).isBetween(1_000 / 64, 60);
    }

    @Test
    void anEmptyTableAndACursorBeyondItEndAtOnce() {
        List<SourceCount> told = new ArrayList<>();
        assertThat(SourceListing.of(counter()).walk(0, 100_000, 10, NOW, told::add))
                .isZero();
        assertThat(SourceListing.of(counter()).walk(Integer.MAX_VALUE, 10, 10, NOW, told::add))
                .isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void oneSourceIsFoundInEachDimensionInWhichItIsCountedNow() {
        GlobalCounter counter = counter();
        counter.count(Family.IPV4, 7, Dimension.REQUESTS, 30, NOW, NOW);
        counter.count(Family.IPV4, 7, Dimension.PACKETS, 90, NOW, NOW);
        counter.count(Family.IPV4, 8, Dimension.PACKETS, 1, NOW, NOW);

        List<SourceCount> found = new ArrayList<>();
        SourceListing.of(counter).find(new SourceKey(Family.IPV4, 7), NOW, found::add);
        assertThat(found).extracting(SourceCount::dimension).containsExactly(Dimension.REQUESTS, Dimension.PACKETS);
        assertThat(found).extracting(SourceCount::limit).containsExactly(100.0, 500.0);

        found.clear();
        SourceListing.of(counter).find(new SourceKey(Family.IPV4, 7), NOW + 3_000 * MILLI, found::add);
        assertThat(found).as("outside its window").isEmpty();
    }
}
