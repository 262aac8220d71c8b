// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

/**
 * One node's part in the count of a source: what it saw itself, which it alone may write, and what it takes the sum over all
 * nodes to be.
 *
 * @param dimension what is counted; empty while the node counts nothing of the source
 * @param ownPerSecond events it saw itself
 * @param estimatePerSecond its estimate over all nodes
 * @param blocked whether it holds a block of the source
 */
public record SourceComponent(
        String region,
        String node,
        String dimension,
        double ownPerSecond,
        double estimatePerSecond,
        boolean blocked,
        Freshness freshness) {}
