// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.FleetEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The newest events of one region. Troubles have room of their own: in an attack, blocks by the thousand would push out the
 * one line that says why a node suffers. FX thread only.
 */
final class EventBook {
    static final int MOST_TROUBLES = 30;
    static final int MOST_OTHERS = 30;

    private final Deque<FleetEvent> troubles = new ArrayDeque<>();
    private final Deque<FleetEvent> others = new ArrayDeque<>();
    private boolean changed;

    void accept(FleetEvent event) {
        boolean trouble = event instanceof FleetEvent.Trouble;
        Deque<FleetEvent> kept = trouble ? troubles : others;
        kept.addLast(event);
        if (kept.size() > (trouble ? MOST_TROUBLES : MOST_OTHERS)) {
            kept.removeFirst();
        }
        changed = true;
    }

    /** Forgets all. */
    void clear() {
        troubles.clear();
        others.clear();
        changed = true;
    }

    /** All, newest first, when there are others than at the last call. */
    Optional<List<FleetEvent>> changed() {
        if (!changed) {
            return Optional.empty();
        }
        changed = false;
        List<FleetEvent> all = new ArrayList<>(troubles);
        all.addAll(others);
        all.sort(Comparator.comparingLong(FleetEvent::epochMillis).reversed());
        return Optional.of(all);
    }
}
