// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.demo.wan.Delay;
import dev.secbeat.node.demo.wan.DelayProxy;
import dev.secbeat.node.demo.wan.WanLink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The way between regions: NATS servers reach each other, and clients a foreign region's server, only through a delay
 * proxy in the wide area namespace. Which link a connection takes follows from where it comes from. Safe for all threads.
 */
final class WideAreaNetwork implements AutoCloseable {
    static final int CLIENT_PORT = 4222;
    static final int ROUTE_PORT = 6222;

    private static final Map<Set<String>, Delay> ROUND_TRIPS = Map.of(
            Set.of("us-east", "eu-west"), Delay.ofRoundTrip(80, 120),
            Set.of("us-east", "apac"), Delay.ofRoundTrip(150, 250),
            Set.of("eu-west", "apac"), Delay.ofRoundTrip(200, 300));

    /** Round trip between regions the figures above do not name. */
    private static final Delay ELSEWHERE = Delay.ofRoundTrip(80, 120);

    private final AddressPlan plan;
    private final Map<Set<RegionId>, WanLink> links = new HashMap<>();
    private final DelayProxy proxy;
    private final boolean far;

    WideAreaNetwork(AddressPlan plan, boolean far, long seed) throws IOException {
        this.plan = plan;
        this.far = far;
        List<AddressPlan.Region> regions = plan.regions();
        for (AddressPlan.Region a : regions) {
            for (AddressPlan.Region b : regions) {
                // A region reaches its own server through here only if it is told to; that way has no delay.
                boolean apart = far && !a.equals(b);
                links.computeIfAbsent(pair(a, b), key -> new WanLink(apart ? delay(a.id(), b.id()) : Delay.NONE));
            }
        }
        proxy = new DelayProxy("wan", seed, InNamespace.entering(AddressPlan.WAN));
        for (AddressPlan.Region target : regions) {
            open(target, CLIENT_PORT);
            open(target, ROUTE_PORT);
        }
    }

    private static Delay delay(RegionId a, RegionId b) {
        return ROUND_TRIPS.getOrDefault(Set.of(a.value(), b.value()), ELSEWHERE);
    }

    private void open(AddressPlan.Region target, int port) throws IOException {
        proxy.listen(
                new InetSocketAddress(target.wanAddress(), port),
                new InetSocketAddress(target.backbone(), port),
                client -> Objects.requireNonNull(links.get(pair(origin(client, target), target))));
    }

    /** The region a client is in, by its backbone network; the target's own when it is in none. */
    private AddressPlan.Region origin(InetAddress client, AddressPlan.Region target) {
        String network = client.getHostAddress().replaceFirst("\\.\\d+$", ".1");
        return plan.regions().stream()
                .filter(region -> region.backbone().equals(network))
                .findFirst()
                .orElse(target);
    }

    private static Set<RegionId> pair(AddressPlan.Region a, AddressPlan.Region b) {
        return a.equals(b) ? Set.of(a.id()) : Set.of(a.id(), b.id());
    }

    /** Whether there is delay between the regions. */
    boolean isFar() {
        return far;
    }

    /** Cuts a region off from all others. */
    void cut(RegionId region) {
        linksOf(region).forEach(WanLink::cut);
    }

    void heal(RegionId region) {
        linksOf(region).forEach(WanLink::heal);
    }

    private List<WanLink> linksOf(RegionId region) {
        return links.entrySet().stream()
                .filter(link -> link.getKey().size() == 2 && link.getKey().contains(region))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public void close() {
        proxy.close();
    }
}
