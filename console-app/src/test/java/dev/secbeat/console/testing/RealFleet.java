// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.testing;

import com.sun.net.httpserver.HttpServer;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.cluster.NatsServerConfig;
import dev.secbeat.node.cluster.NatsSettings;
import dev.secbeat.node.cluster.NatsUser;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.config.OrchestratorConfig;
import dev.secbeat.node.control.Reach;
import dev.secbeat.node.runtime.NodeRuntime;
import dev.secbeat.node.runtime.OrchestratorRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two regions of one real node each, with proxy and judge but without the kernel's filter, an origin behind them, a real
 * nats-server and a real orchestrator. More than {@value #MOST} requests within the window are too many.
 * The orchestrator has a DNS to steer where one was asked for.
 */
public final class RealFleet implements AutoCloseable {
    /** Span over which requests are counted, milliseconds. */
    public static final int WINDOW_MILLIS = 10_000;

    /** An address that no node ever blocks. */
    public static final String KEPT = "198.51.100.7";

    private static final int MOST = 20;
    private static final Path NATS = Path.of("/usr/sbin/nats-server");
    private static final List<NodeId> NODES = List.of(NodeId.of("us-east", "u-1"), NodeId.of("apac", "a-1"));

    /** What clients are answered before anybody moves them. */
    private static final Map<String, String> HOMES =
            Map.of("NA", "192.0.2.1", "default", "192.0.2.1", "AS", "192.0.2.2");

    private static final List<String> ADMINISTRATORS = List.of("olga", "petra", "rita");

    /** How far rita may reach. */
    private static final Reach APAC = new Reach(List.of(new RegionId("apac")), 8, 16);

    private final Path folder;
    private final String url = "nats://127.0.0.1:" + Child.freePort();
    private final int proxyPort = Child.freePort();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Map<NodeId, NodeRuntime> nodes = new HashMap<>();
    private Optional<OrchestratorRuntime> orchestrator = Optional.empty();
    private Optional<SteeredZone> zone = Optional.empty();

    private RealFleet(Path folder) {
        this.folder = folder;
    }

    /** Whether the real server is there. */
    public static boolean isPossible() {
        return Files.isExecutable(NATS);
    }

    /** Starts everything; keys, journals and configurations go to {@code folder}. */
    public static RealFleet start(Path folder) throws IOException {
        return start(folder, false);
    }

    /** The same with a real DNS server, where there is one, that the orchestrator steers. */
    public static RealFleet steering(Path folder) throws IOException {
        return start(folder, SteeredZone.isPossible());
    }

    private static RealFleet start(Path folder, boolean steers) throws IOException {
        RealFleet fleet = new RealFleet(folder);
        try {
            fleet.startServer();
            if (steers) {
                fleet.startZone();
            }
            int origin = fleet.startOrigin();
            for (NodeId node : NODES) {
                int port = node.equals(NODES.getFirst()) ? fleet.proxyPort : Child.freePort();
                fleet.nodes.put(node, NodeRuntime.start(fleet.config(node, port, origin)));
            }
            fleet.startOrchestrator();
            return fleet;
        } catch (IOException | RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    /** Words with which a console reaches it as {@code olga} or {@code petra}, both administrators, or {@code rita}, one of apac. */
    public List<String> as(String administrator) {
        String key = seed(administrator).toString();
        return List.of("--nats", url, "--key", key, "--operator-key", key, "--profile", administrator);
    }

    /** What the DNS server itself answers now, by group of clients. */
    public Map<String, String> dnsAnswers() {
        return zone.orElseThrow().answers();
    }

    /** Ids of all nodes as the console shows them. */
    public List<String> nodeIds() {
        return NODES.stream().map(NodeId::toString).toList();
    }

    /** How {@code administrator} connects. */
    public NatsSettings nats(String administrator) {
        return NatsSettings.of(url, List.of(), seed(administrator));
    }

    /** The key with which {@code administrator} signs. */
    public Path key(String administrator) {
        return seed(administrator);
    }

    /** Ends the node of apac in order. */
    public void stopApac() {
        Optional.ofNullable(nodes.remove(NODES.getLast())).ifPresent(NodeRuntime::close);
    }

    /** How a viewer's console reaches it. */
    public NatsSettings nats() {
        return NatsSettings.of(url, List.of(), seed("viewer"));
    }

    /** One request from 127.0.0.1 to the first node, whatever comes of it. */
    public void request() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxyPort)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readAllBytes();
        } catch (IOException hungUp) {
            // A node may hang up on a blocked source without a word.
        }
    }

    /** Ends the orchestrator in order. */
    public void stopOrchestrator() {
        orchestrator.ifPresent(OrchestratorRuntime::close);
        orchestrator = Optional.empty();
    }

    @Override
    public void close() {
        stopOrchestrator();
        nodes.values().forEach(NodeRuntime::close);
        nodes.clear();
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void startServer() throws IOException {
        List<NatsUser> users = new ArrayList<>();
        for (NodeId node : NODES) {
            users.add(NatsUser.node(newKey(node.name()), node));
        }
        StringBuilder trust = new StringBuilder();
        for (String name : ADMINISTRATORS) {
            String key = newKey(name);
            boolean isOfApac = name.equals("rita");
            NatsUser user = NatsUser.operator(key, name);
            users.add(
                    isOfApac
                            ? user.within(
                                    APAC, NODES.stream().map(NodeId::region).toList())
                            : user);
            trust.append(trust.isEmpty() ? "" : ",")
                    .append("{\"key\":\"" + key + "\",\"role\":\"ADMIN\",\"name\":\"" + name + "\"")
                    .append(isOfApac ? ",\"regions\":[\"apac\"]}" : "}");
        }
        users.add(NatsUser.viewer(newKey("viewer"), "wall"));
        users.add(NatsUser.orchestrator(newKey("orchestrator"), "orch-1"));
        String listen = url.substring("nats://".length());
        NatsServerConfig config = new NatsServerConfig(
                "us-east", listen, Optional.empty(), Optional.empty(), folder.resolve("js"), users, Optional.empty());
        Files.writeString(folder.resolve("nats.conf"), config.text());
        Files.writeString(folder.resolve("trust.json"), "{\"operators\":[" + trust + "]}");
        open.push(Child.start(folder, NATS.toString(), "-c", "nats.conf"));
    }

    private void startZone() throws IOException {
        SteeredZone started = SteeredZone.start(folder.resolve("named"), HOMES);
        zone = Optional.of(started);
        open.push(started);
    }

    private int startOrigin() throws IOException {
        HttpServer origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        origin.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        origin.start();
        open.push(() -> origin.stop(0));
        return origin.getAddress().getPort();
    }

    private NodeConfig config(NodeId node, int port, int origin) {
        String text = """
                [platform]
                region = "%s"
                node_id = "%s"
                [network]
                listen_address = "127.0.0.1"
                listen_port = %d
                backend_url = "http://127.0.0.1:%d"
                [nats]
                url = "%s"
                nkey_seed_file = "%s"
                [[rate_limit.rules]]
                dimension = "requests"
                limit = %d
                window_seconds = %d
                block_seconds = 4
                [protect]
                never_block = ["%s"]
                [xdp]
                enabled = false
                [control]
                trust_file = "%s"
                data_dir = "%s"
                [metrics]
                address = "127.0.0.1"
                port = %d
                """.formatted(
                        node.region(),
                        node.name(),
                        port,
                        origin,
                        url,
                        seed(node.name()),
                        MOST * 1_000 / WINDOW_MILLIS,
                        WINDOW_MILLIS / 1_000,
                        KEPT,
                        folder.resolve("trust.json"),
                        folder.resolve("data-" + node.name()),
                        Child.freePort());
        return NodeConfig.parse(text, "node.toml", Map.of());
    }

    private void startOrchestrator() {
        String text = """
                [nats]
                url = "%s"
                nkey_seed_file = "%s"
                [orchestrator]
                name = "orch-1"
                lease_seconds = 3
                trust_file = "%s"
                data_dir = "%s"
                [[orchestrator.regions]]
                name = "us-east"
                addresses = ["192.0.2.1"]
                views = ["NA", "default"]
                [[orchestrator.regions]]
                name = "apac"
                addresses = ["192.0.2.2"]
                views = ["AS"]
                [metrics]
                address = "127.0.0.1"
                port = %d
                %s
                """.formatted(
                        url,
                        seed("orchestrator"),
                        folder.resolve("trust.json"),
                        folder.resolve("orchestrator"),
                        Child.freePort(),
                        zone.map(SteeredZone::config).orElse(""));
        orchestrator = Optional.of(OrchestratorRuntime.start(OrchestratorConfig.parse(text, "o.toml", Map.of())));
    }

    private Path seed(String name) {
        return folder.resolve(name + ".nk");
    }

    private String newKey(String name) {
        try (NkeySigner signer = NkeySigner.create(seed(name))) {
            return signer.publicKey();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
