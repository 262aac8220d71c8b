// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import java.nio.file.Path;

/**
 * How incidents are recorded.
 *
 * @param folder where files go that nobody named
 * @param isAutomatic whether an alert begins a recording
 * @param maxFileBytes a file that reaches this is closed and the next one begun
 * @param maxFolderBytes no further file is begun when the folder holds so much; nothing is ever deleted
 * @param preRollMillis how far back a recording reaches before it was begun
 * @param preRollBytes most memory that takes
 * @param calmMillis an automatic recording ends when so long nothing needed looking at
 */
public record RecorderSettings(
        Path folder,
        boolean isAutomatic,
        long maxFileBytes,
        long maxFolderBytes,
        long preRollMillis,
        long preRollBytes,
        long calmMillis) {
    /** Least size of a file that is of any use. */
    public static final long LEAST_FILE_BYTES = 64 << 10;

    public RecorderSettings {
        if (maxFileBytes < LEAST_FILE_BYTES) {
            throw new IllegalArgumentException("a recording of " + maxFileBytes + " bytes: at least " + LEAST_FILE_BYTES
                    + " are needed to hold a moment of a fleet");
        }
    }

    /** Five minutes of pre-roll in at most 8 MB, files of 64 MB, at most 1 GB of them, two minutes of calm. */
    public static RecorderSettings in(Path folder, boolean isAutomatic) {
        return new RecorderSettings(folder, isAutomatic, 64L << 20, 1L << 30, 300_000, 8L << 20, 120_000);
    }
}
