// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a record holds. A number is never given twice; a reader skips and counts numbers that it does not know. */
enum RecordKind {
    HEARTBEAT(1, BlockKind.TELEMETRY),
    SAMPLES(2, BlockKind.TELEMETRY),
    /** The node in the console's own process. */
    EMBEDDED(3, BlockKind.TELEMETRY),
    EVENT(10, BlockKind.EVENTS),
    RECEIPT(11, BlockKind.EVENTS),
    LEADER(12, BlockKind.EVENTS),
    METRICS(13, BlockKind.EVENTS),
    NATS(14, BlockKind.EVENTS),
    PROMETHEUS(15, BlockKind.EVENTS),
    RIGHTS(16, BlockKind.EVENTS),
    SENT(17, BlockKind.EVENTS),
    UNSENT(18, BlockKind.EVENTS),
    PLANNED(19, BlockKind.EVENTS),
    STEERED(20, BlockKind.EVENTS),
    STEPPED(21, BlockKind.EVENTS),
    ORDERED(22, BlockKind.EVENTS),
    AUDITED(23, BlockKind.EVENTS),
    PULSE(30, BlockKind.EVENTS),
    /** When a source that is detected now was counted first. */
    FIRST_SEEN(31, BlockKind.EVENTS),
    /** A line of the recorder itself. */
    NOTE(32, BlockKind.EVENTS);

    private static final Map<Integer, RecordKind> BY_NUMBER = new HashMap<>();

    static {
        for (RecordKind kind : values()) {
            BY_NUMBER.put(kind.number, kind);
        }
    }

    private final int number;
    private final BlockKind block;

    RecordKind(int number, BlockKind block) {
        this.number = number;
        this.block = block;
    }

    int number() {
        return number;
    }

    /** In which kind of block it is written as it happens. */
    BlockKind block() {
        return block;
    }

    static Optional<RecordKind> of(int number) {
        return Optional.ofNullable(BY_NUMBER.get(number));
    }
}
