// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.Scope;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Which orders wait for a second person: nodes say so, and the order as it was published says what it is. FX thread. */
final class WaitingBook {
    private static final int MAX_ORDERS = 512;
    private static final int MAX_NODES = FleetInbox.MAX_KEYS;
    /** Keys of which an order is shown under one id: anybody can give one of his own under an id that he has seen. */
    private static final int MAX_GIVERS = 8;

    /** Who holds an order under an id; what it is, and whose, may be heard after that. */
    private static final class Held {
        private final Set<String> nodes = new HashSet<>();
        private final Map<String, OrderHeard> byActor = new LinkedHashMap<>();
        private final Set<String> doubtful = new HashSet<>();

        void take(OrderHeard order) {
            OrderHeard known = byActor.get(order.actor());
            if (known == null && byActor.size() < MAX_GIVERS) {
                byActor.put(order.actor(), order);
            } else if (known != null && !known.equals(order)) {
                doubtful.add(order.actor());
            }
        }
    }

    private final Map<UUID, Held> orders = new LinkedHashMap<>();
    private final Map<String, String> names = new HashMap<>();

    /**
     * Takes an order; a second one of the same key under the same id that says something else makes both doubtful. What another key
     * gives under the id is another order, and whoever agrees to one agrees to that alone.
     */
    void accept(OrderHeard order) {
        if (!order.dryRun()) {
            held(order.id()).take(order);
        }
    }

    /** Takes a receipt: a node holds an order, or does so no longer. */
    void accept(Receipt receipt) {
        boolean waits = receipt.state() == Receipt.State.WAITING
                && receipt.refusal()
                        .map(Refusal::code)
                        .filter(Refusal.Code.NEEDS_APPROVAL::equals)
                        .isPresent();
        String node = receipt.node().toString();
        if (!waits && orders.containsKey(receipt.commandId())) {
            held(receipt.commandId()).nodes.remove(node);
        } else if (waits && held(receipt.commandId()).nodes.size() < MAX_NODES) {
            held(receipt.commandId()).nodes.add(node);
        }
    }

    private Held held(UUID id) {
        Held held = orders.computeIfAbsent(id, any -> new Held());
        if (orders.size() > MAX_ORDERS) {
            orders.remove(orders.keySet().iterator().next());
        }
        return held;
    }

    /** Learns how operators are called. */
    void accept(AuditBoard board) {
        board.orders().stream()
                .filter(order -> !order.operator().isEmpty())
                .forEach(order -> names.put(order.actor(), order.operator()));
    }

    /** Those that wait now, the first given first. */
    List<WaitingOrder> waiting(long epochMillis) {
        return orders.values().stream()
                .filter(held -> !held.nodes.isEmpty())
                .flatMap(held -> held.byActor.values().stream()
                        .filter(order -> order.expiresAtMillis() > epochMillis)
                        .map(order -> row(order, held)))
                .toList();
    }

    /** Of a recording, which may come from anywhere, what is no scope is the fleet. */
    private static Scope scope(OrderHeard order) {
        try {
            return Scope.parse(order.scope());
        } catch (IllegalArgumentException e) {
            return new Scope.Fleet();
        }
    }

    private WaitingOrder row(OrderHeard order, Held held) {
        return new WaitingOrder(
                order.id(),
                order.actor(),
                names.getOrDefault(order.actor(), OrderHeard.shortKey(order.actor())),
                order.words(),
                order.reason(),
                scope(order),
                order.mine(),
                held.doubtful.contains(order.actor()),
                order.expiresAtMillis(),
                held.nodes.size());
    }
}
