// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A region's sum is a component like any node's: it only grows, and holds each event once, not before it happened. */
class RegionSumsTest {
    private static final NodeId SELF = NodeId.of("us-east", "a");
    private static final NodeId NEAR = NodeId.of("us-east", "b");
    private static final NodeId FAR = NodeId.of("eu-west", "a");
    private static final int TAG = DeltaCodec.tag(Family.IPV4, Dimension.REQUESTS);
    private static final long NOW = 100_050;
    private static final long BUCKET = NOW / 100;

    private final FleetView fleet = new FleetView(SELF, 1, false);
    private final CounterState state = new CounterState(
            fleet,
            new CounterSettings(100, 1_000, 16, 64, 300_000, 100, CounterSettings.ASSUME_NOTHING_MILLIS, 0.25, 1),
            Grouping.ADDRESS);
    private final RegionSums sums = new RegionSums(state, new WindowRates(state));
    private final int near = writer(fleet.writers.indexOf(NEAR, 1, NOW).orElseThrow(), 0);
    private final int slot = state.slotFor(7, TAG, NOW);

    /** A writer whose clock shows the same as ours, as far as can be told by a round trip of so long. */
    private int writer(int index, long roundTripMillis) {
        PeerClock clock = fleet.writers.get(index).clock;
        clock.observe(NOW, NOW);
        clock.echo(roundTripMillis, 1_000);
        return index;
    }

    private void counted(int writer, long bucket, long count) {
        state.cells.raise(state.cellFor(slot, writer, bucket, NOW), bucket, count);
    }

    /** What a receiver holds that has heard all of {@code messages}. */
    private CellPool heard(List<byte[]> messages) {
        CellPool pool = new CellPool(1, 11);
        int cell = pool.allocate(1, CellPool.NONE, BUCKET);
        for (byte[] message : messages) {
            assertThat(DeltaCodec.decode(message, new Buckets(pool, cell))).isEqualTo(DeltaCodec.Outcome.TAKEN);
        }
        return pool;
    }

    private byte[] told(long nowMillis) {
        DeltaEncoder encoder = new DeltaEncoder();
        new OwnCounts(state).begin(encoder, RelayCodec.nodeHash(SELF), 0, nowMillis);
        sums.write(slot, Long.MIN_VALUE, encoder, nowMillis);
        return Arrays.copyOf(encoder.bytes(), encoder.length());
    }

    @Test
    void itHoldsWhatTheRegionsNodesCountedAndNothingOfOthers() {
        counted(Writers.SELF, BUCKET, 3);
        counted(near, BUCKET, 4);
        counted(near, BUCKET - 3, 5);
        counted(writer(fleet.writers.indexOf(FAR, 1, NOW).orElseThrow(), 0), BUCKET, 100);
        counted(writer(fleet.writers.indexOfRelay(FAR, 1, NOW).orElseThrow(), 0), BUCKET, 200);
        counted(writer(fleet.writers.indexOfRelay(NEAR, 1, NOW).orElseThrow(), 0), BUCKET, 400);

        assertThat(sums.begin(slot, NOW)).isTrue();
        assertThat(sums.begin(slot, NOW)).as("once").isFalse();

        assertThat(sums.sum(slot)).isEqualTo(12);
        assertThat(sums.unreported(slot)).isEqualTo(12);
    }

    @Test
    void countsProveNothingBeforeTheRoundTripIsKnown() {
        int unknown = fleet.writers.indexOf(NodeId.of("us-east", "c"), 1, NOW).orElseThrow();
        fleet.writers.get(unknown).clock.observe(NOW, NOW);
        counted(unknown, BUCKET, 9);
        sums.begin(slot, NOW);
        sums.addLate(_ -> {}, NOW);
        assertThat(sums.sum(slot)).isZero();

        fleet.writers.get(unknown).clock.echo(30, 1_000);
        List<Integer> placed = new ArrayList<>();
        sums.addLate(placed::add, NOW + 10);
        sums.addLate(placed::add, NOW + 20);

        assertThat(sums.sum(slot)).isEqualTo(9);
        assertThat(placed).containsExactly(slot);
    }

    /** One that never echoes, and more counts than any list of those that wait would hold. */
    @Test
    void whoIsNeverReadyTakesNoRoomFromThoseThatAre() {
        int mute = fleet.writers.indexOf(NodeId.of("us-east", "mute"), 1, NOW).orElseThrow();
        int unknown = fleet.writers.indexOf(NodeId.of("us-east", "c"), 1, NOW).orElseThrow();
        fleet.writers.get(mute).clock.observe(NOW, NOW);
        fleet.writers.get(unknown).clock.observe(NOW, NOW);
        sums.begin(slot, NOW);
        for (int i = 0; i < 100_000; i++) {
            counted(mute, BUCKET, i + 1);
            sums.add(slot, mute, BUCKET, 1, NOW);
        }
        counted(unknown, BUCKET, 9);
        sums.add(slot, unknown, BUCKET, 9, NOW);

        fleet.writers.get(unknown).clock.echo(30, 1_000);
        sums.addLate(_ -> {}, NOW);
        assertThat(sums.sum(slot)).isEqualTo(9);
        fleet.writers.get(mute).clock.echo(30, 1_000);
        sums.addLate(_ -> {}, NOW + 1_000);
        assertThat(sums.sum(slot)).isEqualTo(100_009);
    }

    /** What is told between the echo and the look for what waited is added once. */
    @Test
    void whatComesWhileTheRestStillWaitsIsAddedOnce() {
        int unknown = fleet.writers.indexOf(NodeId.of("us-east", "c"), 1, NOW).orElseThrow();
        fleet.writers.get(unknown).clock.observe(NOW, NOW);
        counted(unknown, BUCKET, 9);
        sums.begin(slot, NOW);
        fleet.writers.get(unknown).clock.echo(30, 1_000);
        counted(unknown, BUCKET, 12);
        sums.add(slot, unknown, BUCKET, 3, NOW);
        sums.addLate(_ -> {}, NOW);
        counted(unknown, BUCKET, 13);
        sums.add(slot, unknown, BUCKET, 1, NOW);
        sums.addLate(_ -> {}, NOW + 1_000);
        assertThat(sums.sum(slot)).isEqualTo(13);
    }

    /** The first messages turn out to have been held up: the round trip is not known again until the next echo. */
    @Test
    void aRoundTripThatIsLostAndFoundAgainAddsNothingTwice() {
        CounterSettings minute =
                new CounterSettings(500, 60_000, 16, 64, 300_000, 100, CounterSettings.ASSUME_NOTHING_MILLIS, 0.25, 1);
        CounterState lane = new CounterState(fleet, minute, Grouping.ADDRESS);
        RegionSums ofMinute = new RegionSums(lane, new WindowRates(lane));
        PeerClock clock = fleet.writers.get(near).clock;
        int source = lane.slotFor(7, TAG, NOW);
        int cell = lane.cellFor(source, near, NOW / 500, NOW);
        lane.cells.raise(cell, NOW / 500, 9);
        ofMinute.begin(source, NOW);
        clock.observe(NOW + 100, NOW + 700);
        assertThat(clock.isEchoed()).isFalse();
        lane.cells.raise(cell, NOW / 500 + 2, 4);
        ofMinute.add(source, near, NOW / 500 + 2, 4, NOW + 100);
        ofMinute.addLate(_ -> {}, NOW + 100);
        assertThat(ofMinute.sum(source)).isEqualTo(9);

        clock.observe(NOW + 2_500, NOW + 3_100);
        clock.echo(630, 60_000);
        assertThat(clock.isEchoed()).isTrue();
        ofMinute.addLate(_ -> {}, NOW + 2_500);

        assertThat(ofMinute.sum(source)).isEqualTo(13);
    }

    @Test
    void whatWaitsGoesWithItsSlot() {
        int unknown = fleet.writers.indexOf(NodeId.of("us-east", "c"), 1, NOW).orElseThrow();
        fleet.writers.get(unknown).clock.observe(NOW, NOW);
        counted(unknown, BUCKET, 9);
        sums.begin(slot, NOW);
        sums.end(slot);
        fleet.writers.get(unknown).clock.echo(30, 1_000);
        sums.addLate(
                _ -> {
                    throw new AssertionError("nothing waits");
                },
                NOW + 10);
    }

    @Test
    void anEventIsInTheBucketOfItsEarliestTimeOrNow() {
        sums.begin(slot, NOW);
        sums.add(slot, Writers.SELF, BUCKET - 2, 1, NOW);
        sums.add(slot, Writers.SELF, BUCKET + 50, 2, NOW);
        sums.add(slot, Writers.SELF, BUCKET - 50, 4, NOW);
        fleet.writers.get(near).clock.echo(90, 1_000);
        sums.add(slot, near, BUCKET - 2, 8, NOW);
        CellPool heard = heard(List.of(told(NOW)));
        assertThat(heard.count(0, BUCKET - 2)).isEqualTo(1);
        assertThat(heard.count(0, BUCKET - 3)).as("by the round trip").isEqualTo(8);
        assertThat(heard.count(0, BUCKET)).as("no later than now").isEqualTo(2);
        assertThat(heard.sumFrom(0, Long.MIN_VALUE))
                .as("what is too old is left out")
                .isEqualTo(11);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverOrderItsMessagesComeInTheyJoinToTheSame(long seed) {
        Random random = new Random(seed);
        List<byte[]> messages = new ArrayList<>();
        sums.begin(slot, NOW);
        long total = 0;
        for (int i = 0; i < 40; i++) {
            int count = 1 + random.nextInt(20);
            sums.add(slot, Writers.SELF, BUCKET - random.nextInt(9), count, NOW);
            total += count;
            messages.add(told(NOW));
        }
        CellPool inOrder = heard(messages);
        messages.addAll(List.copyOf(messages.subList(0, 20)));
        Collections.shuffle(messages, random);
        CellPool shuffled = heard(messages);

        assertThat(inOrder.sumFrom(0, Long.MIN_VALUE)).isEqualTo(total);
        for (long bucket = BUCKET - 10; bucket <= BUCKET; bucket++) {
            assertThat(shuffled.count(0, bucket)).isEqualTo(inOrder.count(0, bucket));
        }
    }

    @Test
    void whatIsSummedAnewAfterItsSlotWasLostIsNotThereTwiceWhateverClocksShowByThen() {
        fleet.writers.get(near).clock.echo(150, 1_000); // By which its events may be two buckets older than they look.
        counted(near, BUCKET, 10);
        sums.begin(slot, NOW);
        List<byte[]> messages = new ArrayList<>(List.of(told(NOW)));
        assertThat(heard(messages).sumFrom(0, BUCKET)).as("filed as earlier").isZero();

        sums.end(slot);
        fleet.writers.get(near).clock.echo(0, 1_000);
        sums.begin(slot, NOW + 20);
        messages.add(told(NOW + 20));
        assertThat(heard(messages).sumFrom(0, Long.MIN_VALUE)).isEqualTo(10);

        sums.add(slot, Writers.SELF, BUCKET + 2, 5, NOW + 260);
        messages.add(told(NOW + 260));
        assertThat(heard(messages).sumFrom(0, Long.MIN_VALUE))
                .as("what came later")
                .isEqualTo(15);
    }

    /** In a busy table a slot is lost all the time, and never by most of those that share its set. */
    @Test
    void whatOneSlotLosesHoldsUpNoSumThatWasBegunBefore() {
        int other = state.slotFor(8, TAG, NOW);
        int third = state.slotFor(9, TAG, NOW);
        assertThat(other / SourceTable.WAYS).as("of one set").isEqualTo(slot / SourceTable.WAYS);
        sums.begin(slot, NOW);
        sums.begin(other, NOW);
        sums.add(other, Writers.SELF, BUCKET, 3, NOW);
        sums.end(other);
        sums.begin(third, NOW);

        sums.add(slot, Writers.SELF, BUCKET, 5, NOW);
        sums.add(slot, Writers.SELF, BUCKET - 1, 2, NOW);
        sums.add(third, Writers.SELF, BUCKET, 7, NOW);

        assertThat(sums.sum(slot)).as("it has lost nothing").isEqualTo(7);
        assertThat(heard(List.of(told(NOW))).sumFrom(0, Long.MIN_VALUE)).isEqualTo(7);
        assertThat(sums.sum(third)).as("it may be what was lost").isZero();
    }

    @Test
    void aSlotWhoseSumIsOldAndGoneHoldsNobodyUp() {
        counted(near, BUCKET, 10);
        sums.begin(slot, NOW);
        sums.begin(state.slotFor(8, TAG, NOW), NOW + 60_000);
        sums.end(slot);
        counted(near, BUCKET + 600, 4);
        sums.begin(slot, NOW + 60_000);
        assertThat(sums.sum(slot)).isEqualTo(4);
    }

    private record Buckets(CellPool pool, int cell) implements DeltaCodec.Visitor {
        @Override
        public boolean onHeader(DeltaCodec.Header header) {
            return true;
        }

        @Override
        public void onEcho(long startHash, long offsetMillis) {
            throw new AssertionError("there are none");
        }

        @Override
        public void onEntry(Family family, long sourceBits, Dimension dimension) {
            assertThat(sourceBits).isEqualTo(7);
        }

        @Override
        public void onCount(long bucket, long count) {
            pool.raise(cell, bucket, count);
        }
    }
}
