// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paces driven by a clock that ticks unevenly, as a busy machine's does. */
class PaceTest {
    private static final long SECOND = 1_000_000_000L;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aPersistentPaceSendsExactlyItsRateHoweverUnevenTheClockTicks(long seed) {
        var random = new SplittableRandom(seed);
        double perSecond = random.nextDouble(1, 500);
        var pace = new Pace(perSecond, true, 0);
        long sent = 0;
        long now = 0;
        while (now < 100 * SECOND) {
            now += random.nextLong(1, 50_000_000);
            sent += pace.due(now);
        }
        assertThat((double) sent).isBetween(now / 1e9 * perSecond - 1, now / 1e9 * perSecond + 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aPolitePaceNeverPutsMoreThanItsRateIntoAnySecond(long seed) {
        var random = new SplittableRandom(seed);
        var pace = new Pace(99, false, 0);
        var log = new SendLog();
        for (long now = 0; now < 60 * SECOND; now += random.nextLong(1, 20_000_000)) {
            for (int due = pace.due(now); due > 0; due--) {
                log.add(now);
            }
        }
        assertThat(log.size()).isGreaterThan(1_000);
        assertThat(log.peak(SECOND)).isLessThanOrEqualTo(99);
        assertThat(log.crossing(99, SECOND)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsDueBeforeTheStartAndOneAtIt(boolean catchesUp) {
        var pace = new Pace(10, catchesUp, SECOND);
        assertThat(pace.due(SECOND - 1)).isZero();
        assertThat(pace.due(SECOND)).isEqualTo(1);
        assertThat(pace.due(SECOND + 1)).isZero();
        assertThat(pace.nextNanos()).isGreaterThan(SECOND);
    }
}
