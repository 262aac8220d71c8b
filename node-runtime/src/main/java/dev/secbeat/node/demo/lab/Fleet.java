// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.nio.file.Path;

/** The mitigation nodes and the orchestrator, as processes. One thread. */
final class Fleet {
    static final int SERVICE_PORT = 8443;
    private final StateDirectory state;
    private final Children children;
    private final Path pins;

    Fleet(StateDirectory state, Children children, Path pins) {
        this.state = state;
        this.children = children;
        this.pins = pins;
    }

    List<Child> start(AddressPlan plan) {
        List<Child> started = new ArrayList<>();
        plan.nodes().forEach(node -> started.add(startNode(plan, node)));
        return started;
    }

    Child startNode(AddressPlan plan, AddressPlan.Node node) {
        Path config = state.write(node.id().name() + ".toml", nodeConfig(plan, node));
        state.directory("data/" + node.id().name());
        return children.start(
                node.id().name(),
                node.namespace(),
                JavaCommand.of(List.of("node", "--config", config.toString())),
                Map.of());
    }

    boolean serves(AddressPlan.Region region, AddressPlan.Node node) {
        return InNamespace.answers(node.namespace(), region.service4(), SERVICE_PORT);
    }

    private String nodeConfig(AddressPlan plan, AddressPlan.Node node) {
        AddressPlan.Region region = plan.region(node.id().region());
        String others = plan.regions().stream()
                .filter(other -> !other.equals(region))
                .map(other -> "\"nats://" + other.wanAddress() + ":" + WideAreaNetwork.CLIENT_PORT + "\"")
                .collect(Collectors.joining(", "));
        return """
                [platform]
                region = "%1$s"
                node_id = "%2$s"

                [network]
                listen_port = %3$d
                backend_url = "http://%4$s:%5$d"
                interface = "%6$s"

                [nats]
                url = "nats://%4$s:%7$d"
                cluster_urls = [%8$s]
                nkey_seed_file = "%9$s/keys/%2$s.nk"

                [state]
                type = "crdt"
                sync_interval_ms = 100
                cross_region = true

                [[rate_limit.rules]]
                dimension = "requests"
                limit = 100
                block_seconds = 60

                [protect]
                never_block = ["198.18.0.0/16"]

                [xdp]
                pin_dir = "%10$s/%2$s"

                [control]
                trust_file = "%9$s/keys/trust.json"
                data_dir = "%9$s/data/%2$s"

                [metrics]
                address = "%11$s"
                port = %12$d
                """
                .formatted(
                        region.id(),
                        node.id().name(),
                        SERVICE_PORT,
                        region.backbone(),
                        Services.ORIGIN_PORT,
                        node.trafficInterface(),
                        WideAreaNetwork.CLIENT_PORT,
                        others,
                        state.path(),
                        pins,
                        node.backbone(),
                        Services.METRICS_PORT);
    }
}
