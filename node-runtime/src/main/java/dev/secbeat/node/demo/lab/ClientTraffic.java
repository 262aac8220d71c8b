// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.demo.traffic.Destinations;
import dev.secbeat.node.demo.traffic.PacketSample;
import dev.secbeat.node.demo.traffic.SendLog;
import dev.secbeat.node.demo.traffic.StreamCounts;
import dev.secbeat.node.demo.traffic.StreamPlan;
import dev.secbeat.node.demo.traffic.Target;
import dev.secbeat.node.demo.traffic.TrafficEngine;
import dev.secbeat.node.demo.traffic.Whereabouts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who sends what to the lab's regions. The legitimate load has the shape 50 000 / 30 000 / 20 000 packets a second of the
 * user's figures, scaled to one small machine. Safe for all threads.
 */
public final class ClientTraffic implements AutoCloseable {
    /** Name of the stream of legitimate requests of a region: this and the region's name. */
    public static final String LEGITIMATE = "clients-";

    private static final int CLIENTS_PER_FAMILY = 100;
    /** Legitimate clients of a region, of both families. */
    public static final int CLIENTS_PER_REGION = 2 * CLIENTS_PER_FAMILY;

    private static final long DNS_SECONDS = 20;
    private static final int REQUESTS_PER_CONNECTION = 8;
    private static final int PACKET_SOURCES = 20;
    /** Requests a second by region, in the order of the plan; the last figure stands for all further regions. */
    private static final double[] REQUESTS_PER_SECOND = {50, 30, 20};

    private static final double PACKETS_PER_REQUEST = 6;
    private final AddressPlan plan;
    private final NameFollower names;
    private final TrafficEngine engine;

    ClientTraffic(AddressPlan plan) throws IOException {
        this.plan = plan;
        names = new NameFollower(plan);
        engine = new TrafficEngine(InNamespace.entering(AddressPlan.INTERNET));
    }

    /**
     * Starts the legitimate clients of every region, each in its own address and far below any limit. They go where the DNS sends
     * those of their continent.
     */
    public void startLegitimate() {
        Readiness.await("the clients to know where the service is", DNS_SECONDS, List.of(), names::isReady);
        List<Target> targets =
                plan.regions().stream().map(ClientTraffic::target).toList();
        for (AddressPlan.Region region : plan.regions()) {
            List<InetAddress> clients = clients(region);
            double rate = REQUESTS_PER_SECOND[Math.min(region.index(), REQUESTS_PER_SECOND.length) - 1];
            int home = region.index() - 1;
            Destinations where = names.follows(region.id()) ? names.of(region.id()) : _ -> home;
            engine.start(new StreamPlan(
                    LEGITIMATE + region.id(),
                    clients,
                    targets,
                    rate,
                    REQUESTS_PER_CONNECTION,
                    false,
                    Optional.of(where)));
            engine.startPackets(targets, where, clients.subList(0, PACKET_SOURCES), rate * PACKETS_PER_REQUEST);
        }
    }

    /**
     * Starts one source that spreads {@code perSecond} requests over the given regions in turn.
     *
     * @param persistent whether it goes on at its full rate when nobody answers
     */
    public void startSource(String name, String source, List<RegionId> regions, double perSecond, boolean persistent) {
        List<Target> targets =
                regions.stream().map(id -> target(plan.region(id))).toList();
        engine.startReady(
                new StreamPlan(name, List.of(address(source)), targets, perSecond, StreamPlan.UNBOUNDED, persistent));
    }

    /** Ends a stream; returns its log. */
    public SendLog stop(String name) {
        return engine.stop(name);
    }

    public SendLog log(String name) {
        return engine.log(name);
    }

    /** What became of each running stream's requests, by stream and region. */
    public Map<String, Map<RegionId, StreamCounts>> counts() {
        return engine.counts();
    }

    /**
     * Where the clients of a region are.
     *
     * @param home the region
     * @param pointing resolvers of these clients, by the region they send them to now
     * @param changedNanos when any of those resolvers last sent them elsewhere than before, CLOCK_MONOTONIC; 0 for never
     * @param at what the clients did, by region
     */
    public record Steered(
            RegionId home, Map<RegionId, Integer> pointing, long changedNanos, Map<RegionId, Whereabouts> at) {}

    /** Where the legitimate clients of each region are, once they were started. */
    List<Steered> steered() {
        Map<String, Map<RegionId, Whereabouts>> at = engine.whereabouts();
        return plan.regions().stream()
                .map(AddressPlan.Region::id)
                .filter(region -> at.containsKey(LEGITIMATE + region))
                .map(region -> new Steered(
                        region,
                        names.pointing(region),
                        names.changedNanos(region),
                        at.getOrDefault(LEGITIMATE + region, Map.of())))
                .toList();
    }

    /** A region's packets until a moment. */
    record RegionPackets(RegionId region, long count, long atNanos) {}

    /**
     * Packets sent to the nodes of each region, whoever sent them, address resolution included: one sample a second, the
     * last three minutes, oldest first.
     */
    List<RegionPackets> packetHistory() {
        List<RegionPackets> history = new ArrayList<>();
        for (PacketSample sample : engine.packetHistory()) {
            for (AddressPlan.Region region : plan.regions()) {
                long sum = region.nodes().stream()
                        .mapToLong(node -> sample.byInterface().getOrDefault(node.internetInterface(), 0L))
                        .sum();
                history.add(new RegionPackets(region.id(), sum, sample.atNanos()));
            }
        }
        return history;
    }

    private static Target target(AddressPlan.Region region) {
        return new Target(
                region.id(),
                new InetSocketAddress(address(region.service4()), Fleet.SERVICE_PORT),
                new InetSocketAddress(address(region.service6()), Fleet.SERVICE_PORT));
    }

    /** The region's clients, IPv4 and IPv6 in turn; each IPv6 client has a /64 of its own. */
    private static List<InetAddress> clients(AddressPlan.Region region) {
        List<InetAddress> clients = new ArrayList<>();
        for (int i = 1; i <= CLIENTS_PER_FAMILY; i++) {
            clients.add(address(region.clients4() + "." + i));
            clients.add(address("2001:db8:c00" + region.index() + ":" + Integer.toHexString(i) + "::1"));
        }
        return clients;
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.ofLiteral(literal);
        } catch (IllegalArgumentException e) {
            throw new LabException("'" + literal + "' is no address", String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        engine.close();
        names.close();
    }
}
