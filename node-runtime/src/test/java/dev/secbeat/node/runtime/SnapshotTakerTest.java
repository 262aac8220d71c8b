// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.crdt.BlockMap;
import dev.secbeat.node.crdt.DeltaChannel;
import dev.secbeat.node.crdt.SnapshotCodec;
import dev.secbeat.node.crdt.SnapshotMessage;
import dev.secbeat.node.crdt.SnapshotPart;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers whose pages lead nowhere hold up nobody else's for long. */
class SnapshotTakerTest {
    private static final NodeId SELF = NodeId.of("us-east", "self");
    private static final NodeId LIAR = NodeId.of("apac", "liar");
    private static final NodeId PEER = NodeId.of("eu-west", "peer");
    private static final long MILLI = 1_000_000;

    private final LoopCounters counters = new LoopCounters();
    private final SnapshotTaker taker = new SnapshotTaker(new BlockMap(SELF, 64), counters);
    private final Asks asks = new Asks();
    private long nowNanos = 1_000_000 * MILLI;

    /** Whom the taker asks for what. */
    private static final class Asks implements DeltaChannel {
        private final List<NodeId> asked = new ArrayList<>();
        private final List<SnapshotMessage.Ask> asks = new ArrayList<>();

        @Override
        public void publishDelta(byte[] bytes, int length) {}

        @Override
        public void publishBlocks(byte[] bytes, int length) {}

        @Override
        public void requestSnapshots() {}

        @Override
        public void send(NodeId peer, byte[] bytes) {
            if (SnapshotCodec.decode(bytes).message().orElseThrow() instanceof SnapshotMessage.Ask ask) {
                asked.add(peer);
                asks.add(ask);
            }
        }

        @Override
        public int poll(Receiver receiver, int limit) {
            return 0;
        }
    }

    private void page(NodeId peer, SnapshotPart part, int cursor, int next) {
        taker.onPage(peer, new SnapshotMessage.Page(part, cursor, next, 7, new byte[0]), nowNanos);
    }

    private void turn(long millis) {
        nowNanos += millis * MILLI;
        int _ = taker.publish(asks, nowNanos);
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 900})
    void whoseTinyPagesHaveNoEndIsPutBehindTheNextAfterAStint(long millisEach) {
        taker.compare(LIAR, nowNanos);
        taker.compare(PEER, nowNanos);
        turn(1);
        assertThat(asks.asked).containsExactly(LIAR);
        long begun = nowNanos;

        int cursor = 0;
        while (!asks.asked.contains(PEER) && nowNanos - begun < 2 * SnapshotTaker.STINT_NANOS) {
            page(LIAR, SnapshotPart.BLOCKS, cursor, ++cursor);
            turn(millisEach);
        }

        assertThat(asks.asked).endsWith(PEER);
        assertThat(nowNanos - begun).isBetween(SnapshotTaker.STINT_NANOS, SnapshotTaker.STINT_NANOS + 1_000 * MILLI);
        for (int i = 0; i < 200; i++) {
            page(LIAR, SnapshotPart.BLOCKS, cursor, ++cursor);
            turn(1);
        }
        assertThat(asks.asked).as("what it sends unasked moves nobody").endsWith(PEER);

        page(PEER, SnapshotPart.BLOCKS, 0, SnapshotMessage.END);
        turn(1);

        assertThat(counters.snapshotsTaken).isOne();
        assertThat(asks.asked).as("and it goes on").endsWith(LIAR);
        assertThat(asks.asks.getLast().cursor()).as("from where it was").isEqualTo(cursor);
        assertThat(counters.snapshotsGivenUp).isZero();
    }

    @Test
    void whoIsAloneGoesOnStintByStint() {
        taker.compare(PEER, nowNanos);
        turn(1);
        int cursor = 0;
        for (long begun = nowNanos; nowNanos - begun < 3 * SnapshotTaker.STINT_NANOS; ) {
            page(PEER, SnapshotPart.BLOCKS, cursor, ++cursor);
            turn(500);
        }
        assertThat(asks.asks.getLast().cursor()).isGreaterThan(cursor - SnapshotCodec.MAX_PAGES - 1);
        page(PEER, SnapshotPart.BLOCKS, cursor, SnapshotMessage.END);
        assertThat(counters.snapshotsTaken).isOne();
        assertThat(taker.underWay()).isZero();
    }

    @ParameterizedTest
    @EnumSource(SnapshotPart.class)
    void pagesWithoutEndAreGivenUp(SnapshotPart part) {
        page(LIAR, part, 0, 1);
        for (int cursor = 1; cursor < SnapshotTaker.MOST_PAGES; cursor++) {
            page(LIAR, part, cursor, cursor + 1);
        }
        assertThat(taker.underWay()).isOne();

        page(LIAR, part, SnapshotTaker.MOST_PAGES, SnapshotTaker.MOST_PAGES + 1);

        assertThat(taker.underWay()).isZero();
        assertThat(counters.snapshotsGivenUp).isOne();
        page(LIAR, part, SnapshotTaker.MOST_PAGES + 1, SnapshotTaker.MOST_PAGES + 2);
        assertThat(taker.underWay()).isZero();
    }

    /** Two pages of a map, again and again: between an end and the next beginning the others are asked. */
    @Test
    void whoBeginsAnewWithoutEndKeepsNobodyFromTheOnlyPlace() {
        page(LIAR, SnapshotPart.BLOCKS, 0, 1);
        taker.compare(PEER, nowNanos);
        for (int i = 0; i < 10; i++) {
            page(LIAR, SnapshotPart.BLOCKS, 1, SnapshotMessage.END);
            page(LIAR, SnapshotPart.BLOCKS, 0, 1);
            turn(1);
        }
        assertThat(asks.asked).containsExactly(PEER);
    }

    @Test
    void newStartsWithoutEndDoNotBeginAStintAnew() {
        taker.compare(LIAR, nowNanos);
        taker.compare(PEER, nowNanos);
        turn(1);
        for (int start = 0; start < 70; start++) {
            taker.onPage(LIAR, new SnapshotMessage.Page(SnapshotPart.BLOCKS, 0, 1, start + 1, new byte[0]), nowNanos);
            turn(900);
        }
        assertThat(asks.asked).endsWith(PEER);
    }
}
