// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import org.junit.jupiter.api.Test;

/** How long a block took, however often the same source is blocked. Moments are milliseconds after {@link #EPOCH}. */
class BlockTimesTest {
    private static final long EPOCH = 1_700_000_000_000L;
    private static final String SOURCE = "203.0.113.42";
    private static final String OTHER = "203.0.113.43";
    private final BlockTimes times = new BlockTimes(3);

    @Test
    void fromTheFirstDecisionToTheLastKernel() {
        enforced("u-1", SOURCE, 0, 2);
        enforced("e-1", SOURCE, 0, 40);
        enforced("a-1", SOURCE, 7, 45);
        assertThat(times.lastMillis()).isEqualTo(45);
        assertThat(times.millis(SOURCE)).isEqualTo(45);
        assertThat(times.millis(OTHER)).isEqualTo(-1);
    }

    @Test
    void aBlockThatExpiredSaysNothingAndTheNextOneIsMeasuredAnew() {
        enforced("u-1", SOURCE, 0, 2);
        enforced("a-1", SOURCE, 0, 45);
        enforced("u-1", SOURCE, 60_000, 60_003);
        enforced("a-1", SOURCE, 60_000, 60_030);
        assertThat(times.lastMillis()).isEqualTo(30);
        assertThat(times.millis(SOURCE)).isEqualTo(30);
        assertThat(times.medianMillis()).isEqualTo(30);
    }

    @Test
    void anOperatorsSecondOrderIsMeasuredForItself() {
        order(0, 5);
        order(4_000, 6);
        assertThat(times.millis(SOURCE)).isEqualTo(6);
    }

    @Test
    void whatIsBlockedAnewIsTheNewest() {
        enforced("u-1", SOURCE, 0, 2);
        enforced("u-1", OTHER, 10, 19);
        assertThat(times.lastMillis()).isEqualTo(9);
        enforced("u-1", SOURCE, 60_000, 60_003);
        assertThat(times.lastMillis()).isEqualTo(3);
    }

    @Test
    void aKernelThatIsGivenBackWhatItLostChangesNothing() {
        enforced("u-1", SOURCE, 0, 2);
        enforced("a-1", SOURCE, 0, 45);
        enforced("a-1", SOURCE, 0, 5_000);
        enforced("a-1", SOURCE, 0, 31_000);
        assertThat(times.millis(SOURCE)).isEqualTo(45);
    }

    @Test
    void aNodeThatComesLateChangesNothing() {
        enforced("u-1", SOURCE, 0, 2);
        enforced("a-2", SOURCE, 0, 25_000);
        enforced("a-2", OTHER, 0, 25_000);
        assertThat(times.millis(SOURCE)).isEqualTo(2);
        assertThat(times.millis(OTHER)).as("how it spread was not seen").isEqualTo(-1);
    }

    @Test
    void aDelayedDecisionStillCountsFromWhenItWasMade() {
        enforced("u-1", SOURCE, 0, 2);
        learnt("a-1", SOURCE, 0, 4_000, 4_001);
        assertThat(times.millis(SOURCE)).isEqualTo(4_001);
    }

    @Test
    void aWriteForANewerDecisionOfTheSameMomentIsNoLaterKernel() {
        enforced("u-1", SOURCE, 0, 2);
        enforced("a-1", SOURCE, 30, 32);
        enforced("u-1", SOURCE, 30, 300);
        assertThat(times.millis(SOURCE)).isEqualTo(32);
    }

    @Test
    void aDecidingClockThatRunsAheadDoesNotSplitABlock() {
        learnt("u-1", SOURCE, 5_000, 0, 2);
        learnt("a-1", SOURCE, 5_000, 38, 40);
        assertThat(times.millis(SOURCE)).isEqualTo(40);
    }

    @Test
    void anUnblockForgetsAndOnlySoManyAreRemembered() {
        enforced("u-1", SOURCE, 0, 2);
        times.accept(event("u-1", SOURCE, false, 900, 900, 901));
        assertThat(times.lastMillis()).isEqualTo(-1);
        assertThat(times.medianMillis()).isEqualTo(-1);
        for (int i = 1; i <= 4; i++) {
            enforced("u-1", "198.51.100." + i, i, 2L * i);
        }
        assertThat(times.millis("198.51.100.1")).isEqualTo(-1);
        assertThat(times.millis("198.51.100.4")).isEqualTo(4);
        assertThat(times.medianMillis()).isEqualTo(3);
    }

    /** Every node carries out a command by itself, then hears the others' decisions. */
    private void order(long atMillis, long tookMillis) {
        for (String node : new String[] {"u-1", "e-1", "a-1"}) {
            enforced(node, SOURCE, atMillis, atMillis + tookMillis);
        }
        enforced("u-1", SOURCE, atMillis, atMillis + 90);
    }

    private void enforced(String node, String prefix, long decided, long enforced) {
        learnt(node, prefix, decided, decided, enforced);
    }

    private void learnt(String node, String prefix, long decided, long learnt, long enforced) {
        times.accept(event(node, prefix, true, decided, learnt, enforced));
    }

    private static FleetEvent.Enforced event(
            String node, String prefix, boolean active, long decided, long learnt, long enforced) {
        return new FleetEvent.Enforced(
                NodeId.of("us-east", node),
                EPOCH + enforced,
                Prefix.parse(prefix),
                Origin.RATE_LIMIT,
                active,
                (EPOCH + decided) << 16,
                learnt * 1_000_000,
                enforced * 1_000_000);
    }
}
