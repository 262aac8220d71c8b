// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.demo.lab.CleanupJournal.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A whole fleet on one machine: regions, nodes, services, and the Internet in front of them. {@link #close()} takes
 * everything away again, from any state and any thread; all else is for one thread.
 */
public final class Lab implements AutoCloseable {
    /** First of the ports of 127.0.0.1 that lead to the regions' NATS servers, in the order of the regions. */
    public static final int NATS_PORT = 14_222;

    /** Port of 127.0.0.1 that leads to the global Prometheus. */
    public static final int PROMETHEUS_PORT = 19_090;

    private static final long SERVICE_SECONDS = 30;
    private final LabOptions options;
    private final Consumer<String> progress;
    private final StateDirectory state;
    private final CleanupJournal journal;
    private final NetworkNamespaces network;
    private final Children children;
    private final Path pins;
    private final Deque<AutoCloseable> inner = new ArrayDeque<>();
    private AddressPlan plan;
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
        plan = AddressPlan.of(options.regions(), options.nodesPerRegion());
        state = StateDirectory.take(options.stateDirectory());
        if (state.leftoversRemoved() > 0) {
            progress.accept("removed " + state.leftoversRemoved() + " leftovers of a demo that did not end in order");
        }
        journal = new CleanupJournal(state.path());
        journal.begin();
        network = new NetworkNamespaces(journal);
        children = new Children(journal, state.directory("log"), UUID.randomUUID().toString());
        pins = state.directory("bpf");
    }

    /** Builds and starts everything; returns when the fleet is ready. */
    public void start() {
        network.create(plan);
        mountPins();
        openWays();
        var nats = new NatsCluster(plan, state, children);
        var services = new Services(plan, state, children);
        List<Child> natsServers = nats.start();
        List<Child> origins = services.startOrigins();
        awaitEach("NATS", natsServers, nats::answers);
        awaitEach("the origin", origins, services::originAnswers);
        progress.accept("network, NATS and origins are up");
        List<Child> prometheus = services.startPrometheus();
        awaitEach("Prometheus", prometheus, services::prometheusAnswers);
        Readiness.await("the global Prometheus", SERVICE_SECONDS, prometheus, services::globalPrometheusAnswers);
        progress.accept("Prometheus is up");
    }

    /** A file system of its own for pinned BPF objects: unmounting it removes every pin at once. */
    private void mountPins() {
        journal.write(Kind.MOUNT, pins.toString(), "");
        Shell.run("mount", "-t", "bpf", "-o", "mode=0700", "secbeat-demo", pins.toString());
    }

    private void openWays() {
        try {
            inner.push(new WideAreaNetwork(plan, options.wan(), options.seed()));
            var forwards = new Forwards();
            inner.push(forwards);
            for (AddressPlan.Region region : plan.regions()) {
                forwards.open(
                        NATS_PORT + region.index() - 1,
                        region.namespace(),
                        new InetSocketAddress(region.backbone(), WideAreaNetwork.CLIENT_PORT));
            }
            forwards.open(
                    PROMETHEUS_PORT,
                    AddressPlan.WAN,
                    new InetSocketAddress(AddressPlan.GLOBAL_ADDRESS, Services.PROMETHEUS_PORT));
        } catch (IOException e) {
            throw new LabException("the ways between regions could not be opened", String.valueOf(e.getMessage()));
        }
    }

    private void awaitEach(
            String what, List<Child> makers, Predicate<AddressPlan.Region> condition) {
        for (AddressPlan.Region region : plan.regions()) {
            Readiness.await(
                    what + " of " + region.id() + " to answer", SERVICE_SECONDS, makers, () -> condition.test(region));
        }
    }

    /** Cuts a region off from all other regions, or reconnects it. */
    public void setCut(RegionId region, boolean cut) {
        for (AutoCloseable part : inner) {
            if (part instanceof WideAreaNetwork wan) {
                if (cut) {
                    wan.cut(region);
                } else {
                    wan.heal(region);
                }
            }
        }
    }

    public AddressPlan plan() {
        return plan;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        children.close();
        while (!inner.isEmpty()) {
            try {
                inner.pop().close();
            } catch (Exception e) {
                progress.accept("could not be closed: " + e);
            }
        }
        state.close();
    }
}
