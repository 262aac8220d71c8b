// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** How long an order lasts: the presets. */
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

    Duration duration() {
        return duration;
    }

    String label() {
        return label;
    }

    /** A bar of them on which {@code first} is chosen. */
    static Segments<Ttl> bar(String id, Ttl first) {
        Map<Ttl, String> labels = new EnumMap<>(Ttl.class);
        for (Ttl ttl : values()) {
            labels.put(ttl, ttl.label);
        }
        return new Segments<>(id, labels, first);
    }
}
