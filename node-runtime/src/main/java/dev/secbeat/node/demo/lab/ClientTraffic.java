// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.demo.traffic.PacketSample;
import dev.secbeat.node.demo.traffic.SendLog;
import dev.secbeat.node.demo.traffic.StreamCounts;
import dev.secbeat.node.demo.traffic.StreamPlan;
import dev.secbeat.node.demo.traffic.Target;
import dev.secbeat.node.demo.traffic.TrafficEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Who sends what to the lab's regions. The legitimate load has the shape 50 000 / 30 000 / 20 000 packets a second of the
 * user's figures, scaled to one small machine. Safe for all threads.
 */
public final class ClientTraffic implements AutoCloseable {
    /** Name of the stream of legitimate requests of a region: this and the region's name. */
    public static final String LEGITIMATE = "clients-";

    private static final int CLIENTS_PER_FAMILY = 100;
    private static final int REQUESTS_PER_CONNECTION = 8;
    private static final int PACKET_SOURCES = 20;
    /** Requests a second by region, in the order of the plan; the last figure stands for all further regions. */
    private static final double[] REQUESTS_PER_SECOND = {50, 30, 20};

    private static final double PACKETS_PER_REQUEST = 6;
    private final AddressPlan plan;
    private final TrafficEngine engine;

    ClientTraffic(AddressPlan plan) throws IOException {
        this.plan = plan;
        engine = new TrafficEngine(InNamespace.entering(AddressPlan.INTERNET));
    }

    /** Starts the legitimate clients of every region, each in its own address and far below any limit. */
    public void startLegitimate() {
        for (AddressPlan.Region region : plan.regions()) {
            List<InetAddress> clients = clients(region);
            double rate = REQUESTS_PER_SECOND[Math.min(region.index(), REQUESTS_PER_SECOND.length) - 1];
            Target target = target(region);
            engine.start(new StreamPlan(
                    LEGITIMATE + region.id(), clients, List.of(target), rate, REQUESTS_PER_CONNECTION, false));
            engine.startPackets(target, clients.subList(0, PACKET_SOURCES), rate * PACKETS_PER_REQUEST);
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
            clients.add(address("198.19." + region.index() + "." + i));
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
    }
}
