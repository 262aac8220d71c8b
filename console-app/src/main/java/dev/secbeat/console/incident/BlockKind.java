// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import org.jspecify.annotations.Nullable;

/** What a block is for: so that a reader can leave out those it does not need now. */
enum BlockKind {
    /** What happened, and the fleet's pulse: read as a whole when a file is opened. */
    EVENTS(1),
    /** Heartbeats and samples: read when their moment is shown. */
    TELEMETRY(2),
    /** What has to be known to begin here: the last two heartbeats of each node and the newest of everything else. */
    KEYFRAME(3);

    private final int number;

    BlockKind(int number) {
        this.number = number;
    }

    /** As in a file. */
    int number() {
        return number;
    }

    /** By its number; null for one that this version does not know. */
    static @Nullable BlockKind of(int number) {
        for (BlockKind kind : values()) {
            if (kind.number == number) {
                return kind;
            }
        }
        return null;
    }
}
