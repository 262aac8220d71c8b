// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static dev.secbeat.node.runtime.NodeFleet.EAST;
import static dev.secbeat.node.runtime.NodeFleet.WEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.admin.AdminException;
import dev.secbeat.node.api.Metrics;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.SampleReport;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.cluster.CommandOutcome;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.SampleWatch;
import dev.secbeat.node.cluster.Samples;
import dev.secbeat.node.proxy.ListenException;
import dev.secbeat.node.support.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes with a real server, origin and clients; only the kernel's part is left out. */
class NodeRuntimeTest {
    /** What a node has only with a kernel, lists or peers, and what is an orchestrator's. */
    private static final Set<String> NOT_OF_A_NODE_ALONE = Set.of(
            Metrics.PACKETS_PROCESSED,
            Metrics.BYTES_PROCESSED,
            Metrics.MAP_ENTRIES,
            Metrics.MAP_CAPACITY,
            Metrics.RULE_PACKETS,
            Metrics.RULE_BYTES,
            Metrics.SERVICE_PACKETS,
            Metrics.LIST_ENTRIES,
            Metrics.LIST_PACKETS,
            Metrics.LIST_SPARED,
            Metrics.LIST_LOADED,
            Metrics.LIST_ERRORS,
            Metrics.LIST_ORIGIN,
            Metrics.LIST_BUILT,
            Metrics.FEED_AGE,
            Metrics.FEED_STALE,
            Metrics.FEED_BAD,
            Metrics.FEED_FAILURES,
            Metrics.FAILOVERS,
            Metrics.DNS_DIFFERING,
            Metrics.RECEIPTS_MISSING,
            Metrics.ORDERS_UNWATCHED,
            Metrics.OUTLET_WAITING,
            Metrics.OUTLET_DELIVERED,
            Metrics.OUTLET_RETRIES,
            Metrics.OUTLET_DEAD,
            Metrics.OUTLET_DROPPED,
            Metrics.SYN_COOKIES_ACTIVE,
            Metrics.STATE_LAG);

    @TempDir
    Path folder;

    private NodeFleet fleet;
    private NodeFleet.Site east;
    private NodeFleet.Site west;

    @BeforeEach
    void open() throws IOException {
        fleet = new NodeFleet(folder);
        east = fleet.new Site(EAST, fleet.east);
        west = fleet.new Site(WEST, fleet.west);
    }

    @AfterEach
    void close() throws Exception {
        fleet.close();
    }

    @Test
    void aNodeServesAndTellsOfItselfWithoutAnyServer() throws Exception {
        NodeRuntime node = east.start();

        HttpResponse<String> answer = east.get("/page?a=1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("origin /page?a=1");
        Await.until("the request is counted", () -> status(node).requests() == 1);
        assertThat(status(node).health()).as("cut off from the fleet").isEqualTo(NodeStatus.Health.DEGRADED);
        assertThat(east.admin("/healthz").statusCode()).isEqualTo(200);
        assertThat(east.admin("/readyz").statusCode()).isEqualTo(200);
        assertThat(east.admin("/counters").body()).contains("\"node\":\"" + EAST + "\"");

        fleet.nats.start();

        Await.until("the node joins", () -> status(node).health() == NodeStatus.Health.HEALTHY);
        assertThat(east.get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void whatWritesDownAndTellsStepsBehindWhatDecides() throws Exception {
        east.start();

        assertThat(priorities("node-loop")).isNotEmpty().containsOnly(Thread.NORM_PRIORITY);
        for (String thread : List.of("nats-reports", "block-journal", "undo-journal", "audit-sync", "audit-relay")) {
            assertThat(priorities(thread)).as(thread).isNotEmpty().containsOnly(Thread.MIN_PRIORITY);
        }
    }

    private static List<Integer> priorities(String thread) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(running -> running.getName().equals(thread))
                .map(Thread::getPriority)
                .toList();
    }

    @Test
    void theMetricsPageHasThePromisedNames() throws Exception {
        east.start();
        east.get("/");
        Await.until(
                "the request shows", () -> adminPage("/metrics").contains("secbeat_requests_total{code=\"200\"} 1"));

        String page = adminPage("/metrics");
        Stream<String> names = Stream.of(Metrics.class.getFields()).map(field -> {
            try {
                return String.valueOf(field.get(null));
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(names.filter(name -> !NOT_OF_A_NODE_ALONE.contains(name)))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(page).contains("\n# TYPE " + name + " "));
        assertThat(page).as("no address is ever a label").doesNotContain("127.0.0.1");
        assertThat(page).containsPattern("secbeat_build_info\\{version=\"[0-9]");
    }

    @Test
    void aSourceOverTheLimitIsTurnedAway() throws Exception {
        NodeRuntime node = east.start();
        assertThat(send(east, 100)).as("up to the limit all are served").isEqualTo(100);

        Await.until("one more and the source is told so", () -> east.code() == 429);
        Await.until("it is blocked", () -> status(node).blocks().equals(Map.of("rate-limit", 1)));

        int servedBefore = fleet.served.get();
        for (int i = 0; i < 40; i++) {
            assertThat(east.code()).isIn(429, 0);
        }
        assertThat(fleet.served.get()).isEqualTo(servedBefore);
    }

    @Test
    void countsOfTwoNodesAddUpAndBlockOnBoth() throws Exception {
        fleet.nats.start();
        NodeRuntime first = east.start();
        NodeRuntime second = west.start();
        Await.until(
                "the nodes hear each other",
                () -> status(first).lagMillis().containsKey(WEST.region().value())
                        && status(second).lagMillis().containsKey(EAST.region().value()));

        assertThat(send(east, 60)).isEqualTo(60);
        long sentAt = System.currentTimeMillis();
        Await.until("a later heartbeat", () -> status(first).epochMillis() > sentAt);
        assertThat(status(first).blocks()).as("60 of 100 are no reason").isEmpty();
        int served = send(west, 60);
        assertThat(served).as("the first 100 are within the limit").isGreaterThanOrEqualTo(40);

        for (NodeRuntime node : List.of(first, second)) {
            Await.until("both block", () -> status(node).blocks().containsKey("rate-limit"));
        }
        assertThat(east.code()).isEqualTo(429);
        assertThat(west.code()).isIn(429, 0);
    }

    @Test
    void anOperatorsBlockIsAppliedAnsweredAndOutlivesTheProcess() throws Exception {
        fleet.nats.start();
        NodeRuntime node = east.start();
        FleetLink link = fleet.link();
        Await.until("the node is heard", () -> link.statuses().containsKey(EAST));
        assertThat(east.get("/").statusCode()).isEqualTo(200);

        CommandOutcome outcome = block(link, EAST);

        assertThat(outcome.missing()).isEmpty();
        assertThat(outcome.receipts().get(EAST)).satisfies(receipt -> {
            assertThat(receipt.state()).isEqualTo(Receipt.State.APPLIED);
            assertThat(receipt.kernelReadBack()).isTrue();
        });
        assertThat(east.code()).isEqualTo(429);

        node.close();
        fleet.nats.stop();
        NodeRuntime again = east.start();

        Await.until("the block is back", () -> status(again).blocks().containsKey("operator"));
        assertThat(east.code()).isEqualTo(429);
    }

    @Test
    void aNodeWithoutAFilterSaysWhyItShowsNoPackets() throws Exception {
        fleet.nats.start();
        east.start();
        List<SampleReport> reports = new CopyOnWriteArrayList<>();
        try (SampleWatch _ = SampleWatch.open(fleet.link(), reports::add)) {
            Await.until("it answers", () -> !reports.isEmpty());
        }
        assertThat(reports.getFirst().node()).isEqualTo(EAST);
        assertThat(reports.getFirst().trouble()).contains("xdp.enabled is false in its configuration");
        assertThat(reports.getFirst().packets()).isEmpty();
    }

    @Test
    void aMissingTrustFileStopsTheStart() {
        east.trust = folder.resolve("nowhere.json");

        assertThatThrownBy(east::start)
                .isInstanceOf(StartException.class)
                .hasMessageContaining("the trust file " + east.trust + " cannot be read")
                .hasMessageContaining("write {\"operators\":");
        assertThat(east.portsAreFree()).isTrue();
    }

    @Test
    void aFolderThatCannotBeWrittenStopsTheStartAndClosesTheProxy() throws Exception {
        east.data = Files.writeString(folder.resolve("file"), "not a folder").resolve("inside");

        assertThatThrownBy(east::start)
                .isInstanceOf(StartException.class)
                .hasMessageContaining("the journal " + east.data.resolve("audit.log") + " cannot be opened")
                .hasMessageContaining("set control.data_dir to one that is");
        assertThat(east.portsAreFree()).isTrue();
    }

    @Test
    void aTakenPortStopsTheStart() throws Exception {
        try (ServerSocket taken = new ServerSocket(east.port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThatThrownBy(east::start)
                    .isInstanceOf(ListenException.class)
                    .hasMessageContaining("127.0.0.1 port " + taken.getLocalPort())
                    .hasMessageContaining("network.listen_port");
        }
        assertThat(east.portsAreFree()).isTrue();
    }

    @Test
    void aTakenMetricsPortStopsTheStartAndClosesEverythingElse() throws Exception {
        try (ServerSocket taken = new ServerSocket(east.adminPort, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThatThrownBy(east::start)
                    .isInstanceOf(AdminException.class)
                    .hasMessageContaining(String.valueOf(taken.getLocalPort()));
        }
        assertThat(east.portsAreFree()).isTrue();
        assertThat(Thread.getAllStackTraces().keySet())
                .as("no thread of the failed node is left")
                .noneMatch(thread -> thread.getName().startsWith("node-loop")
                        || thread.getName().startsWith("block-journal")
                        || thread.getName().startsWith("nats-"));
    }

    private CommandOutcome block(FleetLink link, NodeId expected) throws Exception {
        try (NkeySigner signer = fleet.operator.signer()) {
            return link.send(
                            signer.sign(Samples.block(signer.publicKey(), new Scope.Fleet(), "127.0.0.1")),
                            List.of(expected),
                            Duration.ofSeconds(40))
                    .get();
        }
    }

    private static NodeStatus status(NodeRuntime node) {
        return node.status().orElseThrow();
    }

    private String adminPage(String path) {
        try {
            return east.admin(path).body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** How many of {@code count} requests were served; the others were turned away. */
    private static int send(NodeFleet.Site site, int count) {
        int served = 0;
        for (int i = 0; i < count; i++) {
            int code = site.code();
            assertThat(code).isIn(200, 429, 0);
            served += code == 200 ? 1 : 0;
        }
        return served;
    }
}
