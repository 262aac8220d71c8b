// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopPulseTest {
    private final Vertx vertx = Vertx.vertx(VertxSettings.small());
    private final LoopPulse pulse = new LoopPulse(vertx, () -> 0);

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

    private long sinceMillisAfterBeat(long nowMillis) {
        pulse.beat(TimeUnit.MILLISECONDS.toNanos(nowMillis));
        return TimeUnit.NANOSECONDS.toMillis(pulse.sinceNanos());
    }
}
