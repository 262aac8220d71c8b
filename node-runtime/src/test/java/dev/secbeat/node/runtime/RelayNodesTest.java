// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.cluster.Keys;
import dev.secbeat.node.cluster.NatsLink;
import dev.secbeat.node.cluster.NatsServerProcess;
import dev.secbeat.node.cluster.NatsUser;
import dev.secbeat.node.crdt.RelayUse;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.time.NodeClock;
import dev.secbeat.node.traffic.TrafficObserver;
import dev.secbeat.node.traffic.TrafficSource;
import dev.secbeat.node.verdict.RateRule;
import dev.secbeat.node.verdict.VerdictSink;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real loops of two regions on a real server, with a relay each. */
class RelayNodesTest {
    private static final int PER_SECOND = 10;
    /** Longer than a window of ten seconds and what is uncertain of its edges. */
    private static final long APART_NANOS = TimeUnit.SECONDS.toNanos(12);

    @TempDir
    Path folder;

    private final List<Node> nodes = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (Node node : nodes) {
            node.link.close();
        }
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    /** A loop between a real link and ports of memory; turned by the test. */
    private static final class Node implements TrafficSource, VerdictSink {
        private final NatsLink link;
        private final NodeLoop loop;
        private final Deque<SourceKey> requests = new ArrayDeque<>();
        private final Set<Prefix> blocked = new HashSet<>();

        Node(NodeId id, Keys key, NatsServerProcess server) {
            link = NatsLink.open(key.settings(server.url()), id, NodeClock.system(), () -> {});
            LoopSettings settings = LoopSettings.standard(
                            id,
                            NodeClock.system().epochMillis(),
                            List.of(new RateRule(Dimension.REQUESTS, PER_SECOND, 10_000, 600)),
                            List.of())
                    .withRelays(RelayUse.ALWAYS);
            loop = new NodeLoop(
                    settings, new LoopPorts(NodeClock.system(), List.of(this), List.of(this), link, _ -> {}));
        }

        void turn() {
            loop.doWork(NodeClock.system().nanoTime());
        }

        boolean isRelay() {
            return loop.counters().relay().relaying();
        }

        double globalOf(SourceKey source) {
            return loop.topSources(10).stream()
                    .filter(top -> top.source().equals(source))
                    .mapToDouble(top -> top.global())
                    .sum();
        }

        @Override
        public int poll(TrafficObserver observer) {
            int work = requests.size();
            while (!requests.isEmpty()) {
                SourceKey source = requests.removeFirst();
                long now = NodeClock.system().nanoTime();
                observer.onCount(source.family(), source.bits(), Dimension.REQUESTS, 1, now);
            }
            return work;
        }

        @Override
        public List<Prefix> block(Prefix prefix, long remainingMillis, BlockCause cause) {
            blocked.add(prefix);
            return List.of();
        }

        @Override
        public void unblock(Prefix prefix) {
            blocked.remove(prefix);
        }

        @Override
        public boolean holds(Prefix prefix) {
            return blocked.contains(prefix);
        }

        @Override
        public long hits(Prefix prefix) {
            return 0;
        }
    }

    private void until(String what, BooleanSupplier condition) {
        Await.until(what, () -> {
            nodes.forEach(Node::turn);
            return condition.getAsBoolean();
        });
    }

    private void start() {
        List<NodeId> ids = new ArrayList<>();
        List<Keys> keys = new ArrayList<>();
        List<NatsUser> users = new ArrayList<>();
        for (String region : List.of("eu-west", "us-east")) {
            for (int n = 1; n <= 3; n++) {
                ids.add(NodeId.of(region, "node-" + n));
                keys.add(Keys.create(folder, region + n));
                users.add(NatsUser.node(keys.getLast().publicKey(), ids.getLast()));
            }
        }
        NatsServerProcess server = NatsServerProcess.single(folder.resolve("nats"), users);
        open.add(server);
        for (int i = 0; i < ids.size(); i++) {
            Node node = new Node(ids.get(i), keys.get(i), server);
            nodes.add(node);
            Await.until("node connects", () -> node.link.connection().isConnected());
        }
    }

    private void request(Node node, SourceKey source, int count) {
        for (int i = 0; i < count; i++) {
            node.requests.add(source);
        }
    }

    /**
     * More than the limit through two nodes, less through either: once in a window, and again in the next ones, for on a
     * machine that stands still between two messages it cannot be proven that one window held both.
     */
    private void attackUntilBlocked(SourceKey source, Node one, Node other) {
        long[] next = {System.nanoTime()};
        until("it is blocked everywhere", () -> {
            if (System.nanoTime() - next[0] >= 0) {
                request(one, source, 60);
                request(other, source, 60);
                next[0] += APART_NANOS;
            }
            return nodes.stream().allMatch(node -> node.holds(source.asPrefix()));
        });
    }

    @Test
    void regionsThatKnowEachOtherByTheirRelaysBlockWhatIsOverTheLimitInAllAndGoOnWithoutOneOfThem() {
        start();
        Node firstRelay = nodes.get(3);
        until(
                "the first of each region is its relay, and all are heard",
                () -> nodes.get(0).isRelay()
                        && firstRelay.isRelay()
                        && nodes.stream()
                                .allMatch(node -> node.loop.counters().relay().regions() == 1)
                        && nodes.stream().allMatch(node -> node.loop.peerAges().size() == 2));

        SourceKey client = SourceKey.of(Prefix.parse("198.51.100.7"));
        request(nodes.get(1), client, 40);
        request(nodes.get(4), client, 40);
        until("everyone knows of all", () -> nodes.stream().allMatch(node -> node.globalOf(client) == 8));
        assertThat(nodes).allMatch(node -> node.blocked.isEmpty());

        SourceKey attacker = SourceKey.of(Prefix.parse("203.0.113.42"));
        attackUntilBlocked(attacker, nodes.get(2), nodes.get(5));

        nodes.remove(firstRelay);
        firstRelay.link.close();
        Node next = nodes.get(3);
        until(
                "the next of its region speaks for it",
                () -> next.isRelay() && nodes.getFirst().loop.counters().relay().changes() > 0);
        SourceKey another = SourceKey.of(Prefix.parse("203.0.113.43"));
        attackUntilBlocked(another, nodes.get(2), nodes.get(4));
        assertThat(nodes).allMatch(node -> !node.holds(client.asPrefix()));
    }
}
