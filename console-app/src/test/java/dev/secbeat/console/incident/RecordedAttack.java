// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import java.nio.file.Path;
import java.util.Optional;

/** A recording of an attack of 90 seconds: it begins at 30 s, is stopped at 32 s, an operator blocks another at 50 s. */
public final class RecordedAttack {
    public static final long START_MILLIS = Attack.START;
    public static final String SOURCE = Attack.SOURCE;

    private RecordedAttack() {}

    /** Writes it into this folder and returns its place. */
    public static Path in(Path folder) {
        Path path = folder.resolve("attack.sbincident");
        try (Recording recording = new Recording(RecorderSettings.in(folder, false))) {
            Attack attack = new Attack(recording::accept);
            recording.start(Optional.of(path), attack.nanos(), attack.epochMillis());
            for (int second = 1; second <= 90; second++) {
                attack.step();
                recording.tick(attack.nanos(), attack.epochMillis());
            }
        }
        return path;
    }
}
