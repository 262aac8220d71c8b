// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import com.sun.net.httpserver.HttpServer;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.Keys;
import dev.secbeat.node.cluster.NatsServerProcess;
import dev.secbeat.node.cluster.NatsUser;
import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.support.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** What nodes live among: a real NATS server, a real origin, keys, files, and a client. The kernel's part is off. */
final class NodeFleet implements AutoCloseable {
    static final NodeId EAST = NodeId.of("us-east", "us-east-node-1");
    static final NodeId WEST = NodeId.of("eu-west", "eu-west-node-1");

    final Path folder;
    final Keys east;
    final Keys west;
    final Keys operator;
    final Keys admin;
    final NatsServerProcess nats;
    final AtomicInteger served = new AtomicInteger();
    private final HttpServer origin;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<AutoCloseable> open = new ArrayList<>();

    NodeFleet(Path folder) throws IOException {
        this.folder = folder;
        east = Keys.create(folder, "east");
        west = Keys.create(folder, "west");
        operator = Keys.create(folder, "operator");
        admin = Keys.create(folder, "admin");
        Files.write(
                folder.resolve("trust.json"),
                Json.TRUST.encode(new TrustFile(List.of(new Operator(operator.publicKey(), Role.OPERATOR, "olga")))));
        nats = NatsServerProcess.stopped(
                folder.resolve("nats"),
                List.of(
                        NatsUser.node(east.publicKey(), EAST),
                        NatsUser.node(west.publicKey(), WEST),
                        NatsUser.operator(operator.publicKey(), "olga"),
                        NatsUser.admin(admin.publicKey(), "ada")));
        origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        origin.setExecutor(threads);
        origin.createContext("/", exchange -> {
            served.incrementAndGet();
            byte[] body = ("origin " + exchange.getRequestURI()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        origin.start();
    }

    /** A node's place and files; ports are free ones, the limit is 100 requests within ten seconds. */
    final class Site {
        final NodeId id;
        final Keys key;
        final int port = FreePorts.next();
        final int adminPort = FreePorts.next();
        Path trust = folder.resolve("trust.json");
        List<String> roots = List.of();
        String alone = "auto";
        Path data;
        boolean crossRegion = true;

        Site(NodeId id, Keys key) {
            this.id = id;
            this.key = key;
            this.data = folder.resolve(id.name());
        }

        NodeConfig config() {
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
                    limit = 10
                    window_seconds = 10
                    block_seconds = 600
                    [state]
                    cross_region = %s
                    [xdp]
                    enabled = false
                    [control]
                    trust_file = "%s"
                    trust_roots = [%s]
                    data_dir = "%s"
                    alone = "%s"
                    [metrics]
                    address = "127.0.0.1"
                    port = %d
                    """.formatted(
                            id.region(),
                            id.name(),
                            port,
                            origin.getAddress().getPort(),
                            nats.url(),
                            key.file(),
                            crossRegion,
                            trust,
                            roots.stream().map(root -> '"' + root + '"').collect(Collectors.joining(", ")),
                            data,
                            alone,
                            adminPort);
            return NodeConfig.parse(text, "node.toml", Map.of());
        }

        NodeRuntime start() {
            return closing(NodeRuntime.start(config()));
        }

        HttpResponse<String> get(String path) throws IOException, InterruptedException {
            return fetch(port, path);
        }

        /** The status of a request on a connection of its own; 0 when the node hung up without a word. */
        int code() {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(60_000);
                socket.getOutputStream()
                        .write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0;
            } catch (IOException e) {
                return 0;
            }
        }

        HttpResponse<String> admin(String path) throws IOException, InterruptedException {
            return fetch(adminPort, path);
        }

        /** Whether both ports can be listened on by somebody else. */
        boolean portsAreFree() {
            for (int each : List.of(port, adminPort)) {
                try (ServerSocket socket = new ServerSocket()) {
                    socket.setReuseAddress(true);
                    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), each));
                } catch (IOException e) {
                    return false;
                }
            }
            return true;
        }
    }

    FleetLink link() {
        return closing(FleetLink.open(operator.settings(nats.url()), "test", new FleetListener() {}));
    }

    <T extends AutoCloseable> T closing(T closeable) {
        open.add(closeable);
        return closeable;
    }

    private HttpResponse<String> fetch(int port, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(60))
                        .build(),
                BodyHandlers.ofString());
    }

    @Override
    public void close() {
        open.reversed().forEach(NodeFleet::close);
        client.close();
        origin.stop(0);
        threads.close();
        nats.close();
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) { // Whatever it is, the test fails with it.
            throw new AssertionError(e);
        }
    }
}
