// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Anybody may ask where clients are steered, as often as he likes. */
class AskedReportsTest {
    private static final long NOW = 1_700_000_000_000L;

    private final AskedReports asked = new AskedReports();

    @Test
    void howeverManyAskOneAnswerASecondIsGivenAndNobodyIsLeftWithout() {
        int looks = 0;
        int answers = 0;
        for (long millis = 0; millis < 10_000; millis += 10) {
            for (int i = 0; i < 50; i++) {
                looks += asked.ask() ? 1 : 0;
            }
            answers += asked.take(NOW + millis) ? 1 : 0;
        }
        assertThat(answers).isEqualTo(10);
        assertThat(looks).as("nor is it looked at for each question").isEqualTo(11);

        assertThat(asked.take(NOW + 10_000)).as("the last ones' answer").isTrue();
        assertThat(asked.take(NOW + 60_000)).as("nobody has asked").isFalse();
        assertThat(asked.ask()).isTrue();
        assertThat(asked.take(NOW + 60_001)).as("at once after a rest").isTrue();
    }

    @Test
    void aClockThatWasSetBackMakesNobodyWait() {
        asked.ask();
        assertThat(asked.take(NOW)).isTrue();
        asked.ask();
        assertThat(asked.take(NOW - 3_600_000)).isTrue();
    }
}
