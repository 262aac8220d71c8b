// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
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

    /** An order and who holds it. */
    private static final class Held {
        private final OrderHeard order;
        private final Set<String> nodes = new HashSet<>();
        private boolean doubtful;

        Held(OrderHeard order) {
            this.order = order;
        }
    }

    private final Map<UUID, Held> orders = new LinkedHashMap<>();
    private final Map<String, String> names = new HashMap<>();

    /** Takes an order; a second one under the same id that says something else makes both doubtful. */
    void accept(OrderHeard order) {
        Held known = orders.get(order.id());
        if (known != null) {
            known.doubtful |= !known.order.equals(order);
            return;
        }
        if (!order.dryRun()) {
            orders.put(order.id(), new Held(order));
            if (orders.size() > MAX_ORDERS) {
                orders.remove(orders.keySet().iterator().next());
            }
        }
    }

    /** Takes a receipt: a node holds an order, or does so no longer. */
    void accept(Receipt receipt) {
        Held held = orders.get(receipt.commandId());
        if (held == null) {
            return;
        }
        boolean waits = receipt.state() == Receipt.State.WAITING
                && receipt.refusal().map(Refusal::code).filter(Refusal.Code.NEEDS_APPROVAL::equals).isPresent();
        String node = receipt.node().toString();
        if (waits && held.nodes.size() < MAX_NODES) {
            held.nodes.add(node);
        } else if (!waits) {
            held.nodes.remove(node);
        }
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
                .filter(held -> !held.nodes.isEmpty() && held.order.expiresAtMillis() > epochMillis)
                .map(this::row)
                .toList();
    }

    private WaitingOrder row(Held held) {
        OrderHeard order = held.order;
        return new WaitingOrder(
                order.id(),
                names.getOrDefault(order.actor(), OrderHeard.shortKey(order.actor())),
                order.words(),
                order.reason(),
                order.scope(),
                order.mine(),
                held.doubtful,
                order.expiresAtMillis(),
                held.nodes.size());
    }
}
