// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import dev.secbeat.node.cluster.NatsServerConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One nats-server per region, clustered by routes through the wide area network. One thread. */
final class NatsCluster {
    private final AddressPlan plan;
    private final StateDirectory state;
    private final Children children;
    private final Keys keys;

    NatsCluster(AddressPlan plan, StateDirectory state, Children children, Keys keys) {
        this.plan = plan;
        this.state = state;
        this.children = children;
        this.keys = keys;
    }

    List<Child> start() {
        return plan.regions().stream().map(this::start).toList();
    }

    private Child start(AddressPlan.Region region) {
        String name = "nats-" + region.id();
        Path config = state.write(name + ".conf", config(region).text());
        return children.start(
                name,
                region.namespace(),
                Children.urgent(List.of("nats-server", "-c", config.toString())),
                Map.of("GOMAXPROCS", "1"));
    }

    boolean answers(AddressPlan.Region region) {
        return InNamespace.answers(region.namespace(), region.backbone(), WideAreaNetwork.CLIENT_PORT);
    }

    private NatsServerConfig config(AddressPlan.Region region) {
        List<String> routes = plan.regions().stream()
                .filter(other -> !other.equals(region))
                .map(NatsCluster::route)
                .toList();
        var cluster = new NatsServerConfig.Cluster(
                "secbeat",
                region.backbone() + ":" + WideAreaNetwork.ROUTE_PORT,
                // Peers learn each other's address from one another; the direct one would lead around the proxy.
                Optional.of(route(region)),
                routes,
                Optional.of(keys.routeSecret()));
        return new NatsServerConfig(
                "nats-" + region.id(),
                region.backbone() + ":" + WideAreaNetwork.CLIENT_PORT,
                Optional.empty(),
                Optional.of(cluster),
                state.directory("jetstream/" + region.id()),
                keys.users(),
                Optional.empty());
    }

    private static String route(AddressPlan.Region region) {
        return region.wanAddress() + ":" + WideAreaNetwork.ROUTE_PORT;
    }
}
