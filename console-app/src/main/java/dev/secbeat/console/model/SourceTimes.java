// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

/**
 * How one source was found and stopped. Moments are of wall clocks, epoch milliseconds; 0 when it did not happen.
 *
 * @param source address or prefix
 * @param firstSeenMillis heartbeat in which it was counted first, at most a second after it began; 0 when that is not
 *     known
 * @param detectedMillis a node found it over its limit first
 * @param firstKernelMillis its block was in a first kernel
 * @param lastKernelMillis and in the last one
 * @param kernels nodes whose kernel took it
 */
public record SourceTimes(
        String source,
        long firstSeenMillis,
        long detectedMillis,
        long firstKernelMillis,
        long lastKernelMillis,
        int kernels) {

    /** From when it was counted first to its detection, milliseconds; -1 when not known. */
    public long detectMillis() {
        return firstSeenMillis == 0 || detectedMillis == 0 ? -1 : Math.max(0, detectedMillis - firstSeenMillis);
    }

    /** From its detection, or else from when it was seen first, to the last kernel, milliseconds; -1 when not known. */
    public long mitigateMillis() {
        long from = detectedMillis != 0 ? detectedMillis : firstSeenMillis;
        return from == 0 || lastKernelMillis == 0 ? -1 : Math.max(0, lastKernelMillis - from);
    }
}
