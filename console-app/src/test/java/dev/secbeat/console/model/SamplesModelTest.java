// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.testing.Frames;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.SampledPacket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Samples are kept in bounds, newest first, and every node that shows none says why. */
class SamplesModelTest {
    private static final NodeId APAC = NodeId.of("apac", "a-1");
    private static final NodeId EAST = NodeId.of("us-east", "u-1");
    private static final long SECOND = 1_000_000_000L;

    private final FleetInbox inbox = new FleetInbox();
    private final FleetModel model = new FleetModel(List.of());
    private long nowNanos = 100 * SECOND;

    private static SampledPacket packet(long epochMillis) {
        return Frames.packet("drop", "land", epochMillis, Frames.ping("203.0.113.42", "198.51.100.1"));
    }

    private SampleSummary drain() {
        model.drain(inbox, nowNanos, 1_700_000_000_000L);
        return model.samples().summary().get();
    }

    private List<Long> times() {
        return model.samples().rows().stream()
                .map(row -> row.packet().epochMillis())
                .toList();
    }

    @Test
    void theNewestStandFirstAndTheOldestGo() {
        inbox.offer(Frames.report(APAC, nowNanos, 3, packet(1), packet(2)));
        inbox.offer(Frames.report(EAST, nowNanos, 4, packet(3)));
        SampleSummary summary = drain();
        assertThat(times()).containsExactly(3L, 2L, 1L);
        assertThat(summary.received()).isEqualTo(3);
        assertThat(summary.leftOut()).isEqualTo(7);
        assertThat(summary.sampling()).isEqualTo(2);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 900; i++) {
                inbox.offer(Frames.report(APAC, nowNanos, 0, packet(1_000L * round + i + 10)));
            }
            drain();
        }
        assertThat(model.samples().rows()).hasSize(SampleBook.CAPACITY);
        assertThat(times()).startsWith(2_909L).doesNotContain(1L, 2L, 3L);
    }

    @Test
    void whatComesFasterThanItIsDrawnGivesWayAndIsCounted() {
        for (int i = 0; i < 5_000; i++) {
            assertThat(inbox.offer(Frames.report(APAC, nowNanos, 1, packet(i)))).isTrue();
        }
        SampleSummary summary = drain();
        assertThat(model.samples().rows()).hasSize(SampleBook.CAPACITY);
        assertThat(times()).startsWith(4_999L);
        assertThat(summary.received() + summary.leftOut()).isEqualTo(2 * 5_000);
        assertThat(inbox.refused()).as("others lose nothing").isZero();
    }

    @Test
    void aNodeThatShowsNothingSaysWhyUntilItIsSilent() {
        inbox.offer(Frames.trouble(EAST, nowNanos, "xdp.sample_publish is 0"));
        inbox.offer(Frames.report(APAC, nowNanos, 0));
        assertThat(drain().troubles())
                .containsExactly(new SampleSummary.Trouble("us-east/u-1", "xdp.sample_publish is 0"));
        assertThat(drain().sampling()).isEqualTo(1);
        nowNanos += 5 * SECOND;
        assertThat(drain().freshness().level()).isEqualTo(Freshness.Level.STALE);
        assertThat(drain().sampling()).isZero();
        nowNanos += 60 * SECOND;
        assertThat(drain().troubles()).isEmpty();
        assertThat(drain().freshness().isGone()).isTrue();
    }
}
