// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;

/**
 * Memory of what the last orders changed on this node, so that they can be undone: bounded in orders and in prefixes, the
 * oldest goes first, the newest never. Owned by one thread.
 */
public final class PastOrders {
    /** Orders remembered at most. */
    public static final int MAX_ORDERS = 1_000;

    /** Prefixes remembered at most, of all orders together. */
    public static final int MAX_CHANGES = 3 * CommandBody.MAX_PREFIXES_IN_PARTS;

    private record Held(List<PastOrder.Change> changes, Scope scope) {}

    private final SequencedMap<UUID, Held> orders = new LinkedHashMap<>();
    private final Map<Prefix, UUID> last = new HashMap<>();
    private int held;

    /** Adds what an order, or one more piece of it, changed. */
    public void add(PastOrder order) {
        orders.computeIfAbsent(order.command(), _ -> new Held(new ArrayList<>(), order.scope()))
                .changes
                .addAll(order.changes());
        order.changes().forEach(change -> last.put(change.prefix(), order.command()));
        held += order.changes().size();
        while (orders.size() > 1 && (orders.size() > MAX_ORDERS || held > MAX_CHANGES)) {
            forgetOldest();
        }
    }

    /** Whether no later order that is remembered has decided on {@code prefix}. */
    boolean isLastOn(Prefix prefix, UUID command) {
        return command.equals(last.get(prefix));
    }

    private void forgetOldest() {
        Map.Entry<UUID, Held> oldest = orders.pollFirstEntry();
        oldest.getValue().changes.forEach(change -> last.remove(change.prefix(), oldest.getKey()));
        held -= oldest.getValue().changes.size();
    }

    /** What the order with this id changed, when it is remembered. */
    Optional<PastOrder> find(UUID command) {
        return Optional.ofNullable(orders.get(command))
                .map(found -> new PastOrder(command, found.changes, found.scope));
    }

    /** All, oldest first. */
    public List<PastOrder> all() {
        List<PastOrder> all = new ArrayList<>();
        orders.forEach((id, found) -> all.add(new PastOrder(id, found.changes, found.scope)));
        return all;
    }

    /** Prefixes held. */
    public int changes() {
        return held;
    }
}
