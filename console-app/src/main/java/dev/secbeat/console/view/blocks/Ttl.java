// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import java.time.Duration;

/** How long a block lasts: the presets. */
enum Ttl {
    MINUTE("60 s", Duration.ofSeconds(60)),
    TEN_MINUTES("10 min", Duration.ofMinutes(10)),
    HOUR("1 h", Duration.ofHours(1)),
    DAY("24 h", Duration.ofHours(24));

    private final String label;
    private final Duration duration;

    Ttl(String label, Duration duration) {
        this.label = label;
        this.duration = duration;
    }

    String label() {
        return label;
    }

    Duration duration() {
        return duration;
    }
}
