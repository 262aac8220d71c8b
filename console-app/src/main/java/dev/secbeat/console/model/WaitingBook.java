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
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Which orders wait for a second person: nodes say so, and the order as it was published says what it is. FX thread. */
final class WaitingBook {
    private static final int MAX_ORDERS = 512;
    private static final int MAX_NODES = FleetInbox.MAX_KEYS;

    /** Who holds an order; what it is may be heard after that. */
    private static final class Held {
        private final Set<String> nodes = new HashSet<>();
        private Optional<OrderHeard> order = Optional.empty();
        private boolean doubtful;
    }

    private final Map<UUID, Held> orders = new LinkedHashMap<>();
    private final Map<String, String> names = new HashMap<>();

    /** Takes an order; a second one under the same id that says something else makes both doubtful. */
    void accept(OrderHeard order) {
        if (order.dryRun()) {
            return;
        }
        Held held = held(order.id());
        held.doubtful |= held.order.filter(known -> !known.equals(order)).isPresent();
        held.order = held.order.or(() -> Optional.of(order));
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
                .flatMap(held -> held.order.stream()
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
                names.getOrDefault(order.actor(), OrderHeard.shortKey(order.actor())),
                order.words(),
                order.reason(),
                scope(order),
                order.mine(),
                held.doubtful,
                order.expiresAtMillis(),
                held.nodes.size());
    }
}
