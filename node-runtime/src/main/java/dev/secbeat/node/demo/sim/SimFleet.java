// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.sim;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.crdt.CounterSettings;
import dev.secbeat.node.crdt.RelayUse;
import dev.secbeat.node.verdict.RateRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A fleet under a simulated clock, one millisecond a step. Everything random comes from the seed, so that the same seed
 * gives the same run, and a failure replays.
 */
final class SimFleet {
    static final long STEP_NANOS = 1_000_000;

    final List<SimNode> nodes = new ArrayList<>();
    final SimNetwork network;
    final Oracle oracle;
    final Random random;
    private final RateRule rule;
    private final CounterSettings settings;
    final RelayUse relays;
    private long nowNanos;
    private long incarnations = 1;
    private boolean sharing;

    private static final int MOST_APART_MILLIS = 40_000;
    private static final int APART_MILLIS_A_BLOCK_SECOND = 700;

    /** Few, so that a thousand nodes fit into one process; components are to them as they are on a node. */
    private static final int SOURCES = 1 << 8;

    /** The fleet of a plan; its clocks differ in origin and rate. */
    SimFleet(SimPlan plan) {
        this(plan.seed(), plan.rule(), plan.weather(), plan.relay() ? RelayUse.ALWAYS : RelayUse.NEVER);
        for (int n = 0; n < plan.nodes(); n++) {
            add(n % SimPlan.REGIONS, n / SimPlan.REGIONS, plan.has(Trouble.SKEW), plan.has(Trouble.DRIFT));
        }
    }

    SimFleet(long seed, int regions, int nodesPerRegion, RateRule rule, SimNetwork.Weather weather, boolean skewed) {
        this(seed, regions, nodesPerRegion, rule, weather, skewed, RelayUse.NEVER);
    }

    SimFleet(
            long seed,
            int regions,
            int nodesPerRegion,
            RateRule rule,
            SimNetwork.Weather weather,
            boolean skewed,
            RelayUse relays) {
        this(seed, rule, weather, relays);
        for (int region = 0; region < regions; region++) {
            for (int n = 0; n < nodesPerRegion; n++) {
                add(region, n, skewed, skewed);
            }
        }
    }

    private SimFleet(long seed, RateRule rule, SimNetwork.Weather weather, RelayUse relays) {
        this.relays = relays;
        random = new Random(seed);
        network = new SimNetwork(random.nextLong(), weather);
        oracle = new Oracle(rule.windowMillis() * 1_000_000L);
        this.rule = rule;
        settings = new CounterSettings(
                100,
                rule.windowMillis(),
                SOURCES,
                SOURCES * CounterSettings.COMPONENTS_PER_SOURCE,
                300_000,
                100,
                CounterSettings.ASSUME_NOTHING_MILLIS,
                0.25,
                seed);
    }

    private void add(int region, int n, boolean skewed, boolean drifting) {
        NodeId id = NodeId.of("region-" + region, "node-" + region + "-" + n);
        nodes.add(new SimNode(this, id, region, newClock(skewed, drifting), rule, settings));
    }

    long nowNanos() {
        return nowNanos;
    }

    /** One request of {@code source} at a node, now; the oracle sees it unless the node drops it or its machine is paused. */
    void request(SourceKey source, SimNode node) {
        if (node.isPaused()) {
            return;
        }
        if (!node.blocks(source.asPrefix())) {
            oracle.record(source, nowNanos);
        }
        node.request(source);
    }

    /** One millisecond: traffic, then messages, then a turn of each node. */
    void step(Runnable traffic) {
        nowNanos += STEP_NANOS;
        for (SimNode node : nodes) {
            node.clock.set(nowNanos);
        }
        traffic.run();
        network.deliver(nowNanos);
        nodes.forEach(SimNode::turn);
    }

    void run(long millis, Runnable traffic) {
        for (long i = 0; i < millis; i++) {
            step(traffic);
        }
    }

    /** Starts all nodes anew, to share the limits out during a partition. */
    void shareLimits() {
        sharing = true;
        nodes.forEach(this::restart);
    }

    boolean isSharing() {
        return sharing;
    }

    void restart(SimNode node) {
        node.restart(++incarnations, rule, settings);
    }

    void broadcast(SimNode from, SimNetwork.Kind kind, byte[] bytes) {
        network.broadcast(from, nodes, kind, bytes, nowNanos);
    }

    void send(SimNode from, NodeId to, byte[] bytes) {
        nodes.stream()
                .filter(node -> node.id.equals(to))
                .forEach(node -> network.send(from, node, SimNetwork.Kind.DIRECT, bytes, nowNanos));
    }

    boolean blockedEverywhere(Prefix prefix) {
        return nodes.stream().allMatch(node -> node.blocks(prefix));
    }

    /** Whether every node has had a block of it; it may have ended. */
    boolean foundEverywhere(Prefix prefix) {
        return nodes.stream().allMatch(node -> node.firstBlockedNanos.containsKey(prefix));
    }

    boolean everBlocked(Prefix prefix) {
        return nodes.stream().anyMatch(node -> node.firstBlockedNanos.containsKey(prefix));
    }

    /** True time of the first block of {@code prefix} on any node. */
    long firstBlockNanos(Prefix prefix) {
        return nodes.stream()
                .mapToLong(node -> node.firstBlockedNanos.getOrDefault(prefix, Long.MAX_VALUE))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** When and where {@code prefix} was first blocked, as one number. */
    long firstBlocks(Prefix prefix) {
        long sum = 0;
        for (SimNode node : nodes) {
            sum = sum * 31 + node.firstBlockedNanos.getOrDefault(prefix, 0L);
        }
        return sum;
    }

    private SimClock newClock(boolean skewed, boolean drifting) {
        long originNanos = (long) ((random.nextDouble() - 0.5) * 4e15);
        // Blocks end by wall clocks, and one that was lost is told again after a second: it must not be over where it
        // comes then.
        int apartMillis = Math.min(MOST_APART_MILLIS, (rule.blockSeconds() - 1) * APART_MILLIS_A_BLOCK_SECOND);
        int wallMillis = random.nextInt(apartMillis) - apartMillis / 2;
        double driftPpm = (random.nextDouble() - 0.5) * 200;
        return new SimClock(skewed ? originNanos : 0, skewed ? wallMillis : 0, drifting ? driftPpm : 0);
    }
}
