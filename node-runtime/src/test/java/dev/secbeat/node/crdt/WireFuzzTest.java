// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.support.Allocation;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Whatever bytes a peer sends: they are taken or refused, and what is refused changed nothing. Runs over the seeds beside it;
 * with {@code JAZZER_FUZZ=1} it looks for bytes that break it (see CONTRIBUTING.md).
 */
class WireFuzzTest {
    private static final NodeId SELF = NodeId.of("eu", "self");
    private static final NodeId PEER = NodeId.of("us", "peer");
    private static final CountLimit LIMIT = new CountLimit(Dimension.REQUESTS, 100, 1000);
    private static final CountLimit WIDE = new CountLimit(Dimension.REQUESTS, 200, 1000, 50, new Grouping(24, 48));
    private static final long NOW = 1_000_000_000_000L;

    /** Least bytes of a word on a limit: length, flags, dimension, three numbers, an id, three texts. */
    private static final int LEAST_WORD_BYTES = 2 + 2 + 24 + 16 + 3;

    /** Least bytes of a block entry on the wire: flags, length, an address, two numbers, two names of a letter. */
    private static final int LEAST_BLOCK_BYTES = 2 + 4 + 16 + 4;

    private static GlobalCounter counter(NodeId self, CountLimit... limits) {
        var counter = new GlobalCounter(self, 1, new CounterSettings(100, 1000, 64, 128, 300_000, 100, 200, 0.25, 1));
        counter.setLimits(List.of(limits), List.of());
        counter.setPeers(2);
        return counter;
    }

    private record Seen(CounterStats stats, List<SourceCount> top, Map<NodeId, Long> ages) {
        static Seen of(GlobalCounter counter) {
            return new Seen(counter.stats(), counter.top(64, NOW), counter.peerAges(NOW));
        }
    }

    @FuzzTest(maxDuration = "10m")
    void delta(byte[] bytes) {
        GlobalCounter counter = counter(SELF, LIMIT, WIDE);
        counter.count(Family.IPV4, 0xC612_0001L, Dimension.REQUESTS, 7, NOW, NOW);
        Seen before = Seen.of(counter);

        DeltaCodec.Outcome outcome = Allocation.bounded(bytes.length, () -> counter.merge(PEER, bytes, NOW));

        Seen after = Seen.of(counter);
        if (outcome != DeltaCodec.Outcome.TAKEN) {
            assertThat(after).as("nothing of %s bytes is applied", outcome).isEqualTo(before);
        }
        assertThat(counter.merge(PEER, bytes, NOW)).isEqualTo(outcome);
        assertThat(counter.top(64, NOW)).as("told twice is told once").isEqualTo(after.top());
        assertThat(counter.judge(
                        (source, limit, proven, estimate, sustained) ->
                                assertThat(proven).isNotNegative(),
                        NOW))
                .as("those of the message, and what was counted here in the other lane")
                .isBetween(2, 64 + 1);
    }

    @FuzzTest(maxDuration = "10m")
    void relayed(byte[] bytes) {
        var counter = new GlobalCounter(
                SELF, 1, new CounterSettings(100, 1000, 64, 128, 300_000, 100, 200, 0.25, 1), false, RelayUse.ALWAYS);
        counter.setLimits(List.of(LIMIT, WIDE), List.of());
        Seen before = Seen.of(counter);

        DeltaCodec.Outcome outcome =
                Allocation.bounded(bytes.length, () -> counter.relays().merge(PEER, bytes, NOW));

        Seen after = Seen.of(counter);
        if (outcome != DeltaCodec.Outcome.TAKEN) {
            assertThat(after).as("nothing of %s bytes is applied", outcome).isEqualTo(before);
        }
        assertThat(counter.relays().merge(PEER, bytes, NOW)).isEqualTo(outcome);
        assertThat(counter.top(64, NOW)).as("told twice is told once").isEqualTo(after.top());
        assertThat(after.ages()).as("a relay is no peer").isEmpty();
    }

    /** The bytes are read as what clients do at a peer; what the peer then tells is what the receiver knows. */
    @FuzzTest(maxDuration = "10m")
    void whatIsToldIsKnown(byte[] bytes) {
        GlobalCounter peer = counter(PEER, LIMIT);
        GlobalCounter counter = counter(SELF, LIMIT);
        for (int i = 0; i + 2 < bytes.length && i < 90; i += 3) {
            Family family = bytes[i] < 0 ? Family.IPV6 : Family.IPV4;
            long since = NOW - (bytes[i + 1] & 0x7F) * 10_000_000L;
            peer.count(family, bytes[i] & 7, Dimension.REQUESTS, 1L << (bytes[i + 2] & 31), since, NOW);
        }
        CounterTape sent = new CounterTape();
        for (int turn = 0; turn < 3; turn++) {
            int _ = peer.publish(sent, NOW);
        }
        assertThat(sent.playTo(counter, PEER, NOW)).allMatch(outcome -> outcome == DeltaCodec.Outcome.TAKEN);

        List<SourceCount> known = counter.top(64, NOW);
        for (SourceCount told : peer.top(64, NOW)) {
            if (told.global() > LIMIT.countPerWindow()) { // Slower ones are not worth a word.
                assertThat(known).anySatisfy(found -> {
                    assertThat(found.source()).isEqualTo(told.source());
                    assertThat(found.global()).isEqualTo(told.global());
                });
            }
        }
    }

    @FuzzTest(maxDuration = "10m")
    void blocks(byte[] bytes) {
        BlockCodec.Page page = Allocation.bounded(bytes.length, () -> BlockCodec.decode(bytes));

        assertThat(page.entries().size() * LEAST_BLOCK_BYTES).isLessThanOrEqualTo(bytes.length);
        if (page.outcome() != DeltaCodec.Outcome.TAKEN) {
            assertThat(page.entries()).isEmpty();
        }
        List<BlockEntry> again = new ArrayList<>();
        Iterator<BlockEntry> rest = page.entries().iterator();
        do {
            again.addAll(BlockCodec.decode(BlockCodec.encode(rest)).entries());
        } while (rest.hasNext());
        assertThat(again).isEqualTo(page.entries());
        BlockMap map = new BlockMap(SELF, 8);
        page.entries()
                .forEach(entry ->
                        assertThat(map.merge(entry, 1_800_000_000_000L)).isNotNull());
        assertThat(map.size()).isLessThanOrEqualTo(8);
    }

    @FuzzTest(maxDuration = "10m")
    void limits(byte[] bytes) {
        LimitCodec.Page page = Allocation.bounded(bytes.length, () -> LimitCodec.decode(bytes));

        assertThat(page.words().size() * LEAST_WORD_BYTES).isLessThanOrEqualTo(bytes.length);
        if (page.outcome() != DeltaCodec.Outcome.TAKEN) {
            assertThat(page.words()).isEmpty();
        }
        assertThat(LimitCodec.pages(page.words()))
                .as("what was taken is told on as the same")
                .flatExtracting(told -> LimitCodec.decode(told).words())
                .isEqualTo(page.words());
        LimitMap map = new LimitMap(SELF);
        page.words()
                .forEach(word -> assertThat(map.merge(word, 1_800_000_000_000L)).isNotNull());
        assertThat(map.all()).hasSizeLessThanOrEqualTo(LimitMap.MOST_WORDS);
    }

    @FuzzTest(maxDuration = "10m")
    void snapshot(byte[] bytes) {
        SnapshotCodec.Decoded decoded = Allocation.bounded(bytes.length, () -> SnapshotCodec.decode(bytes));

        assertThat(decoded.message().isPresent()).isEqualTo(decoded.outcome() == DeltaCodec.Outcome.TAKEN);
        decoded.message().ifPresent(message -> {
            assertThat(SnapshotCodec.encode(message)).as("one way to say it").isEqualTo(bytes);
            switch (message) {
                case SnapshotMessage.Ask ask -> {
                    assertThat(ask.pages()).isBetween(1, SnapshotCodec.MAX_PAGES);
                    assertThat(ask.cursor()).isNotNegative();
                }
                case SnapshotMessage.Page page -> {
                    assertThat(page.cursor()).isNotNegative();
                    assertThat(page.isLast() || page.next() > page.cursor()).isTrue();
                    assertThat(SnapshotCodec.isPageOfCounts(bytes)).isEqualTo(page.part() == SnapshotPart.COUNTS);
                }
                case SnapshotMessage.Repair repair ->
                    assertThat(repair.content()).hasSizeLessThan(bytes.length);
            }
        });
    }
}
