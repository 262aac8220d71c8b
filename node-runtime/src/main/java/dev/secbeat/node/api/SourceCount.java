// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

/**
 * What one node knows of one source in the current window.
 *
 * @param local events of this source seen by the node itself, per second over the window
 * @param global the node's estimate over all nodes, per second over the window
 * @param limit the rule's limit per second
 * @param windowMillis span over which is counted, milliseconds; above 0
 */
public record SourceCount(
        SourceKey source,
        Dimension dimension,
        double local,
        double global,
        double limit,
        int windowMillis,
        boolean blocked) {}
