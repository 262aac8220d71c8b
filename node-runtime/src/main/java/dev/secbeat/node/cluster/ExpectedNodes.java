// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Who has to answer a command: the nodes that answered a question, those whose heartbeats are heard, and the regions that
 * either names and of which nobody is heard. A node that is cut off does not answer a question, so that the answers alone
 * would make every command look complete.
 *
 * @param nodes of the scope
 * @param silent regions that concern the scope, that a node names as its peer, and of which no node is heard
 */
public record ExpectedNodes(SortedSet<NodeId> nodes, SortedSet<String> silent) {
    private static final Duration ANSWERS = Duration.ofMillis(450);
    /** Two heartbeats and some: whoever is not heard within that is not there. */
    private static final Duration HEARTBEATS = Duration.ofMillis(2_200);

    private static final long LOOK_MILLIS = 20;

    public ExpectedNodes {
        nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
        silent = Collections.unmodifiableSortedSet(new TreeSet<>(silent));
    }

    /** Asks the fleet; waits for heartbeats only when a region that concerns {@code scope} did not answer. */
    public static ExpectedNodes find(FleetLink link, Scope scope) throws InterruptedException {
        boolean anybody = !link.ask(ANSWERS).isEmpty();
        long deadlineNanos = System.nanoTime() + HEARTBEATS.toNanos();
        ExpectedNodes found = among(link.live(HEARTBEATS), scope);
        while (anybody && !found.silent.isEmpty() && System.nanoTime() - deadlineNanos < 0) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            // From the beginning of the wait, so that who answered the question stays.
            found = among(link.live(HEARTBEATS.plus(HEARTBEATS)), scope);
        }
        return found;
    }

    /**
     * The same, of whom there must be some.
     *
     * @throws ExecutionException with a {@link NoNodesException} as its cause when no node of {@code scope} is there
     */
    public static ExpectedNodes require(FleetLink link, Scope scope) throws InterruptedException, ExecutionException {
        ExpectedNodes found = find(link, scope);
        if (found.nodes.isEmpty()) {
            throw new ExecutionException(new NoNodesException(scope));
        }
        return found;
    }

    /** What the {@code heard} nodes say about themselves and each other. */
    static ExpectedNodes among(Collection<NodeStatus> heard, Scope scope) {
        SortedSet<NodeId> nodes = heard.stream()
                .map(NodeStatus::node)
                .filter(scope::includes)
                .collect(Collectors.toCollection(TreeSet::new));
        SortedSet<String> silent = heard.stream()
                .flatMap(status -> status.lagMillis().keySet().stream())
                .filter(region -> concerns(scope, region))
                .collect(Collectors.toCollection(TreeSet::new));
        heard.forEach(status -> silent.remove(status.node().region().value()));
        return new ExpectedNodes(nodes, silent);
    }

    private static boolean concerns(Scope scope, String region) {
        return switch (scope) {
            case Scope.Fleet all -> true;
            case Scope.Region(RegionId only) -> only.value().equals(region);
            case Scope.Node(NodeId only) -> only.region().value().equals(region);
        };
    }
}
