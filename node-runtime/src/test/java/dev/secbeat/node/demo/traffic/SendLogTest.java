// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SendLogTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void t0IsTheRequestAfterTheLimitWithinTheWindow() {
        var log = new SendLog();
        for (int i = 0; i < 200; i++) {
            log.add(i * 3_333_333L);
        }
        assertThat(log.crossing(100, SECOND)).hasValue(100 * 3_333_333L);
        assertThat(log.peak(SECOND)).isEqualTo(200);
    }

    @Test
    void exactlyTheLimitInAWindowIsNoCrossing() {
        var log = new SendLog();
        for (int i = 0; i < 1_000; i++) {
            log.add(i * SECOND / 100);
        }
        assertThat(log.crossing(100, SECOND)).isEmpty();
        assertThat(log.peak(SECOND)).isEqualTo(100);
    }

    @Test
    void aLateBurstIsFoundThoughTheAverageIsLow() {
        var log = new SendLog();
        log.add(0);
        for (int i = 0; i < 11; i++) {
            log.add(100 * SECOND + i);
        }
        assertThat(log.crossing(10, SECOND)).hasValue(100 * SECOND + 10);
    }

    @Test
    void keepsTheFirstEntriesAndStopsAtItsBound() {
        var log = new SendLog();
        for (int i = 0; i < SendLog.MAX_ENTRIES + 10; i++) {
            log.add(i * SECOND);
        }
        assertThat(log.copy().size()).isEqualTo(SendLog.MAX_ENTRIES);
    }
}
