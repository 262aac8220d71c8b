// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo;

import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.cluster.ConnectionState;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.NatsSettings;
import dev.secbeat.node.json.ConnectionFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the fleet's nodes say, heard from every regional server by a connection of its own: a region that is cut off from
 * the others is still heard. Safe for all threads.
 */
public final class FleetWatch implements AutoCloseable {
    private static final int MAX_EVENTS = 10_000;
    private final List<FleetLink> links = new ArrayList<>();
    private final Map<NodeId, NodeStatus> statuses = new TreeMap<>();
    private final Set<FleetEvent> events = new LinkedHashSet<>();

    public FleetWatch(ConnectionFile fleet, String name) {
        Path seed = Path.of(fleet.operatorSeedFile()
                .orElseThrow(
                        () -> new IllegalArgumentException("the fleet's connection file names no operatorSeedFile")));
        for (String server : fleet.nats()) {
            links.add(FleetLink.open(NatsSettings.of(server, List.of(), seed), name, new Ear()));
        }
    }

    private final class Ear implements FleetListener {
        @Override
        public void onStatus(NodeStatus status) {
            synchronized (statuses) {
                statuses.merge(status.node(), status, FleetWatch::newer);
            }
        }

        @Override
        public void onEvent(FleetEvent event) {
            synchronized (events) {
                if (events.size() < MAX_EVENTS) {
                    events.add(event);
                }
            }
        }
    }

    private static NodeStatus newer(NodeStatus a, NodeStatus b) {
        if (a.incarnation() != b.incarnation()) {
            return a.incarnation() > b.incarnation() ? a : b;
        }
        return a.uptimeMillis() >= b.uptimeMillis() ? a : b;
    }

    /** Whether every server is connected to. */
    public boolean isConnected() {
        return links.stream().map(FleetLink::connection).allMatch(ConnectionState::isConnected);
    }

    /** The newest heartbeat of each node. */
    public Map<NodeId, NodeStatus> statuses() {
        synchronized (statuses) {
            return new TreeMap<>(statuses);
        }
    }

    public Optional<NodeStatus> status(NodeId node) {
        return Optional.ofNullable(statuses().get(node));
    }

    /** Blocks of exactly {@code prefix} that reached a kernel since {@code sinceNanos}, in the order heard. */
    public List<FleetEvent.Enforced> blocked(Prefix prefix, long sinceNanos) {
        synchronized (events) {
            return events.stream()
                    .filter(FleetEvent.Enforced.class::isInstance)
                    .map(FleetEvent.Enforced.class::cast)
                    .filter(event ->
                            event.active() && event.prefix().equals(prefix) && event.enforcedAtNanos() - sinceNanos > 0)
                    .toList();
        }
    }

    /** Every prefix that reached a kernel as a block since {@code sinceNanos}. */
    public Set<Prefix> blockedSince(long sinceNanos) {
        Set<Prefix> prefixes = new LinkedHashSet<>();
        synchronized (events) {
            for (FleetEvent event : events) {
                if (event instanceof FleetEvent.Enforced enforced
                        && enforced.active()
                        && enforced.enforcedAtNanos() - sinceNanos > 0) {
                    prefixes.add(enforced.prefix());
                }
            }
        }
        return prefixes;
    }

    @Override
    public void close() {
        links.forEach(FleetLink::close);
    }
}
