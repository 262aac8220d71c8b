// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Notice;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.cluster.CommandSender;
import dev.secbeat.node.control.CommandCheck;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Finds the nodes that live and say nothing of an order. Whoever gave the order is told so while he waits; this one tells also when
 * he has gone, and when nobody looks.
 *
 * <p>Thread rule: all threads; no method waits.
 */
final class ReceiptWatch {
    private static final int MOST_ORDERS = 4_096;
    private static final int MOST_NODES = 4_096;

    /** A node whose last heartbeat is older is away, which others tell. */
    private static final long LIVE_MILLIS = 5_000;

    /** An order in parts is answered once the last has come and all is written. */
    private static final long PARTS_LATE_MILLIS = 30_000;

    /** An order is sent again for some seconds: it must not be taken for a new one. */
    private static final long KEPT_MILLIS = 10_000;

    private static final class Order {
        private final SignedCommand signed;
        private final long heardMillis;
        private final Set<NodeId> silent;
        private long lateMillis;
        private boolean judged;

        Order(SignedCommand signed, long heardMillis, Set<NodeId> silent) {
            this.signed = signed;
            this.heardMillis = heardMillis;
            this.silent = silent;
        }
    }

    private final Map<UUID, Order> orders = new LinkedHashMap<>();
    private final Map<NodeId, Long> heard = new HashMap<>();
    private long missing;
    private long unwatched;

    synchronized void onStatus(NodeId node, long nowMillis) {
        if (heard.size() < MOST_NODES || heard.containsKey(node)) {
            heard.put(node, nowMillis);
        }
    }

    /** Takes note of an order that nodes carry out; of others, nothing. */
    synchronized void onCommand(SignedCommand signed, long nowMillis) {
        Command command = signed.command();
        if (command.dryRun() || command.body() instanceof CommandBody.OnRegion) {
            return;
        }
        boolean isPart = command.body() instanceof CommandBody.Part;
        UUID id = command.body() instanceof CommandBody.Part part ? part.parent() : command.id();
        Order order = orders.get(id);
        if (order == null) {
            if (orders.size() >= MOST_ORDERS) {
                unwatched++;
                return;
            }
            order = new Order(signed, nowMillis, live(command, nowMillis));
            orders.put(id, order);
            order.lateMillis = nowMillis + CommandSender.LATE.toMillis();
        }
        if (isPart) {
            order.lateMillis = nowMillis + PARTS_LATE_MILLIS;
        }
    }

    synchronized void onReceipt(Receipt receipt) {
        Order order = orders.get(receipt.commandId());
        if (order != null) {
            order.silent.remove(receipt.node());
        }
    }

    /**
     * The receipts that have come to be missing, each once.
     *
     * @param check what is forged or comes from a stranger need not be answered; it is looked at only here, where few get
     */
    synchronized List<Notice.ReceiptMissing> late(CommandCheck check, long nowMillis) {
        heard.values().removeIf(at -> nowMillis - at > LIVE_MILLIS);
        List<Notice.ReceiptMissing> found = new ArrayList<>();
        Iterator<Map.Entry<UUID, Order>> entries = orders.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<UUID, Order> entry = entries.next();
            Order order = entry.getValue();
            if (order.lateMillis <= nowMillis && !order.judged) {
                order.judged = true;
                found.addAll(judge(entry.getKey(), order, check, nowMillis));
            }
            if (order.judged && nowMillis - order.heardMillis > KEPT_MILLIS) {
                entries.remove();
            }
        }
        missing += found.size();
        return found;
    }

    /** Receipts found missing since the start. */
    synchronized long missing() {
        return missing;
    }

    /** Orders that there was no room to watch since the start. */
    synchronized long unwatched() {
        return unwatched;
    }

    private List<Notice.ReceiptMissing> judge(UUID id, Order order, CommandCheck check, long nowMillis) {
        order.silent.retainAll(heard.keySet());
        if (order.silent.isEmpty()
                || check.check(order.signed, order.heardMillis).isPresent()) {
            return List.of();
        }
        String actor = order.signed.command().actor();
        SortedSet<NodeId> sorted = new TreeSet<>(order.silent);
        return sorted.stream()
                .map(node -> new Notice.ReceiptMissing(node, nowMillis, id, actor))
                .toList();
    }

    private Set<NodeId> live(Command command, long nowMillis) {
        return heard.entrySet().stream()
                .filter(node -> nowMillis - node.getValue() <= LIVE_MILLIS
                        && command.scope().includes(node.getKey()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
