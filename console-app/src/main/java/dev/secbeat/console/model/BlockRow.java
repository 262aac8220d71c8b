// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.List;

/**
 * An active block over the whole fleet.
 *
 * @param prefix as text
 * @param origin {@code operator} or {@code rate-limit}
 * @param expiresAtMillis epoch milliseconds
 * @param hits packets it dropped, all nodes together
 * @param nodesInKernel live nodes whose kernel was read back to hold it
 * @param nodesLive live nodes
 * @param missing ids of live nodes that certainly lack it
 * @param reachedMillis decision to last kernel, milliseconds; -1 when not measured
 */
public record BlockRow(
        String prefix,
        String origin,
        long expiresAtMillis,
        long hits,
        int nodesInKernel,
        int nodesLive,
        List<String> missing,
        long reachedMillis) {
    public BlockRow {
        missing = List.copyOf(missing);
    }

    /** Whether every live node holds it. */
    public boolean isEverywhere() {
        return nodesLive > 0 && nodesInKernel == nodesLive;
    }

    /** {@code 6/6 · 46 ms}, or {@code 5/6} while one is missing or the time is not known. */
    public String kernelText() {
        String share = nodesInKernel + "/" + nodesLive;
        return reachedMillis < 0 ? share : share + " · " + reachedMillis + " ms";
    }
}
