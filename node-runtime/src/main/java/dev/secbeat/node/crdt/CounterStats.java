// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.crdt;

/**
 * What the counter has done since it was made, for metrics.
 *
 * @param sources sources in the table now
 * @param components (source, node) pairs held now
 * @param evictions sources thrown out because their part of the table was full
 * @param poolEvictions sources thrown out because all components were taken
 * @param componentsRefused counts not kept because a single source held all components
 * @param ledgersRefused counts of sources near their limit for which no {@link OverloadLedger} was free
 * @param entriesMerged entries taken from peers
 */
public record CounterStats(
        int sources,
        int components,
        long evictions,
        long poolEvictions,
        long componentsRefused,
        long ledgersRefused,
        long entriesMerged) {}
