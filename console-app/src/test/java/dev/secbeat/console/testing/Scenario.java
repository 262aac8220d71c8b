// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.testing;

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
import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeStatus.Health;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Three regions of two nodes, the third under attack, driven by hand: one step is one second. FX thread. */
public final class Scenario {
    public static final long EPOCH = 1_700_000_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final List<String> REGIONS = List.of("us-east", "eu-west", "apac");
    private static final double[] PASSED = {25_000, 15_000, 10_300};
    private static final double[] DROPPED = {156, 149, 9_200};
    private static final int BLOCKED_FROM = 40;

    public final FleetInbox inbox = new FleetInbox();
    public final FleetModel model = new FleetModel(places());
    private final BoardBuilder boards = new BoardBuilder();
    private final List<Fleet> nodes = new ArrayList<>();
    private final Random random = new Random(42);
    private long nowNanos = 10 * SECOND;
    private int step;
    private boolean silenced;

    /** The scenario at its beginning, connected, with an operator's rights. */
    public Scenario() {
        for (String region : REGIONS) {
            nodes.add(Fleet.node(region, region + "-node-1"));
            nodes.add(Fleet.node(region, region + "-node-2"));
        }
        inbox.offer(new Update.Nats(
                new ConnectionState(ConnectionState.Phase.CONNECTED, "us-east", EPOCH, 0.3, Freshness.NEVER, "")));
        inbox.offer(new Update.Prometheus(new ConnectionState(
                ConnectionState.Phase.CONNECTED, "127.0.0.1:9090", EPOCH, Double.NaN, Freshness.NEVER, "")));
        inbox.offer(new Update.Rights(Access.operator("production")));
    }

    public long epochMillis() {
        return EPOCH + nowNanos / 1_000_000;
    }

    public long nowNanos() {
        return nowNanos;
    }

    public List<String> nodeIds() {
        return nodes.stream().map(node -> node.id().toString()).toList();
    }

    /** Lets seconds pass in which everybody reports. */
    public Scenario run(int seconds) {
        for (int i = 0; i < seconds; i++) {
            step();
        }
        return this;
    }

    /** Lets seconds pass in silence. */
    public Scenario silence(int seconds) {
        for (int i = 0; i < seconds; i++) {
            nowNanos += SECOND;
            drain();
        }
        return this;
    }

    public void drain() {
        model.drain(inbox, nowNanos, epochMillis());
    }

    /** From now on all of 203.0.113.42 is dropped before it is counted: 50 packets a second on each node. */
    public Scenario silenceTheAttacker() {
        silenced = true;
        return this;
    }

    /** From now on the regions count over these spans in turn. */
    public Scenario countOver(int... millis) {
        for (int i = 0; i < nodes.size(); i++) {
            nodes.get(i).window(millis[i / 2 % millis.length]);
        }
        return this;
    }

    private void step() {
        report();
        drain();
    }

    private void report() {
        nowNanos += SECOND;
        step++;
        for (int i = 0; i < nodes.size(); i++) {
            beat(nodes.get(i), i / 2);
        }
        if (step == BLOCKED_FROM) {
            nodes.forEach(node -> enforced(node, "203.0.113.42", 46));
            nodes.forEach(node -> enforced(node, "2001:db8:42:7::/64", 51));
        }
        List<RegionSample> samples = new ArrayList<>();
        for (int i = 0; i < REGIONS.size(); i++) {
            samples.add(new RegionSample(
                    REGIONS.get(i), 2 * wobble(PASSED[i]), 2 * wobble(DROPPED[i]), epochMillis() - 400, 2, 2));
        }
        inbox.offer(new Update.Metrics(samples));
        inbox.offer(new Update.Boards(boards.build(nowNanos, epochMillis())));
    }

    private void beat(Fleet node, int region) {
        node.health(region == 2 ? Health.MITIGATING : Health.HEALTHY)
                .pass(1_000, (long) wobble(PASSED[region]), (long) wobble(DROPPED[region]));
        REGIONS.stream()
                .filter(peer -> !peer.equals(REGIONS.get(region)))
                .forEach(peer -> node.lag(peer, 80 + 70L * region));
        node.forgetSources();
        boolean blocked = step >= BLOCKED_FROM;
        double ramp = Math.min(1, step / 45.0);
        if (silenced) {
            node.hit("203.0.113.42", 50);
        } else {
            node.source("203.0.113.42", 50 * ramp, 300 * ramp, 100, blocked);
        }
        node.source("2001:db8:42:7::", 35 * ramp, 212 * ramp, 100, blocked)
                .source("198.51.100.9", region == 2 ? 46 : 1.5, wobble(97), 100, false);
        if (region == 0) {
            node.source("198.18.7.31", 32, wobble(64), 100, false).source("198.18.3.77", 11, wobble(22), 100, false);
        } else {
            node.source(region == 1 ? "198.18.22.104" : "198.18.91.12", 20, wobble(40), 100, false);
        }
        if (step == BLOCKED_FROM) {
            BlockCause cause = region == 2 ? BlockCause.RATE_REQUESTS : BlockCause.PEER; // where the attack is
            node.block("203.0.113.42", epochMillis() + 90_000, true, cause)
                    .block("2001:db8:42:7::/64", epochMillis() + 71_000, true);
        }
        boards.accept(node.status(), nowNanos);
        inbox.offer(new Update.Heartbeat(node.status(), nowNanos));
    }

    private void enforced(Fleet node, String prefix, long afterMillis) {
        FleetEvent event = new FleetEvent.Enforced(
                node.id(),
                epochMillis(),
                Prefix.parse(prefix),
                Origin.RATE_LIMIT,
                true,
                (epochMillis() - afterMillis) << 16,
                0,
                afterMillis * 1_000_000);
        boards.accept(event);
        inbox.offer(new Update.Happened(event));
    }

    private double wobble(double value) {
        return value * (0.97 + 0.06 * random.nextDouble());
    }

    private static List<RegionPlace> places() {
        RegionCatalogue catalogue = RegionCatalogue.shipped();
        return REGIONS.stream()
                .flatMap(id -> Stream.of(catalogue.find(id).orElseThrow()))
                .map(place ->
                        new RegionPlace(place.id(), place.name(), place.city(), place.latitude(), place.longitude()))
                .toList();
    }
}
