// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

/**
 * The fleet in a few figures.
 *
 * @param nodesEnforcing live nodes with XDP attached
 * @param nodesKnown nodes ever heard of in this run
 * @param sourcesTracked largest counting table of any live node
 * @param slowestLinkMillis largest replication lag of a fresh link, milliseconds; -1 when there is none
 * @param detectionsLastHour sources found over their limit in the last hour, as seen by this console
 * @param blocksActive largest number of blocks any live node holds
 * @param lastBlockMillis last block: first decision to last kernel, milliseconds; -1 when there was none
 * @param medianBlockMillis the same, median of the newest blocks, milliseconds; -1 when there was none
 * @param guardHits commands refused because they touched a never-block prefix
 * @param updatesLost updates that found no room in this console since it started
 */
public record FleetSummary(
        int nodesEnforcing,
        int nodesKnown,
        int sourcesTracked,
        long slowestLinkMillis,
        int detectionsLastHour,
        int blocksActive,
        long lastBlockMillis,
        long medianBlockMillis,
        int guardHits,
        long updatesLost) {
    /** Before anything is known. */
    public static final FleetSummary EMPTY = new FleetSummary(0, 0, 0, -1, 0, 0, -1, -1, 0, 0);
}
