// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.cluster.NatsSettings;
import dev.secbeat.node.cluster.NatsUser;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.verdict.RateRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Nodes in regions, each at its region's server. One thread. */
final class WanFleet implements AutoCloseable {
    private static final long MEET_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final List<WanNode> nodes = new ArrayList<>();

    /** Names and keys of a fleet, in {@code folder}. */
    record Members(Path folder, int regions, List<NodeId> ids, List<NatsUser> users) {
        static Members create(Path folder, int regions, int nodesPerRegion) throws IOException {
            List<NodeId> ids = new ArrayList<>();
            List<NatsUser> users = new ArrayList<>();
            for (int i = 0; i < regions * nodesPerRegion; i++) {
                NodeId id = NodeId.of("region-" + i % regions, "node-" + i);
                ids.add(id);
                try (NkeySigner key = NkeySigner.create(seed(folder, id))) {
                    users.add(NatsUser.node(key.publicKey(), id));
                }
            }
            return new Members(folder, regions, ids, users);
        }

        private static Path seed(Path folder, NodeId id) {
            return folder.resolve(id.name() + ".nk");
        }

        Path seed(NodeId id) {
            return seed(folder, id);
        }
    }

    /**
     * Starts all nodes.
     *
     * @param url where the nodes of a region connect
     * @param incarnation must differ between fleets of the same members
     */
    WanFleet(Members members, IntFunction<String> url, long incarnation, RateRule rule, Optional<Long> tickNanos) {
        for (int i = 0; i < members.ids().size(); i++) {
            NodeId id = members.ids().get(i);
            NatsSettings settings = NatsSettings.of(url.apply(i % members.regions()), List.of(), members.seed(id));
            nodes.add(new WanNode(id, incarnation, settings, rule, tickNanos));
        }
    }

    List<WanNode> nodes() {
        return nodes;
    }

    /** Waits until everybody has heard everybody. */
    void awaitMeeting() throws InterruptedException {
        long startNanos = System.nanoTime();
        while (nodes.stream().anyMatch(node -> node.peers() < nodes.size() - 1)) {
            if (System.nanoTime() - startNanos > MEET_NANOS) {
                throw new LabException(
                        "the nodes have not all heard each other after 30 s: "
                                + nodes.stream().map(WanNode::peers).toList() + " of " + (nodes.size() - 1),
                        "The machine may be too busy; try again.");
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void close() {
        nodes.forEach(WanNode::close);
    }
}
