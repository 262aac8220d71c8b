// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import dev.secbeat.node.demo.lab.CleanupJournal.Kind;
import dev.secbeat.node.json.ConnectionFile;
import dev.secbeat.node.json.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A whole fleet on one machine: regions, nodes, services, and the Internet in front of them. {@link #close()} takes
 * everything away again, from any state and any thread; all else is for one thread at a time.
 */
public final class Lab implements AutoCloseable {
    /** First of the ports of 127.0.0.1 that lead to the regions' NATS servers, in the order of the regions. */
    public static final int NATS_PORT = 14_222;

    /** Port of 127.0.0.1 that leads to the global Prometheus. */
    public static final int PROMETHEUS_PORT = 19_090;

    /** Name of the file in the state directory that tells how to reach the fleet. */
    public static final String CONNECTION_FILE = "connection.json";

    private static final long SERVICE_SECONDS = 30;
    private static final long NODE_SECONDS = 60;
    private final LabOptions options;
    private final Consumer<String> progress;
    private final StateDirectory state;
    private final CleanupJournal journal;
    private final Children children;
    private final List<String> foreign;
    private final Deque<AutoCloseable> inner = new ArrayDeque<>();
    private final Object closing = new Object();
    private boolean closed;

    /**
     * Takes the state directory, removing what a crashed launcher left; starts nothing yet.
     *
     * @param progress takes short lines that tell what is going on
     */
    public Lab(LabOptions options, Consumer<String> progress) {
        Programs.requireAll();
        this.options = options;
        this.progress = progress;
        state = StateDirectory.take(options.stateDirectory());
        try {
            if (state.leftoversRemoved() > 0) {
                progress.accept(
                        "removed " + state.leftoversRemoved() + " leftovers of a demo that did not end in order");
            }
            foreign = Leftovers.outside();
            journal = state.journal();
            children = new Children(
                    journal, state.directory("log"), UUID.randomUUID().toString());
        } catch (RuntimeException e) {
            state.close(); // nobody has a lab to close
            throw e;
        }
    }

    /** Builds and starts everything but the traffic; returns when every node serves and the services answer. */
    public LabControl start() {
        AddressPlan plan = options.plan();
        var network = new NetworkNamespaces(journal);
        network.create(plan);
        Path pins = mountPins();
        WideAreaNetwork wan = openWays(plan);
        var nats = new NatsCluster(plan, state, children, new Keys(state, plan));
        var services = new Services(state, children);
        var nameServer = new NameServer(state, children);
        Child named = nameServer.start(plan);
        List<Child> natsServers = nats.start();
        List<Child> origins = plan.regions().stream().map(services::startOrigin).toList();
        awaitEach(plan, "NATS", natsServers, nats::answers);
        awaitEach(plan, "the origin", origins, services::originAnswers);
        Readiness.await("the DNS server", SERVICE_SECONDS, List.of(named), nameServer::answers);
        progress.accept("network, NATS servers, origins and DNS are up");

        var fleet = new Fleet(state, children, pins);
        plan.nodes().forEach(node -> fleet.startNode(plan, node));
        Child orchestrator = fleet.startOrchestrator(plan);
        List<Child> prometheus = services.startPrometheus(plan);
        for (AddressPlan.Node node : plan.nodes()) {
            fleet.awaitServing(plan, node, NODE_SECONDS);
        }
        progress.accept(plan.nodes().size() + " nodes serve");
        awaitEach(plan, "Prometheus", prometheus, services::prometheusAnswers);
        Readiness.await("the global Prometheus", SERVICE_SECONDS, prometheus, services::globalPrometheusAnswers);
        Readiness.await("the orchestrator", NODE_SECONDS, List.of(orchestrator), fleet::orchestratorAnswers);
        progress.accept("Prometheus and orchestrator are up");
        return control(plan, network, wan, fleet, services);
    }

    private LabControl control(
            AddressPlan plan, NetworkNamespaces network, WideAreaNetwork wan, Fleet fleet, Services services) {
        try {
            var traffic = new ClientTraffic(plan);
            keep(traffic);
            var control = new LabControl(plan, network, wan, fleet, services, children, traffic);
            keep(new ControlSocket(state.resolve(ControlSocket.FILE), new ControlCommands(control)));
            state.write(CONNECTION_FILE, Json.CONNECTION.encodeText(connection(plan)));
            return control;
        } catch (IOException e) {
            throw new LabException("the lab's control socket could not be opened", String.valueOf(e.getMessage()));
        }
    }

    /** A file system of its own for pinned BPF objects: unmounting it removes every pin at once. */
    private Path mountPins() {
        Path pins = state.directory("bpf");
        journal.write(Kind.MOUNT, pins.toString(), "");
        Shell.run("mount", "-t", "bpf", "-o", "mode=0700", "secbeat-demo", pins.toString());
        return pins;
    }

    private WideAreaNetwork openWays(AddressPlan plan) {
        try {
            var wan = new WideAreaNetwork(plan, options.wan(), options.seed());
            keep(wan);
            var forwards = new Forwards();
            keep(forwards);
            for (AddressPlan.Region region : plan.regions()) {
                var server = new InetSocketAddress(region.backbone(), WideAreaNetwork.CLIENT_PORT);
                forwards.open(NATS_PORT + region.index() - 1, region.namespace(), server);
            }
            var prometheus = new InetSocketAddress(AddressPlan.GLOBAL_ADDRESS, Services.PROMETHEUS_PORT);
            forwards.open(PROMETHEUS_PORT, AddressPlan.WAN, prometheus);
            return wan;
        } catch (IOException e) {
            throw new LabException("the ways between regions could not be opened", String.valueOf(e.getMessage()));
        }
    }

    private void keep(AutoCloseable part) {
        synchronized (closing) {
            inner.push(part);
        }
    }

    /** How consoles and command lines of this machine reach the fleet. */
    private ConnectionFile connection(AddressPlan plan) {
        List<String> servers = plan.regions().stream()
                .map(region -> "nats://127.0.0.1:" + (NATS_PORT + region.index() - 1))
                .toList();
        return new ConnectionFile(
                servers,
                Optional.of(state.resolve(Keys.OPERATOR).toString()),
                Optional.of("http://127.0.0.1:" + PROMETHEUS_PORT));
    }

    private static void awaitEach(
            AddressPlan plan, String what, List<Child> makers, Predicate<AddressPlan.Region> condition) {
        for (AddressPlan.Region region : plan.regions()) {
            Readiness.await(
                    what + " of " + region.id() + " to answer", SERVICE_SECONDS, makers, () -> condition.test(region));
        }
    }

    /** What there is of this lab on the machine, a line each; nothing, once it was closed in order. */
    public List<String> leftovers() {
        return Leftovers.find(state.path()).stream()
                .filter(line -> !foreign.contains(line))
                .toList();
    }

    /** The lab's processes. */
    public Children children() {
        return children;
    }

    /** Where everything the lab made is. */
    public Path directory() {
        return state.path();
    }

    @Override
    public void close() {
        synchronized (closing) {
            if (closed) {
                return;
            }
            closed = true;
            while (!inner.isEmpty()) {
                closeQuietly(inner.pop());
            }
            children.close();
            state.close();
        }
    }

    private void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            progress.accept("a part could not be closed: " + e);
        }
    }
}
