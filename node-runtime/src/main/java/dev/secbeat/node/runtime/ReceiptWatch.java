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
import dev.secbeat.node.control.SignatureVerifier;
import dev.secbeat.node.control.TrustFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Finds the nodes that live and say nothing of an order. Whoever gave the order is told so while he waits; this one tells also when
 * he has gone, and when nobody looks.
 *
 * <p>What is forged or comes from a stranger need not be answered: an order is checked when it is heard, within a {@link CheckBudget},
 * and of a genuine one no more is kept than what is needed, so that nobody without a key that is trusted fills the room. Receipts and
 * orders come on different threads: a receipt may be heard first, see {@link EarlyReceipts}.
 *
 * <p>Thread rule: all threads; no method waits. Signatures are checked outside of the lock.
 */
final class ReceiptWatch {
    static final int MOST_ORDERS = 4_096;
    /** Answers that are waited for, of all orders together; each takes some 50 bytes. */
    static final int MOST_AWAITED = 1 << 20;

    /** Orders remembered that are not waited for any longer: each takes some 100 bytes. */
    static final int MOST_PAST = 1 << 16;

    private static final int MOST_NODES = 4_096;

    /** A node whose last heartbeat is older is away, which others tell. */
    private static final long LIVE_MILLIS = 5_000;

    /** An order in parts is answered once the last has come and all is written. */
    private static final long PARTS_LATE_MILLIS = 30_000;

    /** Parts may come again and put an order off for so long. */
    private static final long KEPT_MILLIS = 10_000;

    private static final class Order {
        private final String actor;
        private final long expiresMillis;
        private final long heardMillis;
        private Set<NodeId> silent;
        private long lateMillis;
        private boolean judged;

        Order(Command command, long heardMillis, Set<NodeId> silent) {
            this.actor = command.actor();
            this.expiresMillis = command.expiresAt().toEpochMilli();
            this.heardMillis = heardMillis;
            this.silent = silent;
            this.lateMillis = heardMillis + CommandSender.LATE.toMillis();
        }

        /** One more part; whoever forges such must not put it off for ever. */
        void goesOn(long nowMillis) {
            lateMillis = Math.max(lateMillis, Math.min(nowMillis, expiresMillis) + PARTS_LATE_MILLIS);
        }
    }

    private final Map<UUID, Order> orders = new LinkedHashMap<>();
    /**
     * Until when those could come again that were waited for, epoch milliseconds: anybody who may publish can send one again for as long
     * as it lives, and nodes need not answer it twice.
     */
    private final SequencedMap<UUID, Long> past = new LinkedHashMap<>();

    private final Map<NodeId, Long> heard = new HashMap<>();
    private final EarlyReceipts early = new EarlyReceipts();
    private final CheckBudget budget = new CheckBudget();
    private final CommandCheck check;
    private volatile TrustFile trust = new TrustFile(List.of());
    private int awaited;
    private long missing;
    private long unwatched;

    ReceiptWatch(SignatureVerifier verifier) {
        check = new CommandCheck(() -> trust, verifier);
    }

    /** Whose orders are watched from now on. */
    void obey(TrustFile now) {
        trust = now;
    }

    synchronized void onStatus(NodeId node, long nowMillis) {
        if (heard.size() < MOST_NODES || heard.containsKey(node)) {
            heard.put(node, nowMillis);
        }
    }

    /** Takes note of an order that nodes carry out; of others, nothing. */
    void onCommand(SignedCommand signed, long nowMillis) {
        Command command = signed.command();
        if (command.dryRun() || command.body() instanceof CommandBody.OnRegion) {
            return;
        }
        UUID id = command.body() instanceof CommandBody.Part part ? part.parent() : command.id();
        if (isNew(id, command, nowMillis) && check.check(signed, nowMillis).isEmpty()) {
            watch(id, command, nowMillis);
        }
    }

    /** Whether it is worth a look at its signature; if only there is no room or no time for that, it is counted. */
    private synchronized boolean isNew(UUID id, Command command, long nowMillis) {
        Order known = orders.get(id);
        if (known != null) {
            if (command.body() instanceof CommandBody.Part && command.actor().equals(known.actor)) {
                known.goesOn(nowMillis);
            }
            return false;
        }
        TrustFile now = trust;
        if (past.containsKey(id) || now.find(command.actor()).isEmpty()) {
            return false;
        }
        boolean hasRoom = orders.size() < MOST_ORDERS
                && awaited < MOST_AWAITED
                && budget.allows(command, now.operators().size(), nowMillis);
        unwatched += hasRoom ? 0 : 1;
        return hasRoom;
    }

    private synchronized void watch(UUID id, Command command, long nowMillis) {
        Order order = new Order(command, nowMillis, silent(id, command, nowMillis));
        if (command.body() instanceof CommandBody.Part) {
            order.goesOn(nowMillis);
        }
        if (orders.putIfAbsent(id, order) == null) {
            awaited += order.silent.size();
        }
    }

    synchronized void onReceipt(Receipt receipt, long nowMillis) {
        Order order = orders.get(receipt.commandId());
        if (order != null) {
            awaited -= !order.judged && order.silent.remove(receipt.node()) ? 1 : 0;
        } else if (heard.containsKey(receipt.node())) {
            early.add(receipt.node(), receipt.commandId(), nowMillis);
        }
    }

    /** Orders that were lost on the way here. */
    synchronized void onLost(long number) {
        unwatched += number;
    }

    /** The receipts that have come to be missing, each once. */
    synchronized List<Notice.ReceiptMissing> late(long nowMillis) {
        heard.values().removeIf(at -> nowMillis - at > LIVE_MILLIS);
        early.forget(nowMillis);
        forgetPast(nowMillis);
        List<Notice.ReceiptMissing> found = new ArrayList<>();
        Iterator<Map.Entry<UUID, Order>> entries = orders.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<UUID, Order> entry = entries.next();
            Order order = entry.getValue();
            if (order.lateMillis <= nowMillis && !order.judged) {
                order.judged = true;
                found.addAll(judge(entry.getKey(), order, nowMillis));
            }
            if (order.judged && nowMillis - order.heardMillis > KEPT_MILLIS) {
                entries.remove();
                past.putLast(entry.getKey(), order.expiresMillis);
            }
        }
        missing += found.size();
        return found;
    }

    /** Orders live for minutes, so that all go soon after the first. */
    private void forgetPast(long nowMillis) {
        while (!past.isEmpty() && (past.size() > MOST_PAST || past.firstEntry().getValue() < nowMillis)) {
            past.pollFirstEntry();
        }
    }

    /** Receipts found missing since the start. */
    synchronized long missing() {
        return missing;
    }

    /** Orders that were not watched since the start: there was no room, no time to check them, or they were lost. */
    synchronized long unwatched() {
        return unwatched;
    }

    private List<Notice.ReceiptMissing> judge(UUID id, Order order, long nowMillis) {
        SortedSet<NodeId> late = new TreeSet<>(order.silent);
        awaited -= late.size();
        order.silent = Set.of();
        late.retainAll(heard.keySet());
        return late.stream()
                .map(node -> new Notice.ReceiptMissing(node, nowMillis, id, order.actor))
                .toList();
    }

    private Set<NodeId> silent(UUID id, Command command, long nowMillis) {
        return heard.entrySet().stream()
                .filter(node -> nowMillis - node.getValue() <= LIVE_MILLIS
                        && command.scope().includes(node.getKey())
                        && !early.has(node.getKey(), id, nowMillis))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(HashSet::new));
    }
}
