// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.demo.wan.Delay;
import dev.secbeat.node.verdict.RateRule;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * SecBeat's own loops and links at real nats-servers, every byte of which goes through one proxy: with delay between the
 * servers, without it between a node and its server. One thread.
 */
public final class SecBeatFleet implements MeasuredFleet {
    private static final RateRule RULE = RateRule.perSecond(Dimension.REQUESTS, FleetFigures.LIMIT, 600);

    private final WanServers servers;
    private final WanFleet fleet;

    private SecBeatFleet(TemporaryFolder folder, int nodesPerRegion) throws IOException, InterruptedException {
        var members = WanFleet.Members.create(folder.path(), FleetFigures.REGIONS, nodesPerRegion);
        Delay oneWay = Delay.ofRoundTrip(2 * FleetFigures.ONE_WAY_MILLIS, 2 * FleetFigures.ONE_WAY_MILLIS);
        servers = new WanServers(folder.path(), FleetFigures.REGIONS, oneWay, members.users());
        try {
            fleet = new WanFleet(members, servers::meteredUrl, 1, RULE, Optional.empty());
        } catch (RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    /** Measures in a process of its own; the arguments are {@link FleetFigures#arguments()}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        FleetFigures work = FleetFigures.of(args);
        try (var folder = TemporaryFolder.create("secbeat-bench-gossip");
                var fleet = new SecBeatFleet(folder, work.nodesPerRegion())) {
            fleet.fleet.awaitMeeting();
            work.print(fleet);
        }
    }

    @Override
    public List<WanNode> nodes() {
        return fleet.nodes();
    }

    @Override
    public long nodeBytes() {
        return servers.clientBytes(); // A node's alone: the other end of its connections is a server.
    }

    @Override
    public long betweenRegionsBytes() {
        return servers.routeBytes();
    }

    @Override
    public void close() {
        fleet.close();
        servers.close();
    }
}
