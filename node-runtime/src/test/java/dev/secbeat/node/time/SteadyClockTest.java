// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A clock beside one that stands still at times: each case by what the two clocks of the machine show. */
class SteadyClockTest {
    private static final long MILLI = 1_000_000;

    private long nanos = -5_000 * MILLI;
    private long wallMillis = 1_800_000_000_000L;
    private long readingNanos;

    private final SteadyClock steady = new SteadyClock(new NodeClock() {
        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public long epochMillis() {
            nanos += readingNanos;
            return wallMillis;
        }
    });

    private void pass(long millis) {
        nanos += millis * MILLI;
        wallMillis += millis;
    }

    /** What passes by the steady clock while {@code happens}, and a look after it. */
    private long shownMillis(Runnable happens) {
        steady.look();
        long before = steady.nanoTime();
        happens.run();
        steady.look();
        return (steady.nanoTime() - before) / MILLI;
    }

    @Test
    void itShowsWhatTheMonotonicClockDoesWhileThatGoesOn() {
        assertThat(shownMillis(() -> pass(700))).isEqualTo(700);
        assertThat(steady.nanoTime()).isEqualTo(nanos);
    }

    @ParameterizedTest
    @ValueSource(longs = {SteadyClock.LEAST_MILLIS, 200, 100_000})
    void whatTheMonotonicClockLostIsAddedAndTheGrainOfTheWallClock(long lost) {
        assertThat(shownMillis(() -> {
                    pass(10);
                    wallMillis += lost;
                }))
                .isEqualTo(10 + lost + 1);
        assertThat(shownMillis(() -> pass(500))).as("once").isEqualTo(500);
    }

    @Test
    void whatWasReadBeforeAPauseStaysWhereItWas() {
        steady.look();
        long before = nanos - MILLI;
        wallMillis += 300;
        steady.look();

        assertThat(steady.at(before)).isEqualTo(before);
        assertThat(steady.at(nanos)).isEqualTo(nanos + 301 * MILLI);
    }

    @Test
    void aWallClockThatIsSetBackOrALittleAheadChangesNothing() {
        assertThat(shownMillis(() -> wallMillis -= 3_600_000)).isZero();
        assertThat(shownMillis(() -> wallMillis += SteadyClock.LEAST_MILLIS - 1))
                .isZero();
    }

    @Test
    void aWallClockThatIsSetFarAheadMovesItByTwoOfTheLongestWindows() {
        assertThat(shownMillis(() -> wallMillis += 10_000_000_000L)).isEqualTo(SteadyClock.MOST_MILLIS);
    }

    /** The thread may have stood still between the two readings: the next look tells. */
    @Test
    void clocksThatWereReadFarApartTellNothing() {
        assertThat(shownMillis(() -> {
                    readingNanos = 50 * MILLI;
                    steady.look();
                    readingNanos = 0;
                    wallMillis += 50 + 40;
                }))
                .isEqualTo(50 + 40 + 1);
    }
}
