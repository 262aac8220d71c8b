// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import dev.secbeat.node.demo.lab.CleanupJournal.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Builds the lab's network namespaces and the links between them. One thread. */
final class NetworkNamespaces {
    private static final Path DIRECTORY = Path.of("/run/netns");
    private final CleanupJournal journal;

    NetworkNamespaces(CleanupJournal journal) {
        this.journal = journal;
    }

    static Path path(String namespace) {
        return DIRECTORY.resolve(namespace);
    }

    /** Identity of an existing namespace: another one made later under the same name differs. */
    static String inode(String namespace) {
        try {
            return Files.getAttribute(path(namespace), "unix:ino").toString();
        } catch (IOException e) {
            throw new LabException("namespace '" + namespace + "' is gone", String.valueOf(e.getMessage()));
        }
    }

    /** Makes all of a plan. */
    void create(AddressPlan plan) {
        if (!Files.exists(DIRECTORY)) {
            journal.write(Kind.DIRECTORY, DIRECTORY.toString(), "");
        }
        addNamespaces(plan.namespaces());
        Shell.ip("", Topology.links(plan));
        configure(Topology.addresses(plan));
        plan.regions().forEach(region -> balance(region, region.nodes()));
    }

    /** Makes what {@code grown} has more than before: the given node, which gets no client yet. */
    void addNode(AddressPlan grown, AddressPlan.Node node) {
        AddressPlan.Region region = grown.region(node.id().region());
        addNamespaces(List.of(node.namespace()));
        Shell.ip("", Topology.nodeLinks(region, node));
        configure(Map.of(
                node.namespace(), Topology.node(region, node),
                region.namespace(), Topology.bridgePort(node)));
        Shell.ip(AddressPlan.INTERNET, Topology.internetSide(node));
    }

    /** Spreads a region's clients over the given of its nodes. */
    void balance(AddressPlan.Region region, List<AddressPlan.Node> nodes) {
        Shell.ip(AddressPlan.INTERNET, Topology.balancer(region, nodes));
    }

    /** Takes a node's links and namespace away again. */
    void removeNode(AddressPlan.Region region, AddressPlan.Node node) {
        // By hand: connections that were not closed to the end keep a nameless namespace, and its links, for minutes.
        Shell.ip(AddressPlan.INTERNET, List.of("link del " + node.internetInterface()));
        Shell.ip(region.namespace(), List.of("link del " + node.backboneInterface()));
        Shell.run("ip", "netns", "del", node.namespace());
    }

    private void addNamespaces(List<String> names) {
        for (String name : names) {
            if (Files.exists(path(name))) {
                throw new LabException(
                        "a network namespace '" + name + "' exists already and is not of a SecBeat demo",
                        "Rename or delete it ('ip netns del " + name + "') if you do not need it.");
            }
            journal.write(Kind.NAMESPACE, name, "");
        }
        Shell.ip("", names.stream().map(name -> "netns add " + name).toList());
        names.forEach(name -> journal.write(Kind.NAMESPACE, name, inode(name)));
        inParallel(
                names.stream().<Runnable>map(name -> () -> applySettings(name)).toList());
    }

    private static void applySettings(String namespace) {
        List<String> command = new ArrayList<>(List.of("nsenter", "--net=" + path(namespace), "sysctl", "-q", "-w"));
        command.addAll(Topology.settings(namespace));
        Shell.run(command, "");
    }

    private static void configure(Map<String, List<String>> scripts) {
        inParallel(scripts.entrySet().stream()
                .<Runnable>map(script -> () -> Shell.ip(script.getKey(), script.getValue()))
                .toList());
    }

    private static void inParallel(List<Runnable> tasks) {
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<? extends Future<?>> running = tasks.stream().map(pool::submit).toList();
            for (Future<?> task : running) {
                task.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LabException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("building the network was interrupted", "the lab is being stopped");
        }
    }
}
