// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The mitigation nodes and the orchestrator, as processes. One thread. */
final class Fleet {
    static final int SERVICE_PORT = 8443;
    private static final int ORCHESTRATOR_PORT = 9091;
    private static final String ORCHESTRATOR = "orchestrator";

    /** Packets per second a region of the lab is said to carry; only the failover plan asks. */
    private static final int CAPACITY_PER_SECOND = 2_000;

    private final StateDirectory state;
    private final Children children;
    private final Path pins;

    Fleet(StateDirectory state, Children children, Path pins) {
        this.state = state;
        this.children = children;
        this.pins = pins;
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

    /** Waits until a node takes connections from clients. */
    void awaitServing(AddressPlan plan, AddressPlan.Node node, long seconds) {
        String address = plan.region(node.id().region()).service4();
        List<Child> maker = children.find(node.id().name()).stream().toList();
        Readiness.await(
                node.id().name() + " to serve",
                seconds,
                maker,
                () -> InNamespace.answers(node.namespace(), address, SERVICE_PORT));
    }

    boolean orchestratorAnswers() {
        return InNamespace.answers(AddressPlan.WAN, AddressPlan.GLOBAL_ADDRESS, ORCHESTRATOR_PORT);
    }

    /** Removes what the kernel holds for a node that will not come back. */
    void forget(AddressPlan.Node node) {
        Shell.run("rm", "-rf", pins.resolve(node.id().name()).toString());
    }

    Child startOrchestrator(AddressPlan plan) {
        StringBuilder config = new StringBuilder("""
                [nats]
                url = "nats://%1$s:%2$d"
                cluster_urls = [%3$s]
                nkey_seed_file = "%4$s/%5$s"

                [metrics]
                address = "%6$s"
                port = %9$d

                [orchestrator]
                name = "orchestrator-1"
                trust_file = "%4$s/%7$s"
                data_dir = "%8$s"
                """.formatted(
                plan.regions().getFirst().backbone(),
                WideAreaNetwork.CLIENT_PORT,
                plan.regions().stream()
                        .skip(1)
                        .map(region -> "\"nats://" + region.backbone() + ":" + WideAreaNetwork.CLIENT_PORT + "\"")
                        .collect(Collectors.joining(", ")),
                state.path(),
                Keys.ORCHESTRATOR,
                AddressPlan.GLOBAL_ADDRESS,
                Keys.TRUST,
                state.directory("data/" + ORCHESTRATOR),
                ORCHESTRATOR_PORT));
        for (AddressPlan.Region region : plan.regions()) {
            config.append("""

                    [[orchestrator.regions]]
                    name = "%s"
                    capacity_per_second = %d
                    addresses = ["%s", "%s"]
                    """.formatted(region.id(), CAPACITY_PER_SECOND, region.service4(), region.service6()));
        }
        return children.start(
                ORCHESTRATOR,
                AddressPlan.WAN,
                JavaCommand.of(List.of(
                        "orchestrator",
                        "--config",
                        state.write(ORCHESTRATOR + ".toml", config.toString()).toString())),
                Map.of());
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
                """.formatted(
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
