// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.SampledPacket;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Which of many samples are shown. */
class SampleChoiceTest {
    private final SampleChoice choice = new SampleChoice(10);

    static SampledPacket packet(String reason, long epochMillis) {
        return new SampledPacket(epochMillis, "drop", reason, "eth0", 60, ByteBuffer.allocate(60));
    }

    @Test
    void aFloodOfOneReasonDoesNotHideTheOthers() {
        choice.offer(packet("martian", 1));
        for (int i = 2; i < 1_000; i++) {
            choice.offer(packet("blocked_exact", i));
        }
        choice.offer(packet("clean", 1_000));
        choice.offer(packet("clean", 1_001));

        assertThat(choice.take(5))
                .extracting(SampledPacket::epochMillis)
                .as("each reason in turn, its newest first, shown in their order")
                .containsExactly(1L, 998L, 999L, 1_000L, 1_001L);
        assertThat(choice.leftOut()).isEqualTo(996);
    }

    @Test
    void whatWasNotChosenIsForgottenAndCounted() {
        for (int i = 0; i < 8; i++) {
            choice.offer(packet("clean", i));
        }
        assertThat(choice.take(3)).hasSize(3);
        assertThat(choice.take(3)).isEmpty();
        assertThat(choice.leftOut()).isEqualTo(5);
        choice.offer(packet("clean", 9));
        assertThat(choice.take(0)).isEmpty();
        assertThat(choice.leftOut()).isEqualTo(6);
    }
}
