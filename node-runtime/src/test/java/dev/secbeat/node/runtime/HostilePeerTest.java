// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.crdt.BlockCodec;
import dev.secbeat.node.crdt.CountLimit;
import dev.secbeat.node.crdt.CounterSettings;
import dev.secbeat.node.crdt.GlobalCounter;
import dev.secbeat.node.crdt.SnapshotCodec;
import dev.secbeat.node.crdt.SnapshotMessage;
import dev.secbeat.node.crdt.SnapshotPart;
import dev.secbeat.node.verdict.RateRule;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A peer that NATS lets publish, and that lies. */
class HostilePeerTest {
    private static final NodeId SELF = NodeId.of("us-east", "a");
    private static final NodeId VICTIM = NodeId.of("eu-west", "victim");
    private static final NodeId LIAR = NodeId.of("apac", "liar");
    private static final int NODE_HASH_AT = 8;

    private final LoopWorld world = new LoopWorld();
    private final NodeLoop loop = new NodeLoop(
            LoopSettings.standard(SELF, 1, List.of(RateRule.perSecond(Dimension.REQUESTS, 100, 60)), List.of()),
            new LoopPorts(world, List.of(world), List.of(world), world, _ -> {}));

    /** What {@code node} would hand over: 500 requests of one source just now. */
    private byte[] pageOf(NodeId node) {
        return pageOf(node, new CountLimit(Dimension.REQUESTS, 100, 1000));
    }

    private byte[] pageOf(NodeId node, CountLimit limit) {
        GlobalCounter counter = new GlobalCounter(node, 1, CounterSettings.standard(1));
        counter.setLimits(List.of(limit), List.of());
        counter.count(Family.IPV4, 7, Dimension.REQUESTS, 500, world.nanoTime(), world.nanoTime());
        int cursor = 0;
        SnapshotMessage.Page page = counter.page(cursor, world.nanoTime());
        while (page.content().length <= 38) { // The header alone.
            page = counter.page(page.next(), world.nanoTime());
        }
        return SnapshotCodec.encode(page);
    }

    private static byte[] contentOf(byte[] page) {
        return SnapshotCodec.decode(page).message().orElseThrow() instanceof SnapshotMessage.Page decoded
                ? decoded.content()
                : new byte[0];
    }

    private void turns(int turns) {
        for (int i = 0; i < turns; i++) {
            world.millis++;
            loop.doWork(world.nanoTime());
        }
    }

    private Map<String, Long> refusals() {
        return loop.counters().refusals().stream()
                .filter(refused -> refused.count() > 0)
                .collect(Collectors.toMap(
                        refused -> refused.message() + " " + refused.reason(), LoopCounters.Refusals::count));
    }

    @Test
    void itWritesNobodyElsesComponentByDeltaOrByPage() {
        turns(1);
        byte[] page = pageOf(VICTIM);
        world.inbox.add(receiver -> receiver.onDelta(LIAR, contentOf(page)));
        world.inbox.add(receiver -> receiver.onDirect(LIAR, page));
        world.inbox.add(receiver -> receiver.onDelta(SELF, contentOf(page)));
        world.inbox.add(receiver -> receiver.onDirect(SELF, pageOf(SELF)));
        turns(2);

        assertThat(refusals()).isEqualTo(Map.of("counts refused", 4L));
        assertThat(loop.counterStats().sources()).isZero();
        assertThat(loop.peerAges()).isEmpty();
        assertThat(world.blocked).isEmpty();

        world.inbox.add(receiver -> receiver.onDirect(VICTIM, page));
        turns(1);
        assertThat(loop.counterStats().sources())
                .as("the same bytes by their owner")
                .isOne();
    }

    @Test
    void whateverByteItChangesTheCountsStayItsOwnOrAreRefused() {
        turns(1);
        byte[] delta = contentOf(pageOf(VICTIM));
        Random random = new Random(4);
        for (int i = 0; i < 2_000; i++) {
            byte[] changed = delta.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 + random.nextInt(255));
            world.inbox.add(receiver -> receiver.onDelta(LIAR, changed));
        }
        turns(20);

        assertThat(loop.peerAges()).isEmpty();
        assertThat(loop.counterStats().sources()).isZero();
        assertThat(refusals().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(2_000);
    }

    @Test
    void newStartsWithoutEndTakeABoundedPlace() {
        turns(1);
        byte[] own = contentOf(pageOf(LIAR));
        for (int start = 0; start < 1_000; start++) {
            byte[] changed = own.clone();
            changed[NODE_HASH_AT + 8] = (byte) start;
            changed[NODE_HASH_AT + 9] = (byte) (start >> 8);
            world.inbox.add(receiver -> receiver.onDelta(LIAR, changed));
        }
        turns(10);

        assertThat(loop.counterStats().components()).isLessThanOrEqualTo(8);
        assertThat(refusals()).containsEntry("counts refused", 992L);
    }

    @Test
    void versionsOfLaterBuildsAreCountedByKindAndChangeNothing() {
        turns(1);
        byte[] page = pageOf(VICTIM);
        byte[] delta = contentOf(page);
        byte[] blocks = BlockCodec.encode(Collections.<BlockEntry>emptyIterator());
        byte[] inPage = page.clone();
        inPage[page.length - delta.length] = 9;
        byte[] blockPage = SnapshotCodec.encode(
                new SnapshotMessage.Page(SnapshotPart.BLOCKS, 0, SnapshotMessage.END, 1, later(blocks)));
        world.inbox.add(receiver -> receiver.onDelta(VICTIM, later(delta)));
        world.inbox.add(receiver -> receiver.onBlocks(VICTIM, later(blocks)));
        world.inbox.add(receiver -> receiver.onDirect(VICTIM, later(page)));
        world.inbox.add(receiver -> receiver.onDirect(VICTIM, inPage));
        world.inbox.add(receiver -> receiver.onDirect(VICTIM, blockPage));
        turns(2);

        assertThat(refusals())
                .isEqualTo(Map.of(
                        "counts unknown_version", 2L, "blocks unknown_version", 2L, "snapshot unknown_version", 1L));
        assertThat(loop.counters().unknownVersion()).isEqualTo(5);
        assertThat(loop.counterStats().sources()).isZero();
        assertThat(loop.counters().errors()).isZero();
    }

    @Test
    void aPageOfBlocksThatOnlyALaterBuildCanReadDoesNotHideThoseBehindIt() {
        turns(1);
        Prefix source = Prefix.parse("192.0.2.1");
        long now = world.epochMillis();
        byte[] known = BlockCodec.encode(
                List.of(new BlockEntry(source, now << 16, VICTIM, Origin.OPERATOR, true, now + 60_000))
                        .iterator());
        var first = new SnapshotMessage.Page(SnapshotPart.BLOCKS, 0, 5, 1, later(known));
        var last = new SnapshotMessage.Page(SnapshotPart.BLOCKS, 5, SnapshotMessage.END, 1, known);
        world.inbox.add(receiver -> receiver.onDirect(VICTIM, SnapshotCodec.encode(first)));
        world.inbox.add(receiver -> receiver.onDirect(VICTIM, SnapshotCodec.encode(last)));
        turns(2);

        assertThat(refusals()).isEqualTo(Map.of("blocks unknown_version", 1L));
        assertThat(loop.counters().snapshotsTaken()).as("all that there is").isOne();
        assertThat(world.blocked).containsExactly(source);
    }

    /** What counting has blocked it lets run out; only operators lift it. */
    @Test
    void aWordThatCountingLiftsABlockIsRefusedByPageAndBySnapshotAndThoseBesideItAreTaken() {
        turns(1);
        world.pendingCount = 500;
        turns(1);
        assertThat(world.blocked).hasSize(1);
        Prefix counted = world.blocked.iterator().next();
        Prefix other = Prefix.parse("192.0.2.1");
        long now = world.epochMillis();
        byte[] words = BlockCodec.encode(List.of(
                        new BlockEntry(counted, (now + 1) << 16, LIAR, Origin.RATE_LIMIT, false, now + 600_000),
                        new BlockEntry(other, now << 16, LIAR, Origin.RATE_LIMIT, true, now + 60_000))
                .iterator());
        var page = new SnapshotMessage.Page(SnapshotPart.BLOCKS, 0, SnapshotMessage.END, 1, words);
        world.inbox.add(receiver -> receiver.onBlocks(LIAR, words));
        world.inbox.add(receiver -> receiver.onDirect(LIAR, SnapshotCodec.encode(page)));
        turns(2);

        assertThat(world.blocked).containsExactlyInAnyOrder(counted, other);
        assertThat(refusals()).isEqualTo(Map.of("blocks refused", 2L));
        byte[] lifted = BlockCodec.encode(
                List.of(new BlockEntry(counted, (now + 1) << 16, VICTIM, Origin.OPERATOR, false, now + 600_000))
                        .iterator());
        world.inbox.add(receiver -> receiver.onBlocks(VICTIM, lifted));
        turns(1);
        assertThat(world.blocked).as("operators do").containsExactly(other);
    }

    private static byte[] later(byte[] bytes) {
        byte[] later = bytes.clone();
        later[0] = 9;
        return later;
    }

    @Test
    void countsByARuleThatIsNotHereAreCountedAndChangeNothing() {
        turns(1);
        byte[] page = pageOf(VICTIM, new CountLimit(Dimension.REQUESTS, 100, 1000, 0, new Grouping(24, 48)));
        world.inbox.add(receiver -> receiver.onDelta(VICTIM, contentOf(page)));
        world.inbox.add(receiver -> receiver.onDirect(VICTIM, page));
        turns(2);

        assertThat(refusals()).isEqualTo(Map.of("counts unknown_rule", 2L));
        assertThat(loop.counterStats().sources()).isZero();
        assertThat(loop.peerAges()).isEmpty();
    }

    @Test
    void noiseItTellsAloneIsCountedAndAsksAreBounded() {
        turns(1);
        Random random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            byte[] noise = new byte[random.nextInt(100)];
            random.nextBytes(noise);
            world.inbox.add(receiver -> receiver.onDirect(LIAR, noise));
            NodeId other = NodeId.of("apac", "node-" + i);
            var ask = new SnapshotMessage.Ask(SnapshotPart.COUNTS, i, SnapshotCodec.MAX_PAGES, 1, 0);
            world.inbox.add(receiver -> receiver.onDirect(other, SnapshotCodec.encode(ask)));
        }
        int before = world.direct.size();
        turns(1_000);

        assertThat(world.direct.size() - before)
                .as("pages in a second, whoever asks")
                .isLessThanOrEqualTo(SnapshotGiver.PAGES_PER_SECOND + 33);
        assertThat(loop.counters().errors()).isZero();
        assertThat(refusals()).containsKey("snapshot malformed");
    }
}
