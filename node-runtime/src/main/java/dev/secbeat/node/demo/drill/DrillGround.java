// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.drill;

import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.demo.FleetWatch;
import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.demo.lab.RemoteLab;
import dev.secbeat.node.json.ConnectionFile;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A running lab to drill in: its powers, what its fleet says, and an operator's hand. One thread. */
public final class DrillGround implements AutoCloseable {
    /** The limit of the lab's only rule: requests a second over all regions. */
    static final int LIMIT = 100;

    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long UNBLOCK_SECONDS = 15;
    private static final long READY_SECONDS = 30;
    private final RemoteLab lab;
    private final FleetWatch watch;
    private final DrillOperator operator;

    /** Connects to the lab's fleet; returns when every node has been heard. */
    public DrillGround(RemoteLab lab) {
        this.lab = lab;
        ConnectionFile connection = lab.connection();
        watch = new FleetWatch(connection, "drill");
        operator = new DrillOperator(connection);
        if (!until(
                READY_SECONDS,
                () -> watch.statuses().keySet().containsAll(lab.nodes().keySet()))) {
            close();
            throw new LabException(
                    "not every node of the lab is heard", "Look at the nodes' logs in the demo's state directory.");
        }
    }

    RemoteLab lab() {
        return lab;
    }

    DrillOperator operator() {
        return operator;
    }

    FleetWatch watch() {
        return watch;
    }

    /** Waits until {@code condition} holds; false when it does not within {@code seconds}. */
    static boolean until(long seconds, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
        return true;
    }

    Set<NodeId> nodes() {
        return lab.nodes().keySet();
    }

    List<NodeId> nodesOf(RegionId region) {
        return nodes().stream().filter(node -> node.region().equals(region)).toList();
    }

    static Prefix host(String address) {
        return Prefix.parse(address + "/32");
    }

    /** When each node's kernel took the block of a source, since {@code sinceNanos}; the first time counts. */
    Map<NodeId, Long> enforcedAt(String address, long sinceNanos) {
        Map<NodeId, Long> first = new LinkedHashMap<>();
        for (FleetEvent.Enforced event : watch.blocked(host(address), sinceNanos)) {
            first.merge(event.node(), event.enforcedAtNanos(), Math::min);
        }
        return first;
    }

    /** Packets dropped by each region's kernels as last heard. */
    Map<RegionId, Long> dropped() {
        Map<RegionId, Long> dropped = new LinkedHashMap<>();
        Set<NodeId> present = nodes();
        watch.statuses().forEach((node, status) -> {
            if (present.contains(node)) {
                dropped.merge(node.region(), status.packetsDropped(), Long::sum);
            }
        });
        return dropped;
    }

    /** Whether all of {@code nodes} say that their kernel holds a block of the source. */
    boolean heldBy(Collection<NodeId> nodes, String address) {
        return nodes.stream()
                .allMatch(node ->
                        watch.status(node).map(status -> holds(status, address)).orElse(false));
    }

    static boolean holds(NodeStatus status, String address) {
        return status.newestBlocks().stream()
                .anyMatch(block -> block.prefix().equals(host(address)) && block.inKernel());
    }

    /** Sources other than the {@code expected} ones that any kernel was told to block since {@code sinceNanos}. */
    Set<Prefix> blockedBesides(Set<String> expected, long sinceNanos) {
        Set<Prefix> others = new TreeSet<>(watch.blockedSince(sinceNanos));
        expected.forEach(address -> others.remove(host(address)));
        return others;
    }

    /**
     * Ends the block of a source, if there is one, by an operator's signed command; returns when no node holds it any
     * more.
     *
     * @throws LabException when a node keeps it
     */
    void pardon(String address) {
        if (isFree(address)) {
            return;
        }
        operator.unblock(host(address), nodes());
        if (!until(UNBLOCK_SECONDS, () -> isFree(address))) {
            throw new LabException(
                    "a node still blocks " + address + " after it was pardoned",
                    "See ./secbeat status and the nodes' logs.");
        }
    }

    /** Whether no node of the lab (one that was removed may still be remembered) says that it blocks a source. */
    private boolean isFree(String address) {
        Set<NodeId> present = nodes();
        return watch.statuses().entrySet().stream()
                .filter(entry -> present.contains(entry.getKey()))
                .noneMatch(entry -> holds(entry.getValue(), address));
    }

    @Override
    public void close() {
        watch.close();
        operator.close();
    }
}
