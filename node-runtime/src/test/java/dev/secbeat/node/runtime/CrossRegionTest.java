// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.crdt.BlockCodec;
import dev.secbeat.node.crdt.CountLimit;
import dev.secbeat.node.crdt.CounterSettings;
import dev.secbeat.node.crdt.GlobalCounter;
import dev.secbeat.node.crdt.RelayUse;
import dev.secbeat.node.crdt.SnapshotCodec;
import dev.secbeat.node.crdt.SnapshotMessage;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.verdict.RateRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code cross_region = false} promises: each region counts for itself, and blocks are the fleet's. */
class CrossRegionTest {
    private static final NodeId SELF = NodeFleet.EAST;
    private static final NodeId NEAR = NodeId.of("us-east", "near");
    private static final NodeId FAR = NodeFleet.WEST;

    private final LoopWorld world = new LoopWorld();

    private NodeLoop loop(RelayUse relays, boolean crossRegion) {
        MeteredChannel channel =
                new MeteredChannel(world, crossRegion ? Optional.empty() : Optional.of(SELF.region()), world, _ -> {});
        LoopSettings settings = LoopSettings.standard(
                        SELF, 1, List.of(RateRule.perSecond(Dimension.REQUESTS, 100, 60)), List.of())
                .withRelays(relays);
        return new NodeLoop(settings, new LoopPorts(world, List.of(world), List.of(world), channel, _ -> {}));
    }

    private void turns(NodeLoop loop, int turns) {
        for (int i = 0; i < turns; i++) {
            world.millis++;
            loop.doWork(world.nanoTime());
        }
    }

    /** Lets {@code node} tell of 90 requests of a source, as a delta and alone. */
    private void tells(NodeId node, long source) {
        GlobalCounter counter = new GlobalCounter(node, 1, CounterSettings.standard(1));
        counter.setLimits(List.of(new CountLimit(Dimension.REQUESTS, 100, 1_000)), List.of());
        counter.count(Family.IPV4, source, Dimension.REQUESTS, 90, world.nanoTime(), world.nanoTime());
        for (int cursor = 0; cursor != SnapshotMessage.END; ) {
            SnapshotMessage.Page page = counter.page(cursor, world.nanoTime());
            world.inbox.add(receiver -> receiver.onDelta(node, page.content()));
            world.inbox.add(receiver -> receiver.onDirect(node, SnapshotCodec.encode(page)));
            cursor = page.next();
        }
    }

    @ParameterizedTest
    @EnumSource(RelayUse.class)
    void countsOfOtherRegionsAreNeitherTakenNorHeardAndBlocksAre(RelayUse relays) {
        NodeLoop loop = loop(relays, false);
        turns(loop, 1);
        assertThat(world.everyoneWanted).as("told at once").containsExactly(false);

        tells(FAR, 7);
        turns(loop, 20);
        assertThat(loop.counterStats().sources()).isZero();
        assertThat(loop.peerAges()).isEmpty();

        tells(NEAR, 7);
        turns(loop, 20);
        assertThat(loop.topSources(5))
                .singleElement()
                .satisfies(found ->
                        assertThat(found.global()).as("of the region alone").isEqualTo(90));
        assertThat(world.blocked).isEmpty();

        Prefix source = Prefix.parse("192.0.2.1");
        long now = world.epochMillis();
        byte[] words =
                BlockCodec.encode(List.of(new BlockEntry(source, now << 16, FAR, Origin.RATE_LIMIT, true, now + 60_000))
                        .iterator());
        world.inbox.add(receiver -> receiver.onBlocks(FAR, words));
        turns(loop, 1);
        assertThat(world.blocked).containsExactly(source);
        assertThat(world.everyoneWanted).doesNotContain(true);
    }

    @Test
    void elseCountsOfTwoRegionsAddUp() {
        NodeLoop loop = loop(RelayUse.LARGE_FLEETS, true);
        turns(loop, 1);
        assertThat(world.everyoneWanted).containsExactly(true);
        tells(FAR, 7);
        tells(NEAR, 7);
        turns(loop, 20);
        assertThat(loop.topSources(5))
                .singleElement()
                .satisfies(found -> assertThat(found.global()).isEqualTo(180));
    }

    @Test
    void nodesOfTwoRegionsCountApartAndBlockTogether(@TempDir Path folder) throws Exception {
        try (NodeFleet fleet = new NodeFleet(folder)) {
            fleet.nats.start();
            NodeFleet.Site east = fleet.new Site(NodeFleet.EAST, fleet.east);
            NodeFleet.Site west = fleet.new Site(NodeFleet.WEST, fleet.west);
            east.crossRegion = false;
            west.crossRegion = false;
            NodeRuntime eastern = east.start();
            NodeRuntime western = west.start();
            for (NodeRuntime node : List.of(eastern, western)) {
                Await.until("it has joined", () -> status(node).health() == NodeStatus.Health.HEALTHY);
            }

            for (int i = 0; i < 60; i++) {
                assertThat(west.code()).isEqualTo(200);
                assertThat(east.code()).isEqualTo(200);
            }
            Await.until("it is over the limit in the west by itself", () -> west.code() == 429);
            Await.until("the block crosses", () -> status(eastern).blocks().containsKey("rate-limit"));

            // A server hands on what one connection publishes in order: counts would have come before the block.
            assertThat(status(eastern).topSources())
                    .isNotEmpty()
                    .allSatisfy(found -> assertThat(found.global()).isEqualTo(found.local()));
            assertThat(status(eastern).lagMillis()).isEmpty();
            assertThat(east.code()).isEqualTo(429);
        }
    }

    private static NodeStatus status(NodeRuntime node) {
        return node.status().orElseThrow();
    }
}
