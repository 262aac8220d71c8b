// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.List;

/**
 * What happened, in order: the timeline of an incident.
 *
 * @param entries by time
 * @param pulses by time, about one a second
 * @param sources those found or blocked, in the order in which they were
 * @param forgotten older entries that had to make room
 */
public record IncidentStory(
        List<TimelineEntry> entries, List<Pulse> pulses, List<SourceTimes> sources, long forgotten) {
    /** Nothing has happened yet. */
    public static final IncidentStory EMPTY = new IncidentStory(List.of(), List.of(), List.of(), 0);

    public IncidentStory {
        entries = List.copyOf(entries);
        pulses = List.copyOf(pulses);
        sources = List.copyOf(sources);
    }

    /** When it begins, epoch milliseconds; 0 when nothing is known. */
    public long beginMillis() {
        return pulses.isEmpty()
                ? (entries.isEmpty() ? 0 : entries.getFirst().epochMillis())
                : pulses.getFirst().epochMillis();
    }

    /** When it ends, epoch milliseconds; 0 when nothing is known. */
    public long endMillis() {
        long entry = entries.isEmpty() ? 0 : entries.getLast().epochMillis();
        return Math.max(entry, pulses.isEmpty() ? 0 : pulses.getLast().epochMillis());
    }

    /** Time to detect of the source found first, milliseconds; -1 when not known. */
    public long timeToDetectMillis() {
        return sources.stream()
                .mapToLong(SourceTimes::detectMillis)
                .filter(took -> took >= 0)
                .findFirst()
                .orElse(-1);
    }

    /** Time to mitigate of the source found first, milliseconds; -1 when not known. */
    public long timeToMitigateMillis() {
        return sources.stream()
                .mapToLong(SourceTimes::mitigateMillis)
                .filter(took -> took >= 0)
                .findFirst()
                .orElse(-1);
    }
}
