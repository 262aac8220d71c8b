// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

/**
 * How recording goes.
 *
 * @param phase whether a file grows
 * @param file where; empty when there is none yet
 * @param bytes written to that file
 * @param maxBytes it may have
 * @param sinceMillis when it was begun, epoch milliseconds
 * @param preRollMillis how far back the memory reaches that a recording would begin with
 * @param lost updates that came faster than they could be recorded
 * @param notice what an operator should know, such as why it ended; empty when nothing
 * @param failed it ended, or could not begin, against what was wanted; the notice says why
 */
public record RecordingState(
        Phase phase,
        String file,
        long bytes,
        long maxBytes,
        long sinceMillis,
        long preRollMillis,
        long lost,
        String notice,
        boolean failed) {
    /** No recorder. */
    public static final RecordingState NONE = new RecordingState(Phase.UNAVAILABLE, "", 0, 0, 0, 0, 0, "", false);

    /** Whether a file grows, and who asked. */
    public enum Phase {
        /** Nothing can be recorded here. */
        UNAVAILABLE,
        /** Only the pre-roll is kept, in memory. */
        WAITING,
        /** An alert began it; it ends after calm. */
        AUTOMATIC,
        /** A person began it; a person ends it. */
        MANUAL
    }

    /** Whether a file grows. */
    public boolean isOn() {
        return phase == Phase.AUTOMATIC || phase == Phase.MANUAL;
    }
}
