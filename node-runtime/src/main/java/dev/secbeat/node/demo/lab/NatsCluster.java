// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One nats-server per region, clustered by routes through the wide area network. One thread. */
final class NatsCluster {
    private final AddressPlan plan;
    private final StateDirectory state;
    private final Children children;

    NatsCluster(AddressPlan plan, StateDirectory state, Children children) {
        this.plan = plan;
        this.state = state;
        this.children = children;
    }

    List<Child> start() {
        return plan.regions().stream().map(this::start).toList();
    }

    Child start(AddressPlan.Region region) {
        String name = "nats-" + region.id();
        Path config = state.write(name + ".conf", config(region));
        return children.start(
                name, region.namespace(), List.of("nats-server", "-c", config.toString()), Map.of("GOMAXPROCS", "1"));
    }

    boolean answers(AddressPlan.Region region) {
        return InNamespace.answers(region.namespace(), region.backbone(), WideAreaNetwork.CLIENT_PORT);
    }

    private String config(AddressPlan.Region region) {
        String routes = plan.regions().stream()
                .filter(other -> !other.equals(region))
                .map(other -> "nats://" + other.wanAddress() + ":" + WideAreaNetwork.ROUTE_PORT)
                .collect(Collectors.joining(", "));
        List<String> lines = new ArrayList<>(List.of(
                "server_name: nats-" + region.id(),
                "listen: " + region.backbone() + ":" + WideAreaNetwork.CLIENT_PORT,
                "jetstream { store_dir: \"" + state.directory("jetstream/" + region.id()) + "\" }",
                "cluster { name: secbeat, listen: " + region.backbone() + ":" + WideAreaNetwork.ROUTE_PORT
                        + ", no_advertise: true, cluster_advertise: \"" + region.wanAddress() + ":"
                        + WideAreaNetwork.ROUTE_PORT + "\", routes: [" + routes + "] }"));
        return String.join("\n", lines) + "\n";
    }
}
