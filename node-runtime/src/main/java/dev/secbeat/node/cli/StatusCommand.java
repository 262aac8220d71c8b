// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.cluster.ConnectionState;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.json.JsonText;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;

/** Prints the fleet as its nodes describe themselves at this moment. */
@Command(
        name = "status",
        description = "Shows every node of the fleet.",
        exitCodeList = {"0:every node is well", "1:a node is degraded", "3:no fleet, or no node of it, answers"})
public final class StatusCommand extends FleetCommand {
    /** Farther than the farthest region's round trip, near enough to answer within a second. */
    private static final Duration ANSWERS = Duration.ofMillis(450);

    private static final String ROW = "%-10s %-20s %-10s %-8s %12s %12s %7s %8s%n";

    @Override
    int run() throws CliException, InterruptedException {
        try (FleetLink link = connection.connect()) {
            Collection<NodeStatus> nodes = link.ask(ANSWERS);
            if (json) {
                printJson(link.connection(), nodes);
            } else {
                print(link.connection(), nodes);
            }
            if (nodes.isEmpty()) {
                return ExitCode.NO_FLEET;
            }
            boolean degraded = nodes.stream().anyMatch(node -> node.health() == NodeStatus.Health.DEGRADED);
            return degraded ? ExitCode.FAILED : ExitCode.OK;
        }
    }

    private void print(ConnectionState state, Collection<NodeStatus> nodes) {
        out().printf(
                        "Connected to %s (%s)%n",
                        state.server().orElse("-"), state.url().orElse("-"));
        if (nodes.isEmpty()) {
            out().println("No node answers: the NATS servers run, but no mitigation node is connected to them."
                    + " Look at the nodes' logs.");
            return;
        }
        out().printf(ROW, "REGION", "NODE", "HEALTH", "XDP", "PASSED", "DROPPED", "BLOCKS", "UPTIME");
        for (NodeStatus node : nodes) {
            out().printf(
                            ROW,
                            node.node().region(),
                            node.node().name(),
                            node.health().name().toLowerCase(Locale.ROOT),
                            node.xdpMode(),
                            node.packetsPassed(),
                            node.packetsDropped(),
                            blocks(node),
                            node.uptimeMillis() / 1_000 + " s");
        }
        long digests = nodes.stream().map(NodeStatus::blockDigest).distinct().count();
        long regions =
                nodes.stream().map(node -> node.node().region()).distinct().count();
        long byRegion = nodes.stream()
                .map(node -> List.of(node.node().region(), node.blockDigest()))
                .distinct()
                .count();
        out().printf(
                        "%d nodes; %s%n",
                        nodes.size(),
                        digests == 1
                                ? "all hold the same blocks"
                                : byRegion == regions
                                        ? "the nodes of each region hold the same blocks, the regions do not: some are for one"
                                                + " region alone, are still on their way, or a region is cut off"
                                        : digests
                                                + " different sets of blocks: still converging, or cut off from each other");
    }

    private void printJson(ConnectionState state, Collection<NodeStatus> nodes) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("server", state.server().orElse(""));
        result.put("url", state.url().orElse(""));
        List<JsonText.Embedded> list = nodes.stream()
                .map(node -> new JsonText.Embedded(Json.STATUS.encodeText(node)))
                .toList();
        result.put("nodes", list);
        out().println(JsonText.object(result));
    }

    private static int blocks(NodeStatus node) {
        return node.blocks().values().stream().mapToInt(Integer::intValue).sum();
    }
}
