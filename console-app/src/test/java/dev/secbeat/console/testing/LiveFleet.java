// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.testing;

import com.sun.net.httpserver.HttpServer;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.cluster.KeyFileException;
import dev.secbeat.node.cluster.NatsServerConfig;
import dev.secbeat.node.cluster.NatsSettings;
import dev.secbeat.node.cluster.NatsUser;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.config.OrchestratorConfig;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.runtime.OrchestratorRuntime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Three regions of two test nodes behind a real nats-server, a real Prometheus and a real orchestrator. The source {@link
 * #ATTACKER} asks three times what its limit allows.
 */
public final class LiveFleet implements AutoCloseable {
    /** The source that everybody sees and nobody has blocked yet. */
    public static final String ATTACKER = "198.51.100.42";

    private static final Path NATS = Path.of("/usr/sbin/nats-server");
    private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
    private static final List<String> REGIONS = List.of("us-east", "eu-west", "apac");
    private static final List<String> VIEWS = List.of("default", "EU", "AS");
    private static final double[] PASSED = {25_000, 15_000, 10_000};
    private static final long WORK_MILLIS = 20;
    private static final long BEAT_MILLIS = 1_000;

    private final Path folder;
    private final int natsPort = Child.freePort();
    private final int prometheusPort = Child.freePort();
    private final List<LiveNode> nodes = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private Optional<Child> nats = Optional.empty();
    private Optional<Child> prometheus = Optional.empty();

    private LiveFleet(Path folder) {
        this.folder = folder;
    }

    /** Whether the real servers are there. */
    public static boolean isPossible() {
        return Files.isExecutable(NATS) && Files.isExecutable(PROMETHEUS);
    }

    /** Starts everything; keys and configurations go to {@code folder}. */
    public static LiveFleet start(Path folder) throws IOException, KeyFileException {
        LiveFleet fleet = new LiveFleet(folder);
        fleet.configure();
        fleet.startNats();
        fleet.startNodes();
        fleet.startMetrics();
        fleet.startPrometheus();
        fleet.startOrchestrator();
        return fleet;
    }

    /** Keeps a fleet running for a console to look at; the first argument is a folder for its files. */
    public static void main(String[] words) throws Exception {
        Path folder = Files.createDirectories(Path.of(words[0]));
        LiveFleet fleet = start(folder);
        Runtime.getRuntime().addShutdownHook(new Thread(fleet::close));
        System.out.println("connection file: " + fleet.connectionFile());
        Thread.sleep(Long.MAX_VALUE);
    }

    /** Address of the NATS server. */
    public String natsUrl() {
        return "nats://127.0.0.1:" + natsPort;
    }

    /** Address of Prometheus. */
    public URI prometheusUrl() {
        return URI.create("http://127.0.0.1:" + prometheusPort);
    }

    /** Seed file of {@code operator} or {@code viewer}. */
    public Path key(String who) {
        return folder.resolve(who + ".nk");
    }

    /** Ids of all nodes as the console shows them. */
    public List<String> nodeIds() {
        return nodes.stream().map(node -> node.id().toString()).toList();
    }

    /** How an operator's console reaches this fleet. */
    public Path connectionFile() {
        return folder.resolve("connection.json");
    }

    public void stopNats() {
        nats.ifPresent(Child::close);
    }

    public void startNats() {
        nats = Optional.of(Child.start(folder, NATS.toString(), "-c", "nats.conf"));
    }

    public void stopPrometheus() {
        prometheus.ifPresent(Child::close);
    }

    public void startPrometheus() {
        prometheus = Optional.of(Child.start(
                folder,
                PROMETHEUS.toString(),
                "--config.file=prometheus.yml",
                "--storage.tsdb.path=tsdb",
                "--web.listen-address=127.0.0.1:" + prometheusPort));
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            var _ = thread.awaitTermination(20, TimeUnit.SECONDS);
            for (AutoCloseable part : open.reversed()) {
                part.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            stopPrometheus();
            stopNats();
        }
    }

    private void configure() throws IOException {
        List<NatsUser> users = new ArrayList<>();
        for (String region : REGIONS) {
            for (int i = 1; i <= 2; i++) {
                NodeId id = NodeId.of(region, region + "-node-" + i);
                users.add(NatsUser.node(newKey(id.name()), id));
            }
        }
        String operator = newKey("operator");
        users.add(NatsUser.operator(operator, "test"));
        users.add(NatsUser.viewer(newKey("viewer"), "wall"));
        users.add(NatsUser.orchestrator(newKey("orchestrator"), "orch-1"));
        NatsServerConfig config = new NatsServerConfig(
                "us-east",
                "127.0.0.1:" + natsPort,
                Optional.empty(),
                Optional.empty(),
                folder.resolve("jetstream"),
                users,
                Optional.empty());
        Files.writeString(folder.resolve("nats.conf"), config.text());
        Files.writeString(
                folder.resolve("trust.json"),
                "{\"operators\":[{\"key\":\"" + operator + "\",\"role\":\"OPERATOR\",\"name\":\"test\"}]}");
        Files.writeString(
                connectionFile(),
                "{\"nats\":[\"" + natsUrl() + "\"],\"operatorSeedFile\":\"operator.nk\",\"prometheus\":\""
                        + prometheusUrl() + "\"}");
    }

    private String newKey(String name) throws IOException {
        try (NkeySigner signer = NkeySigner.create(key(name))) {
            return signer.publicKey();
        }
    }

    private void startNodes() throws IOException, KeyFileException {
        TrustFile trust = new TrustFile(List.of(new Operator(keyOf("operator"), Role.OPERATOR, "test")));
        for (int region = 0; region < REGIONS.size(); region++) {
            String name = REGIONS.get(region);
            for (int i = 1; i <= 2; i++) {
                NodeId id = NodeId.of(name, name + "-node-" + i);
                NatsSettings settings = NatsSettings.of(natsUrl(), List.of(), key(id.name()));
                LiveNode node = new LiveNode(id, settings, trust, PASSED[region], sources(region), lag(region));
                nodes.add(node);
                open.add(node);
            }
        }
        var _ = thread.scheduleAtFixedRate(() -> nodes.forEach(LiveNode::work), 0, WORK_MILLIS, TimeUnit.MILLISECONDS);
        var _ = thread.scheduleAtFixedRate(
                () -> nodes.forEach(node -> node.beat(BEAT_MILLIS / 1e3)), 0, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private String keyOf(String who) throws IOException, KeyFileException {
        try (NkeySigner signer = NkeySigner.load(key(who))) {
            return signer.publicKey();
        }
    }

    private static List<LiveNode.Source> sources(int region) {
        List<LiveNode.Source> sources = new ArrayList<>();
        sources.add(new LiveNode.Source(ATTACKER, 50, 300));
        sources.add(new LiveNode.Source("2001:db8:42:7::", 14, 84));
        sources.add(new LiveNode.Source("198.18." + region + ".31", 20 + 6.0 * region, 40 + 12.0 * region));
        return sources;
    }

    private static Map<String, Long> lag(int region) {
        Map<String, Long> lag = new HashMap<>();
        for (int peer = 0; peer < REGIONS.size(); peer++) {
            if (peer != region) {
                lag.put(REGIONS.get(peer), 40L + 50L * (region + peer));
            }
        }
        return lag;
    }

    private void startMetrics() throws IOException {
        StringBuilder targets = new StringBuilder();
        for (LiveNode node : nodes) {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/metrics", exchange -> {
                byte[] page = page(node).getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "text/plain; version=0.0.4");
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
                exchange.close();
            });
            server.start();
            open.add(() -> server.stop(0));
            targets.append("      - targets: ['127.0.0.1:")
                    .append(server.getAddress().getPort())
                    .append("']\n        labels: {region: ")
                    .append(node.id().region().value())
                    .append("}\n");
        }
        Files.writeString(
                folder.resolve("prometheus.yml"),
                "global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n  - job_name: secbeat\n"
                        + "    static_configs:\n" + targets);
    }

    private static String page(LiveNode node) {
        return """
                # TYPE packets_processed_total counter
                packets_processed_total{action="pass",reason="none"} %.0f
                packets_processed_total{action="drop",reason="operator"} %.0f
                """.formatted(node.passed(), node.dropped());
    }

    private void startOrchestrator() {
        StringBuilder text = new StringBuilder("[nats]\nurl = \"" + natsUrl() + "\"\n");
        text.append("nkey_seed_file = \"").append(key("orchestrator")).append("\"\n");
        text.append("[metrics]\nport = ").append(Child.freePort()).append('\n');
        text.append("[orchestrator]\nname = \"orch-1\"\n");
        text.append("trust_file = \"").append(folder.resolve("trust.json")).append("\"\n");
        text.append("data_dir = \"").append(folder.resolve("orchestrator")).append("\"\n");
        for (int i = 0; i < REGIONS.size(); i++) {
            text.append("[[orchestrator.regions]]\nname = \"").append(REGIONS.get(i));
            text.append("\"\ncapacity_per_second = 200000\naddresses = [\"203.0.113.")
                    .append(10 + i);
            text.append("\"]\nviews = [\"").append(VIEWS.get(i)).append("\"]\n");
        }
        open.add(OrchestratorRuntime.start(OrchestratorConfig.parse(text.toString(), "orchestrator.toml")));
    }
}
