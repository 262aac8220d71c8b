// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.crdt.BlockMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LifelineWatchTest {
    private static final Prefix SERVER = Prefix.parse("198.51.100.9");
    private static final Prefix GATEWAY = Prefix.parse("192.0.2.254");
    private static final Prefix OWN = Prefix.parse("192.0.2.1");
    private static final NodeId SELF = NodeId.of("us-east", "a");

    private final Map<Prefix, String> there = new HashMap<>();
    private final LoopWorld world = new LoopWorld();
    private final List<Map<Prefix, String>> told = new ArrayList<>();

    private LifelineWatch watch() {
        LifelineWatch watch = new LifelineWatch(_ -> Map.copyOf(there), world);
        watch.addTaker(told::add);
        return watch;
    }

    @Test
    void whatIsThereAtStartIsKnownAndNoNews() {
        there.put(SERVER, "its NATS server");
        LifelineWatch watch = watch();
        assertThat(watch.known()).isEqualTo(there);
        assertThat(watch.doWork(1, 1)).isZero();
        watch.look();
        assertThat(watch.doWork(1, 1)).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void changesAreToldOnceOnTheThreadThatWorks() {
        there.put(SERVER, "its NATS server");
        LifelineWatch watch = watch();
        there.put(GATEWAY, "its default gateway");
        watch.look();
        assertThat(told).as("not on the thread that looks").isEmpty();
        assertThat(watch.doWork(1, 1)).isOne();
        assertThat(watch.doWork(1, 1)).isZero();
        assertThat(told).containsExactly(Map.of(SERVER, "its NATS server", GATEWAY, "its default gateway"));
    }

    @Test
    void whatIsNotFoundAnyMoreStaysForAnHour() {
        there.put(SERVER, "its NATS server");
        LifelineWatch watch = watch();
        there.clear();
        world.millis += LifelineWatch.KEPT_NANOS / 1_000_000;
        watch.look();
        assertThat(watch.known()).containsOnlyKeys(SERVER);
        there.put(SERVER, "its NATS server");
        watch.look();
        there.clear();
        world.millis += LifelineWatch.KEPT_NANOS / 1_000_000;
        watch.look();
        assertThat(watch.known()).as("it was there in between").containsOnlyKeys(SERVER);
        world.millis++;
        watch.look();
        assertThat(watch.known()).isEmpty();
        assertThat(watch.doWork(1, 1)).isOne();
        assertThat(told).containsExactly(Map.of());
    }

    @Test
    void aNameServerCannotMakeItGrow() {
        there.put(SERVER, "its NATS server");
        LifelineWatch watch = watch();
        for (int i = 0; i < 1_000; i++) {
            there.put(Prefix.of(new byte[] {20, 0, (byte) (i >> 8), (byte) i}, 32), "its NATS server");
        }
        watch.look();
        assertThat(watch.known()).hasSize(LifelineWatch.MOST).containsKey(SERVER);
    }

    @Test
    void nobodySendsFromTheNodesOwnAddressesButWhoForgesThem() {
        assertThat(LifelineWatch.fromOutside(Map.of(OWN, Lifelines.OWN, GATEWAY, "its default gateway")))
                .containsExactly(GATEWAY);
    }

    @Test
    void aLoopThatIsToldOfOneNeverBlocksItFromThenOn() {
        NodeLoop loop = new NodeLoop(
                LoopSettings.standard(SELF, 1, List.of(), List.of()),
                new LoopPorts(world, List.of(world), List.of(world), world, _ -> {}));
        LifelineWatch watch = watch();
        watch.addTaker(found -> loop.setNeverBlocked(found.keySet()));
        loop.addStep(watch);
        loop.doWork(world.nanoTime());
        long end = world.epochMillis() + 60_000;
        BlockEntry told = new BlockEntry(
                SERVER, world.epochMillis() << 16, NodeId.of("eu-west", "b"), Origin.RATE_LIMIT, true, end);
        there.put(SERVER, "its NATS server");
        watch.look();
        loop.doWork(world.nanoTime());
        assertThat(loop.enforcer().accept(told, false)).isEqualTo(BlockMap.Outcome.TOO_WIDE);
        assertThatThrownBy(() -> loop.enforcer().decide(SERVER.widened(24), Origin.OPERATOR, true, end))
                .hasMessageContaining("protected");
        assertThat(world.blocked).isEmpty();
    }
}
