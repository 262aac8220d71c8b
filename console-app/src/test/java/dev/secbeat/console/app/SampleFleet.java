// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.assets.Place;
import dev.secbeat.assets.RegionCatalogue;
import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.BoardBuilder;
import dev.secbeat.console.model.ConnectionState;
import dev.secbeat.console.model.FleetInbox;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Freshness;
import dev.secbeat.console.model.RegionPlace;
import dev.secbeat.console.model.RegionSample;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.testing.Fleet;
import dev.secbeat.console.testing.Frames;
import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Receipt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** A fleet whose clock and heartbeats a test writes; one step is one second. FX thread. */
final class SampleFleet {
    private static final String VIP = "198.51.100.10";
    private static final String VIP6 = "2001:db8:100::10";

    /** What the inbox holds of updates that each count. */
    private static final int INBOX = 16_384;

    static final long START_MILLIS = 1_780_000_000_000L;

    final FleetInbox inbox = new FleetInbox();
    final FleetModel model = new FleetModel(List.of(), SampleFleet::place);
    final List<Fleet> nodes = new ArrayList<>();
    private final List<Long> passed = new ArrayList<>();
    private final List<Long> dropped = new ArrayList<>();
    private final BoardBuilder boards = new BoardBuilder();
    private final Random random = new Random(7);
    private final Random wobbles = new Random(7);
    private final Set<String> down = new HashSet<>();
    private double attack = 9_200;
    private boolean lively;
    private long second = 1;

    /** The three regions of the guide, two nodes each, APAC under attack. */
    static SampleFleet threeRegions() {
        SampleFleet fleet = new SampleFleet();
        fleet.region("us-east", 2, 50_000, 312, NodeStatus.Health.HEALTHY);
        fleet.region("eu-west", 2, 30_000, 298, NodeStatus.Health.HEALTHY);
        fleet.region("apac", 2, 20_600, 18_400, NodeStatus.Health.MITIGATING);
        fleet.lags("us-east", "eu-west", 92);
        fleet.lags("us-east", "apac", 188);
        fleet.lags("eu-west", "apac", 231);
        long ends = START_MILLIS + 117_000;
        for (Fleet node : fleet.nodes) {
            node.source("203.0.113.42", 50, 300, 100, true).source("2001:db8:42:7::/64", 35, 212, 100, true);
            node.source("198.51.100.9", 16, 97, 100, false).source("198.18.7.31", 11, 64, 100, false);
            node.source("198.18.22.104", 7, 41, 100, false).source("198.18.91.12", 6, 38, 100, false);
            node.block("203.0.113.42", ends, true, cause(node))
                    .block("2001:db8:42:7::/64", ends - 16_000, true, cause(node));
        }
        fleet.offer(new Update.Rights(Access.operator("production")));
        fleet.offer(new Update.Leader("orch-eu-1", 3, 300_000, fleet.nowNanos()));
        fleet.connected(true);
        return fleet;
    }

    /** The first regions of the catalogue, twenty nodes each: some under attack, all replicating with all. */
    static SampleFleet manyRegions(int regions, int nodesEach) {
        SampleFleet fleet = new SampleFleet();
        List<String> ids = RegionCatalogue.shipped().all().stream()
                .map(Place::id)
                .limit(regions)
                .toList();
        for (int i = 0; i < ids.size(); i++) {
            boolean attacked = i % 9 == 4;
            NodeStatus.Health health = attacked
                    ? NodeStatus.Health.MITIGATING
                    : i % 17 == 3 ? NodeStatus.Health.DEGRADED : NodeStatus.Health.HEALTHY;
            fleet.region(ids.get(i), nodesEach, 4_000 + 1_300L * (i * 7 % 50), attacked ? 9_000 : 40, health);
        }
        for (Fleet node : fleet.nodes) {
            node.source("203.0.113.42", 9, 9_000, 100, true).source("198.18.7.31", 0.5, 64, 100, false);
            node.block("203.0.113.42", START_MILLIS + 117_000, true, BlockCause.RATE_REQUESTS);
            int own = ids.indexOf(node.id().region().value());
            for (int peer = 0; peer < ids.size(); peer++) {
                if (peer != own) {
                    node.lag(ids.get(peer), 20 + (own + peer) * 37L % 240);
                }
            }
        }
        fleet.offer(new Update.Rights(Access.operator("production")));
        fleet.offer(new Update.Leader("orch-eu-1", 3, 300_000, fleet.nowNanos()));
        fleet.connected(true);
        return fleet;
    }

    /** Where the attack is it was found; the others were told. */
    private static BlockCause cause(Fleet node) {
        return node.id().region().value().equals("apac") ? BlockCause.RATE_REQUESTS : BlockCause.PEER;
    }

    void region(String id, int count, long passedPerSecond, long droppedPerSecond, NodeStatus.Health health) {
        for (int i = 1; i <= count; i++) {
            nodes.add(Fleet.node(id, "node-" + i).health(health));
            passed.add(passedPerSecond / count);
            dropped.add(droppedPerSecond / count);
        }
    }

    void lags(String one, String other, long millis) {
        for (Fleet node : nodes) {
            String region = node.id().region().value();
            if (region.equals(one)) {
                node.lag(other, millis);
            } else if (region.equals(other)) {
                node.lag(one, millis);
            }
        }
    }

    void connected(boolean up) {
        ConnectionState.Phase phase = up ? ConnectionState.Phase.CONNECTED : ConnectionState.Phase.RECONNECTING;
        String trouble = up ? "" : "Connection refused.";
        offer(new Update.Nats(new ConnectionState(phase, "us-east", epochMillis(), 0.3, Freshness.NEVER, trouble)));
        offer(new Update.Prometheus(
                new ConnectionState(phase, "global", epochMillis(), Double.NaN, Freshness.NEVER, trouble)));
    }

    /** From now on figures move as real ones do, and sources are not alike everywhere. */
    SampleFleet lively() {
        lively = true;
        long ends = START_MILLIS + 357_000;
        for (Fleet node : nodes) {
            node.forgetBlocks()
                    .block("203.0.113.42", ends, true, cause(node))
                    .block("2001:db8:42:7::/64", ends - 16_000, true, cause(node));
        }
        return this;
    }

    /** Prometheus knows of no attack. */
    SampleFleet calm() {
        attack = 60;
        return this;
    }

    private void attack(Fleet node) {
        double ramp = Math.min(1, second / 40.0);
        wobbles.setSeed(second * 0x9E3779B97F4A7C15L); // all nodes see the same second, so what regions count adds up
        node.forgetSources();
        node.hit("203.0.113.42", 40 + random.nextInt(20)).hit("2001:db8:42:7::/64", 28 + random.nextInt(14));
        source(node, "203.0.113.42", ramp * 300, true, "us-east", "eu-west", "apac");
        source(node, "2001:db8:42:7::/64", ramp * 212, true, "us-east", "eu-west", "apac");
        source(node, "198.51.100.9", 92, false, "us-east", "apac");
        source(node, "198.18.7.31", 64, false, "us-east");
        source(node, "198.18.22.104", 41, false, "eu-west");
        source(node, "198.18.91.12", 38, false, "apac");
        source(node, "198.18.3.77", 22, false, "us-east");
    }

    private void source(Fleet node, String address, double global, boolean blocked, String... regions) {
        double wobble = 0.94 + 0.12 * wobbles.nextDouble();
        if (List.of(regions).contains(node.id().region().value())) {
            node.source(address, global * wobble / regions.length / 2, global * wobble, 100, blocked);
        }
    }

    /** From now on neither heartbeats nor scrapes reach this region. */
    void takeDown(String region) {
        down.add(region);
    }

    private int up(String region) {
        return down.contains(region) ? 0 : 2;
    }

    /** Servers are named and nobody has answered. */
    void connecting() {
        ConnectionState.Phase phase = ConnectionState.Phase.CONNECTING;
        offer(new Update.Nats(new ConnectionState(phase, "us-east", epochMillis(), Double.NaN, Freshness.NEVER, "")));
        offer(new Update.Prometheus(
                new ConnectionState(phase, "global", epochMillis(), Double.NaN, Freshness.NEVER, "")));
        offer(new Update.Rights(Access.operator("production")));
    }

    void offer(Update update) {
        inbox.offer(update);
    }

    /** All nodes send a heartbeat each second, Prometheus answers every fifth. */
    void run(int seconds) {
        for (int i = 0; i < seconds; i++) {
            second++;
            beat();
            if (second % 5 == 0) {
                offer(new Update.Metrics(List.of(
                        new RegionSample("us-east", 50_102 + noise(900), 312, epochMillis() - 400, up("us-east"), 2),
                        new RegionSample("eu-west", 30_214 + noise(600), 298, epochMillis() - 600, up("eu-west"), 2),
                        new RegionSample(
                                "apac",
                                up("apac") * (10_275 + noise(250)),
                                up("apac") * attack,
                                epochMillis() - 500,
                                up("apac"),
                                2))));
            }
            drain();
        }
    }

    /** Each node shows packets of an attack and of others. */
    void sample() {
        for (int i = 0; i < 5; i++) {
            for (Fleet node : nodes) {
                long at = epochMillis() + i * 137L;
                int port = 1_024 + random.nextInt(60_000);
                offer(Frames.report(
                        node.id(),
                        nowNanos(),
                        218,
                        Frames.packet("drop", "blocked_exact", at, Frames.tcp("203.0.113.42", VIP, port, 443, 2)),
                        Frames.packet("pass", "clean", at + 3, Frames.tcp("198.18.7.31", VIP, port, 443, 24)),
                        Frames.packet("drop", "amplification", at + 9, Frames.udp("198.18.91.12", VIP, 53, port)),
                        Frames.packet("drop", "blocked_prefix", at + 40, Frames.ping("2001:db8:42:7:91c::9", VIP6))));
            }
        }
    }

    /** Nobody sends anything. */
    void silence(int seconds) {
        second += seconds;
        drain();
    }

    /** So much comes at once that {@code beyond} updates find no room. */
    void overload(int beyond) {
        Receipt nobodys =
                new Receipt(new UUID(1, 1), nodes.getFirst().id(), Receipt.State.CHECKED, false, 0, Optional.empty());
        for (int i = 0; i < INBOX + beyond; i++) {
            offer(new Update.Answered(nobodys, nowNanos()));
        }
        run(1);
    }

    void drain() {
        model.drain(inbox, nowNanos(), epochMillis());
    }

    private void beat() {
        for (int i = 0; i < nodes.size(); i++) {
            if (down.contains(nodes.get(i).id().region().value())) {
                continue;
            }
            long drops = dropped.get(i);
            if (lively) {
                drops += noise((int) Math.max(2, drops / 8));
                attack(nodes.get(i));
            }
            NodeStatus status = nodes.get(i)
                    .pass(1_000, passed.get(i) + noise(lively ? 1_800 : 400), drops)
                    .status();
            boards.accept(status, nowNanos());
            offer(new Update.Heartbeat(status, nowNanos()));
        }
        offer(new Update.Boards(boards.build(nowNanos(), epochMillis())));
    }

    private long noise(int range) {
        return random.nextInt(range) - range / 2L;
    }

    long nowNanos() {
        return second * 1_000_000_000L;
    }

    long epochMillis() {
        return START_MILLIS + second * 1_000;
    }

    private static RegionPlace place(String id) {
        return RegionCatalogue.shipped()
                .find(id)
                .map(found -> new RegionPlace(id, found.name(), found.city(), found.latitude(), found.longitude()))
                .orElseGet(() -> RegionPlace.unknown(id));
    }
}
