// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Short spans, over which a limit counts or a region tries an order: the presets. */
enum Span {
    SECOND(1),
    TEN_SECONDS(10),
    HALF_MINUTE(30),
    MINUTE(60);

    private final int seconds;

    Span(int seconds) {
        this.seconds = seconds;
    }

    int seconds() {
        return seconds;
    }

    Duration duration() {
        return Duration.ofSeconds(seconds);
    }

    /** A bar of these on which {@code first} is chosen. */
    static Segments<Span> bar(String id, Span first, Span... spans) {
        Map<Span, String> labels = new EnumMap<>(Span.class);
        for (Span span : spans) {
            labels.put(span, span.seconds + " s");
        }
        return new Segments<>(id, labels, first);
    }
}
