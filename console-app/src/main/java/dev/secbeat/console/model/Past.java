// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import java.util.List;
import java.util.Map;

/**
 * What has to be known of the time before a moment to show that moment.
 *
 * @param events what happened before, in order, each with its wall time
 * @param heartbeats of each node the last two, in order, for a rate takes two
 * @param histories by region id: passed and dropped a second, one pair a second, oldest first
 * @param metered by region id: the same, one pair a scrape
 */
public record Past(
        List<Event> events,
        List<Update.Heartbeat> heartbeats,
        Map<String, List<Pair>> histories,
        Map<String, List<Pair>> metered) {
    public Past {
        events = List.copyOf(events);
        heartbeats = List.copyOf(heartbeats);
        histories = Map.copyOf(histories);
        metered = Map.copyOf(metered);
    }

    /** Something that mattered, and when. */
    public record Event(Update.Each update, long epochMillis) {}

    /** Packets a second; NaN for a gap. */
    public record Pair(double passed, double dropped) {}
}
