// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.NodeId;
import java.util.List;
import org.junit.jupiter.api.Test;

class WritersTest {
    private static final NodeId HERE = NodeId.of("us-east", "here");
    private static final NodeId THERE = NodeId.of("eu-west", "there");
    private static final long NOW = 1_000_000;

    private final Writers writers = new Writers(HERE, 1);

    private Writers.Writer heard(long incarnation, long millis) {
        Writers.Writer writer =
                writers.get(writers.indexOf(THERE, incarnation, millis).orElseThrow());
        writer.heardMillis = millis;
        return writer;
    }

    private List<Long> starts() {
        return writers.peers().stream().map(writer -> writer.incarnation).toList();
    }

    @Test
    void aStartThatWasReplacedIsForgottenAfterAWhile() {
        heard(1, NOW);
        heard(2, NOW + Writers.REPLACED_MILLIS);
        writers.forgetSilent(NOW + Writers.REPLACED_MILLIS);
        assertThat(starts()).containsExactlyInAnyOrder(1L, 2L);

        writers.forgetSilent(NOW + Writers.REPLACED_MILLIS + 1);

        assertThat(starts()).containsExactly(2L);
    }

    @Test
    void aStartWhoseCountsAreHeldIsNotForgotten() {
        heard(1, NOW).cells = 1;
        heard(2, NOW + 1);
        writers.forgetSilent(NOW + 10 * Writers.FORGET_MILLIS);
        assertThat(starts()).contains(1L);
    }

    @Test
    void theClockOfASilentPeerThatNothingReplacedIsKeptForAnHour() {
        heard(1, NOW);
        writers.forgetSilent(NOW + Writers.FORGET_MILLIS);
        assertThat(starts()).containsExactly(1L);
        writers.forgetSilent(NOW + Writers.FORGET_MILLIS + 1);
        assertThat(starts()).isEmpty();
    }

    @Test
    void aNodeHasRoomForSoManyStartsAndNoMore() {
        for (long start = 1; start <= Writers.MAX_STARTS_PER_NODE; start++) {
            heard(start, NOW);
        }
        assertThat(writers.indexOf(THERE, 99, NOW)).isEmpty();
        assertThat(writers.indexOf(THERE, 1, NOW)).isPresent();
    }
}
