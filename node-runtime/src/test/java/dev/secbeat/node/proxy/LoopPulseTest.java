// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopPulseTest {
    private final Vertx vertx = Vertx.vertx(VertxSettings.small());
    private long nowNanos;
    private final LoopPulse pulse = new LoopPulse(vertx, () -> nowNanos);

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void whatIsHandledBetweenRegularBeatsCameAfterTheLast() {
        for (long millis = 20; millis <= 1_000; millis += 20) {
            assertThat(sinceMillisAfterBeat(millis)).isEqualTo(millis);
        }
    }

    @Test
    void aStallHoldsForAsLongAgain() {
        sinceMillisAfterBeat(20);
        assertThat(sinceMillisAfterBeat(320)).isEqualTo(20);
        assertThat(sinceMillisAfterBeat(340)).isEqualTo(20);
        for (long millis = 360; millis < 620; millis += 20) {
            assertThat(sinceMillisAfterBeat(millis)).isEqualTo(20);
        }
        assertThat(sinceMillisAfterBeat(620)).isEqualTo(620);
    }

    @Test
    void aLongStallHoldsForHalfASecond() {
        assertThat(sinceMillisAfterBeat(5_000)).isZero();
        for (long millis = 5_020; millis < 5_500; millis += 20) {
            assertThat(sinceMillisAfterBeat(millis)).isZero();
        }
        assertThat(sinceMillisAfterBeat(5_500)).isEqualTo(5_500);
    }

    @Test
    void aLoopThatStallsAllTheTimeIsNeverFarBehind() {
        long gapMillis = 70;
        for (long millis = gapMillis; millis < 100 * gapMillis; millis += gapMillis) {
            assertThat(sinceMillisAfterBeat(millis)).isBetween(millis - 2 * gapMillis, millis);
        }
    }

    /** The loop of a node that nobody has spoken to is not one that stalled: the first requests are of now. */
    @Test
    void theTimeBeforeTheFirstConnectionIsNoStall() {
        nowNanos = TimeUnit.SECONDS.toNanos(30);
        pulse.start();
        assertThat(pulse.sinceNanos()).isEqualTo(nowNanos);
        assertThat(sinceMillisAfterBeat(30_020)).isEqualTo(30_020);
    }

    private long sinceMillisAfterBeat(long nowMillis) {
        pulse.beat(TimeUnit.MILLISECONDS.toNanos(nowMillis));
        return TimeUnit.NANOSECONDS.toMillis(pulse.sinceNanos());
    }
}
