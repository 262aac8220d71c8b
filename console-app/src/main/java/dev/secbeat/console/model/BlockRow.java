// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Scope;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * An active block over the whole fleet.
 *
 * @param prefix as text
 * @param origin {@code operator} or {@code rate-limit}
 * @param causes why nodes hold it, with the ids of those that tell so, in the order of the causes; a node that does not hold
 *     it in its kernel, or does not list it, tells none
 * @param expiresAtMillis epoch milliseconds
 * @param hits packets it dropped, all nodes together
 * @param nodesInKernel live nodes whose kernel was read back to hold it
 * @param nodesLive live nodes
 * @param missing ids of live nodes that certainly lack it
 * @param reachedMillis decision to last kernel, milliseconds; -1 when not measured
 * @param reason why an operator blocked it; empty where this console did not hear it
 * @param by the key that ordered it, shortened; empty where this console did not hear it
 * @param places what each node that lists it says of it, by node
 */
public record BlockRow(
        String prefix,
        String origin,
        Map<BlockCause, List<String>> causes,
        long expiresAtMillis,
        long hits,
        int nodesInKernel,
        int nodesLive,
        List<String> missing,
        long reachedMillis,
        String reason,
        String by,
        List<Place> places) {
    public BlockRow {
        Map<BlockCause, List<String>> copy = new EnumMap<>(BlockCause.class);
        causes.forEach((cause, nodes) -> copy.put(cause, List.copyOf(nodes)));
        causes = Collections.unmodifiableMap(copy);
        missing = List.copyOf(missing);
        places = List.copyOf(places);
    }

    /** One of which nothing is known but what the list shows. */
    public BlockRow(
            String prefix,
            String origin,
            Map<BlockCause, List<String>> causes,
            long expiresAtMillis,
            long hits,
            int nodesInKernel,
            int nodesLive,
            List<String> missing,
            long reachedMillis) {
        this(
                prefix,
                origin,
                causes,
                expiresAtMillis,
                hits,
                nodesInKernel,
                nodesLive,
                missing,
                reachedMillis,
                "",
                "",
                List.of());
    }

    /**
     * The block on one node.
     *
     * @param inKernel read back from its kernel
     * @param hits packets it dropped there
     * @param scope nodes for which it was decided
     */
    public record Place(String nodeId, boolean inKernel, long hits, BlockCause cause, Scope scope) {}

    /** Nodes for which it was decided: the fleet, or each region that has decided for itself. */
    public List<Scope> scopes() {
        List<Scope> told = places.stream().map(Place::scope).distinct().toList();
        return told.isEmpty() || told.stream().anyMatch(Scope::isFleet) ? List.of(new Scope.Fleet()) : told;
    }

    /** Whether every live node holds it. */
    public boolean isEverywhere() {
        return nodesLive > 0 && nodesInKernel == nodesLive;
    }

    /** {@code 6/6 · 46 ms}, or {@code 5/6} while one is missing or the time is not known. */
    public String kernelText() {
        String share = nodesInKernel + "/" + nodesLive;
        return reachedMillis < 0 ? share : share + " · " + Figures.millis((double) reachedMillis);
    }
}
