// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.RegionId;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can be done to a running lab: cut, kill, grow, send. Others reach all but the traffic through the control socket, as
 * {@link RemoteLab}. Safe for all threads.
 */
public final class LabControl {
    private static final Logger LOG = LoggerFactory.getLogger(LabControl.class);
    private static final long NODE_SECONDS = 60;
    private final NetworkNamespaces network;
    private final WideAreaNetwork wan;
    private final Fleet fleet;
    private final Services services;
    private final Children children;
    private final ClientTraffic traffic;
    private AddressPlan plan;

    LabControl(
            AddressPlan plan,
            NetworkNamespaces network,
            WideAreaNetwork wan,
            Fleet fleet,
            Services services,
            Children children,
            ClientTraffic traffic) {
        this.plan = plan;
        this.network = network;
        this.wan = wan;
        this.fleet = fleet;
        this.services = services;
        this.children = children;
        this.traffic = traffic;
    }

    synchronized AddressPlan plan() {
        return plan;
    }

    public ClientTraffic traffic() {
        return traffic;
    }

    /** Cuts a region off from all other regions; its clients still reach it. */
    void cut(RegionId region) {
        wan.cut(plan().region(region).id());
    }

    /** Undoes {@link #cut}. */
    void heal(RegionId region) {
        wan.heal(plan().region(region).id());
    }

    /** Ends a node as a crash would. */
    synchronized void kill(String node) {
        node(node);
        children.kill(node);
    }

    /** Starts a killed node again; returns when it serves. */
    synchronized void start(String node) {
        AddressPlan.Node found = node(node);
        if (children.find(node).map(Child::runs).orElse(false)) {
            throw new LabException(node + " runs already", "Kill it first.");
        }
        fleet.startNode(plan, found);
        fleet.awaitServing(plan, found, NODE_SECONDS);
    }

    /**
     * Adds a node to a region, as growing the fleet would; returns its name once its process has started. It gets clients
     * as soon as it serves.
     */
    synchronized String addNode(RegionId region) {
        AddressPlan grown = plan.withAddedNode(plan.region(region).index());
        AddressPlan.Node node = grown.region(region).nodes().getLast();
        network.addNode(grown, node);
        try {
            plan = grown;
            services.updateTargets(grown.region(region));
            fleet.startNode(grown, node);
        } catch (RuntimeException e) {
            undo(grown.region(region), e);
            throw e;
        }
        Thread.ofVirtual().name("balance-" + node.id().name()).start(() -> takeIn(grown, node));
        return node.id().name();
    }

    private void takeIn(AddressPlan grown, AddressPlan.Node node) {
        String failure = "";
        try {
            fleet.awaitServing(grown, node, NODE_SECONDS);
        } catch (LabException e) {
            failure = String.valueOf(e.getMessage());
        }
        synchronized (this) {
            AddressPlan.Region region = plan.region(node.id().region());
            if (!region.nodes().contains(node)) {
                return; // It was taken away meanwhile.
            }
            if (failure.isEmpty()) {
                network.balance(region, region.nodes());
            } else {
                LOG.warn("event=node_not_balanced node={} error=\"{}\"", node.id(), failure);
            }
        }
    }

    /** Takes the last node of a region away for good: its clients first, so that none of them is lost. */
    synchronized void removeNode(RegionId region) {
        AddressPlan.Region full = plan.region(region);
        if (full.nodes().size() < 2) {
            throw new LabException("region " + region + " has one node only", "Add one before removing one.");
        }
        takeAway(full);
    }

    /** So that the next try does not find a namespace of its name; {@code cause} is told whatever comes of it. */
    private void undo(AddressPlan.Region grown, RuntimeException cause) {
        try {
            takeAway(grown);
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private void takeAway(AddressPlan.Region full) {
        AddressPlan.Node node = full.nodes().getLast();
        List<AddressPlan.Region> rest = new ArrayList<>(plan.regions());
        AddressPlan.Region left = new AddressPlan.Region(
                full.id(), full.index(), full.nodes().subList(0, full.nodes().size() - 1));
        rest.set(full.index() - 1, left);
        plan = new AddressPlan(rest);
        network.balance(left, left.nodes());
        children.remove(node.id().name());
        network.removeNode(full, node);
        services.updateTargets(left);
        fleet.forget(node);
    }

    /** Process id of a node. */
    long pid(NodeId node) {
        return children.find(node.name())
                .map(Child::pid)
                .orElseThrow(() -> new LabException("node '" + node + "' was never started", ""));
    }

    /**
     * Packets a node's XDP program has dropped, as the interface's driver counts them: true also while the node's
     * process is down.
     */
    long kernelDrops(String name) {
        AddressPlan.Node node = node(name);
        String statistics = Shell.run(
                "nsenter",
                "--net=" + NetworkNamespaces.path(node.namespace()),
                "ethtool",
                "-S",
                node.trafficInterface());
        return statistics
                .lines()
                .filter(line -> line.contains("xdp_drops"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .sum();
    }

    /** Whether there is delay between the regions. */
    boolean isFar() {
        return wan.isFar();
    }

    private synchronized AddressPlan.Node node(String name) {
        return plan.nodes().stream()
                .filter(node -> node.id().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new LabException(
                        "the lab has no node '" + name + "'",
                        "It has: "
                                + plan.nodes().stream()
                                        .map(node -> node.id().name())
                                        .toList()));
    }
}
