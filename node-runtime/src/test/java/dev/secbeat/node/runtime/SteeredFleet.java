// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.AuditSubjects;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.FailoverOutcome;
import dev.secbeat.node.api.FailoverPlan;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.api.SteeringReport;
import dev.secbeat.node.cluster.AuditReader;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.Keys;
import dev.secbeat.node.cluster.NatsLink;
import dev.secbeat.node.cluster.NatsServerProcess;
import dev.secbeat.node.cluster.NatsUser;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.Samples;
import dev.secbeat.node.cluster.SteeringLink;
import dev.secbeat.node.cluster.SteeringListener;
import dev.secbeat.node.config.OrchestratorConfig;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.dns.NamedServer;
import dev.secbeat.node.dns.Rfc2136Dns;
import dev.secbeat.node.dns.Rfc2136Settings;
import dev.secbeat.node.failover.SteeredRecord;
import dev.secbeat.node.json.Json;
import dev.secbeat.node.support.Await;
import dev.secbeat.node.support.FreePorts;
import dev.secbeat.node.time.NodeClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Three regions' heartbeats, a real NATS server, a real BIND with a view a continent, and whoever orders something. */
public final class SteeredFleet implements AutoCloseable {
    static final String NAME = "secbeat.example.";
    static final Map<String, String> HOMES =
            Map.of("NA", "192.0.2.10", "default", "192.0.2.10", "EU", "192.0.2.20", "AS", "192.0.2.30");
    private static final Map<String, String> REGIONS = Map.of("NA", "us-east", "EU", "eu-west", "AS", "apac");
    private static final List<NodeId> NODES =
            List.of(NodeId.of("us-east", "n1"), NodeId.of("eu-west", "n2"), NodeId.of("apac", "n3"));

    final Path folder;
    public final NatsServerProcess nats;
    public final NamedServer named;
    public final Keys admin;
    public final Keys operator;
    final Keys viewer;
    final Map<String, Keys> orchestrators = new LinkedHashMap<>();
    final FleetLink link;
    /** Administrators whose trust files orchestrators follow that start from now on. */
    List<String> roots = List.of();

    final List<FailoverPlan> plans = new CopyOnWriteArrayList<>();
    final List<SteeringReport> reports = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Map<NodeId, NatsLink> nodes = new LinkedHashMap<>();
    private final Map<String, String> secrets = new LinkedHashMap<>();

    public SteeredFleet(Path folder) throws Exception {
        this.folder = folder;
        admin = Keys.create(folder, "admin");
        operator = Keys.create(folder, "operator");
        viewer = Keys.create(folder, "viewer");
        List<NatsUser> users = new ArrayList<>(List.of(
                NatsUser.admin(admin.publicKey(), "adam"),
                NatsUser.operator(operator.publicKey(), "olga"),
                NatsUser.viewer(viewer.publicKey(), "vera")));
        for (String name : List.of("first", "second")) {
            Keys keys = Keys.create(folder, name);
            orchestrators.put(name, keys);
            users.add(NatsUser.orchestrator(keys.publicKey(), name));
        }
        Map<NodeId, Keys> nodeKeys = new LinkedHashMap<>();
        for (NodeId node : NODES) {
            Keys keys = nodeKeys.computeIfAbsent(node, id -> Keys.create(folder, id.name()));
            users.add(NatsUser.node(keys.publicKey(), node));
        }
        HOMES.keySet().forEach(view -> secrets.put(view, (view + "-secret-of-sixteen-bytes----").substring(0, 24)));
        Files.write(
                folder.resolve("trust.json"),
                Json.TRUST.encode(new TrustFile(List.of(
                        new Operator(operator.publicKey(), Role.OPERATOR, "olga"),
                        new Operator(admin.publicKey(), Role.ADMIN, "adam")))));
        nats = closing(NatsServerProcess.single(folder.resolve("nats"), users));
        for (Map.Entry<String, String> secret : secrets.entrySet()) {
            secret.setValue(Base64.getEncoder().encodeToString(secret.getValue().getBytes(StandardCharsets.UTF_8)));
            Files.writeString(folder.resolve(secret.getKey() + ".tsig"), secret.getValue());
        }
        named = closing(new NamedServer(Files.createDirectory(folder.resolve("named")), secrets, HOMES));
        nodeKeys.forEach((node, keys) ->
                nodes.put(node, closing(NatsLink.open(keys.settings(nats.url()), node, NodeClock.system(), () -> {}))));
        link = closing(FleetLink.open(admin.settings(nats.url()), "test", listener()));
        Await.until("the operator connects", () -> link.connection().isConnected());
    }

    private FleetListener listener() {
        return new FleetListener() {
            @Override
            public void onPlan(FailoverPlan plan) {
                plans.add(plan);
            }

            @Override
            public SteeringListener steering() {
                return new SteeringListener() {
                    @Override
                    public void onReport(SteeringReport report) {
                        reports.add(report);
                    }
                };
            }
        };
    }

    @Override
    public void close() {
        for (AutoCloseable closeable : open.reversed()) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    <T extends AutoCloseable> T closing(T closeable) {
        open.add(closeable);
        return closeable;
    }

    /** An orchestrator that has begun to lead and sees all three regions. */
    public OrchestratorRuntime lead(String name) {
        OrchestratorRuntime orchestrator = start(name);
        awaitLead(name);
        return orchestrator;
    }

    /** One that need not lead. */
    OrchestratorRuntime start(String name) {
        return closing(OrchestratorRuntime.start(config(name)));
    }

    void awaitLead(String name) {
        Await.until(name + " leads, has read the DNS and hears all regions", () -> {
            beat();
            ask();
            return !reports.isEmpty()
                    && reports.getLast().orchestrator().equals(name)
                    && reports.getLast().answers().size() == HOMES.size()
                    && reports.getLast().regions().stream().allMatch(region -> region.liveNodes() == 1);
        });
    }

    /** Has the leader say where clients are steered. */
    void ask() {
        new SteeringLink(link).ask();
    }

    /** A heartbeat of every node. */
    public void beat() {
        nodes.forEach((id, node) -> node.reports().heartbeat(Samples.status(id, System.currentTimeMillis())));
    }

    SignedCommand sign(Keys actor, boolean dryRun, CommandBody body) {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        try (NkeySigner signer = actor.signer()) {
            return signer.sign(new Command(
                    UUID.randomUUID(), now, now.plusSeconds(60), signer.publicKey(), new Scope.Fleet(), dryRun, body));
        }
    }

    /** What becomes of an order that an administrator gives. */
    FailoverOutcome order(CommandBody body) {
        return send(sign(admin, false, body));
    }

    FailoverOutcome send(SignedCommand command) {
        beat();
        return new SteeringLink(link)
                .order(command, Duration.ofSeconds(30))
                .join()
                .orElseThrow();
    }

    FailoverPlan plan(Keys actor, CommandBody body) {
        beat();
        return link.sendForPlan(sign(actor, true, body), Duration.ofSeconds(30))
                .join()
                .orElseThrow();
    }

    /** Where each view's clients go, as the server answers now. */
    public Map<String, String> answers() {
        Map<String, String> answers = new TreeMap<>();
        for (SteeredRecord record : dns(named.address()).current().records()) {
            answers.put(record.view(), String.join(",", record.addresses()));
        }
        return answers;
    }

    Rfc2136Dns dns(InetSocketAddress server) {
        List<Rfc2136Settings.ViewKey> keys = secrets.entrySet().stream()
                .map(view -> new Rfc2136Settings.ViewKey(
                        view.getKey(), view.getKey() + "-key.", "hmac-sha256", view.getValue()))
                .toList();
        return new Rfc2136Dns(new Rfc2136Settings("example.", NAME, 5, List.of(server), keys, Duration.ofSeconds(30)));
    }

    /** The records of the orchestrators' chains in the audit stream, oldest first. */
    List<String> audit() throws IOException, InterruptedException {
        return AuditReader.read(link).messages().stream()
                .filter(message -> message.subject().startsWith(AuditSubjects.ofOrchestrator("")))
                .map(message -> message.text())
                .toList();
    }

    private OrchestratorConfig config(String name) {
        return OrchestratorConfig.parse(config(name, named.address()), "o.toml", Map.of());
    }

    /** An orchestrator's file; its journal is in the folder's {@code data-} and the name. */
    String config(String name, InetSocketAddress dns) {
        StringBuilder text = new StringBuilder("""
                [nats]
                url = "%s"
                nkey_seed_file = "%s"
                [metrics]
                address = "127.0.0.1"
                port = %d
                [orchestrator]
                name = "%s"
                lease_seconds = 20
                trust_file = "%s"
                trust_roots = [%s]
                data_dir = "%s"
                [orchestrator.dns]
                zone = "example"
                name = "secbeat.example"
                ttl_seconds = 5
                servers = ["127.0.0.1:%d"]
                """.formatted(
                        nats.url(),
                        Objects.requireNonNull(orchestrators.get(name)).file(),
                        FreePorts.next(),
                        name,
                        folder.resolve("trust.json"),
                        roots.stream().map(root -> '"' + root + '"').collect(Collectors.joining(", ")),
                        folder.resolve("data-" + name),
                        dns.getPort()));
        secrets.keySet().forEach(view -> text.append("""
                [[orchestrator.dns.views]]
                view = "%1$s"
                tsig_key = "%1$s-key"
                tsig_secret_file = "%2$s"
                """.formatted(view, folder.resolve(view + ".tsig"))));
        REGIONS.forEach((view, region) -> text.append(
                """
                [[orchestrator.regions]]
                name = "%s"
                addresses = ["%s"]
                views = [%s]
                """.formatted(region, HOMES.get(view), view.equals("NA") ? "\"NA\", \"default\"" : '"' + view + '"')));
        return text.toString();
    }
}
