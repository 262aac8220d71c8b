// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

/**
 * Where a replay stands.
 *
 * @param file what is replayed; empty while what is shown is live
 * @param beginMillis first moment, epoch milliseconds
 * @param endMillis last moment
 * @param positionMillis the moment shown
 * @param speed 1 is as it happened
 * @param isPlaying whether time goes on
 * @param isSeeking whether another moment is being looked up
 * @param notice what an operator should know of the file, such as that its end is missing; empty when nothing
 */
public record ReplayState(
        String file,
        long beginMillis,
        long endMillis,
        long positionMillis,
        int speed,
        boolean isPlaying,
        boolean isSeeking,
        String notice) {
    /** What is shown is live. */
    public static final ReplayState LIVE = new ReplayState("", 0, 0, 0, 1, false, false, "");

    /** Whether what is shown is a recording. */
    public boolean isReplay() {
        return !file.isEmpty();
    }
}
