// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * What the last orders changed, order by order, without any way to find a prefix: as much as {@link PastOrders} remembers, for
 * who writes it down. Owned by one thread.
 */
public final class PastPieces {
    private record Held(List<PastOrder.Change> changes, Scope scope, String by) {}

    private final SequencedMap<UUID, Held> orders = new LinkedHashMap<>();
    private final Map<UUID, Long> trials = new LinkedHashMap<>();
    private int held;

    /** Adds what an order, or one more piece of it, changed; the oldest goes when there is too much. */
    public void add(PastOrder piece) {
        put(piece);
        boolean found = true;
        while (found && isTooMuch()) {
            found = forgetOldest(_ -> false).isPresent();
        }
    }

    /** Adds it, however much there is then. */
    void put(PastOrder piece) {
        orders.computeIfAbsent(piece.command(), _ -> new Held(new ArrayList<>(), piece.scope(), piece.by()))
                .changes
                .addAll(piece.changes());
        if (piece.trialUntilMillis() > 0) {
            trials.put(piece.command(), piece.trialUntilMillis());
        } else {
            trials.remove(piece.command());
        }
        held += piece.changes().size();
    }

    /** Whether the oldest has to go. */
    boolean isTooMuch() {
        return orders.size() > PastOrders.MAX_ORDERS || held > PastOrders.MAX_CHANGES;
    }

    /** Forgets the oldest that may be forgotten, never the newest; returns it, if there was one. */
    Optional<PastOrder> forgetOldest(Predicate<UUID> pinned) {
        UUID newest = orders.lastEntry().getKey();
        Optional<UUID> oldest = orders.keySet().stream()
                .filter(id -> !id.equals(newest) && !pinned.test(id))
                .findFirst();
        Optional<PastOrder> forgotten = oldest.flatMap(this::find);
        forgotten.ifPresent(order -> {
            orders.remove(order.command());
            trials.remove(order.command());
            held -= order.changes().size();
        });
        return forgotten;
    }

    /** What the order with this id changed, when it is remembered. */
    Optional<PastOrder> find(UUID command) {
        return Optional.ofNullable(orders.get(command)).map(found -> whole(command, found));
    }

    private PastOrder whole(UUID id, Held found) {
        return new PastOrder(id, found.changes, found.scope, trials.getOrDefault(id, 0L), found.by);
    }

    /** A trial whose time is over. */
    Optional<PastOrder> endedTrial(long epochMillis) {
        if (trials.isEmpty()) {
            return Optional.empty(); // As nearly always, and asked for in each turn.
        }
        return trials.entrySet().stream()
                .filter(trial -> trial.getValue() <= epochMillis)
                .findFirst()
                .flatMap(trial -> find(trial.getKey()));
    }

    /** All, oldest first. */
    public List<PastOrder> all() {
        List<PastOrder> all = new ArrayList<>();
        orders.forEach((id, found) -> all.add(whole(id, found)));
        return all;
    }

    /** Orders held. */
    public int orders() {
        return orders.size();
    }

    /** Prefixes held. */
    public int changes() {
        return held;
    }
}
