// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The mitigation nodes and the orchestrator, as processes. One thread. */
final class Fleet {
    static final int SERVICE_PORT = 8443;
    private static final int ORCHESTRATOR_PORT = 9091;
    private static final String ORCHESTRATOR = "orchestrator";

    private static final String TEMPLATES = "/dev/secbeat/node/demo/lab/";

    /** Packets per second a region of the lab is said to carry; only the failover plan asks. */
    private static final int CAPACITY_PER_SECOND = 4_000;

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
                Children.urgent(JavaCommand.of(Children.URGENT, List.of("node", "--config", config.toString()))),
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
        state.directory("data/" + ORCHESTRATOR);
        StringBuilder config = new StringBuilder(Template.fill(
                TEMPLATES + "orchestrator.toml.template",
                Map.of(
                        "NATS_URL",
                        nats(plan.regions().getFirst().backbone()),
                        "OTHER_NATS_URLS",
                        quoted(plan.regions().stream().skip(1).map(region -> nats(region.backbone()))),
                        "STATE",
                        state.path(),
                        "METRICS_ADDRESS",
                        AddressPlan.GLOBAL_ADDRESS,
                        "METRICS_PORT",
                        ORCHESTRATOR_PORT,
                        "DNS_NAME",
                        NameServer.NAME,
                        "DNS_TTL",
                        NameServer.TTL_SECONDS,
                        "DNS_SERVER",
                        AddressPlan.DNS_ADDRESS + ":" + NameServer.PORT)));
        Views views = Views.of(plan);
        Stream.concat(views.continents().values().stream(), Stream.of(Views.DEFAULT))
                .forEach(view -> config.append(viewConfig(view)));
        plan.regions().forEach(region -> config.append(regionConfig(region, views)));
        Path file = state.write(ORCHESTRATOR + ".toml", config.toString());
        return children.start(
                ORCHESTRATOR,
                AddressPlan.WAN,
                JavaCommand.of(0, List.of("orchestrator", "--config", file.toString())),
                Map.of());
    }

    private String viewConfig(String view) {
        return Template.fill(
                TEMPLATES + "orchestrator-view.toml.template",
                Map.of(
                        "VIEW", view,
                        "KEY", NameServer.keyName(view),
                        "SECRET_FILE", state.resolve(NameServer.secretFile(view))));
    }

    private static String regionConfig(AddressPlan.Region region, Views views) {
        return Template.fill(
                TEMPLATES + "orchestrator-region.toml.template",
                Map.of(
                        "REGION", region.id(),
                        "CAPACITY", CAPACITY_PER_SECOND,
                        "SERVICE4", region.service4(),
                        "SERVICE6", region.service6(),
                        "VIEWS", quoted(views.of(region.id()).stream())));
    }

    private String nodeConfig(AddressPlan plan, AddressPlan.Node node) {
        AddressPlan.Region region = plan.region(node.id().region());
        Stream<String> others =
                plan.regions().stream().filter(other -> !other.equals(region)).map(other -> nats(other.wanAddress()));
        Map<String, Object> values = new HashMap<>();
        values.put("REGION", region.id());
        values.put("NODE", node.id().name());
        values.put("SERVICE_PORT", SERVICE_PORT);
        values.put("ORIGIN", region.backbone() + ":" + Services.ORIGIN_PORT);
        values.put("INTERFACE", node.trafficInterface());
        values.put("NATS_URL", nats(region.backbone()));
        values.put("OTHER_NATS_URLS", quoted(others));
        values.put("STATE", state.path());
        values.put("PINS", pins);
        values.put("METRICS_ADDRESS", node.backbone());
        values.put("METRICS_PORT", Services.METRICS_PORT);
        return Template.fill(TEMPLATES + "node.toml.template", values);
    }

    private static String nats(String host) {
        return "nats://" + host + ":" + WideAreaNetwork.CLIENT_PORT;
    }

    private static String quoted(Stream<String> texts) {
        return texts.map(text -> '"' + text + '"').collect(Collectors.joining(", "));
    }
}
