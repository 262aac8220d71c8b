// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Prefix;
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

    private final SequencedMap<UUID, List<PastOrder.Change>> orders = new LinkedHashMap<>();
    private final Map<Prefix, UUID> last = new HashMap<>();
    private int held;

    /** Adds what an order, or one more piece of it, changed. */
    public void add(PastOrder order) {
        orders.computeIfAbsent(order.command(), _ -> new ArrayList<>()).addAll(order.changes());
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
        Map.Entry<UUID, List<PastOrder.Change>> oldest = orders.pollFirstEntry();
        oldest.getValue().forEach(change -> last.remove(change.prefix(), oldest.getKey()));
        held -= oldest.getValue().size();
    }

    /** What the order with this id changed, when it is remembered. */
    Optional<PastOrder> find(UUID command) {
        return Optional.ofNullable(orders.get(command)).map(changes -> new PastOrder(command, changes));
    }

    /** All, oldest first. */
    public List<PastOrder> all() {
        List<PastOrder> all = new ArrayList<>();
        orders.forEach((id, changes) -> all.add(new PastOrder(id, changes)));
        return all;
    }

    /** Prefixes held. */
    public int changes() {
        return held;
    }
}
