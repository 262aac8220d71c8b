// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoopBellTest {
    private static final long FOR_EVER_NANOS = TimeUnit.DAYS.toNanos(1);

    private final LoopBell bell = new LoopBell();

    /** A rest that the bell does not end outlasts the test's patience. */
    private Thread rest() {
        return Thread.ofPlatform().daemon().start(() -> bell.rest(FOR_EVER_NANOS));
    }

    private static void assertEnds(Thread rest) throws InterruptedException {
        assertThat(rest.join(java.time.Duration.ofSeconds(40)))
                .as("the rest ends")
                .isTrue();
    }

    @Test
    void aRingEndsTheRest() throws Exception {
        bell.listen();
        Thread rest = rest();
        while (rest.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        bell.ring();
        assertEnds(rest);
    }

    @Test
    void aRingWhileTheLoopLookedAroundIsNotMissed() throws Exception {
        bell.listen();
        bell.ring();
        assertEnds(rest());
    }

    @Test
    void ringsOfEveryKindOfMomentAreHeard() throws Exception {
        Thread loop = Thread.ofPlatform().daemon().start(() -> {
            for (int turn = 0; turn < 20_000; turn++) {
                bell.rest(FOR_EVER_NANOS);
                bell.listen();
            }
        });
        while (loop.isAlive()) {
            bell.ring();
        }
        assertEnds(loop);
    }
}
