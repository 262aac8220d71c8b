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
import java.util.function.Predicate;

/**
 * Memory of what the last orders changed on this node, so that they can be undone: bounded in orders and in prefixes, the
 * oldest goes first, the newest never, nor what is pinned. Owned by one thread.
 */
public final class PastOrders {
    /** Orders remembered at most. */
    public static final int MAX_ORDERS = 1_000;

    /** Prefixes remembered at most, of all orders together. */
    public static final int MAX_CHANGES = 3 * CommandBody.MAX_PREFIXES_IN_PARTS;

    private record Held(List<PastOrder.Change> changes, Scope scope) {}

    private final SequencedMap<UUID, Held> orders = new LinkedHashMap<>();
    private final Map<Prefix, UUID> last = new HashMap<>();
    private final Map<UUID, Long> trials = new LinkedHashMap<>();
    private final Map<UUID, Map<Prefix, PastOrder.Change>> tried = new HashMap<>();
    private Predicate<UUID> pinned = _ -> false;
    private int held;

    /**
     * Keeps what {@code which} tells from being forgotten, as long as it does: an order that is being undone, piece by piece, must
     * not give way to what its undoing adds. Whoever pins sees to it that it is little.
     */
    void pin(Predicate<UUID> which) {
        pinned = which;
    }

    /** Adds what an order, or one more piece of it, changed. */
    public void add(PastOrder order) {
        orders.computeIfAbsent(order.command(), _ -> new Held(new ArrayList<>(), order.scope()))
                .changes
                .addAll(order.changes());
        if (order.trialUntilMillis() > 0) {
            trials.put(order.command(), order.trialUntilMillis());
            Map<Prefix, PastOrder.Change> firsts = tried.computeIfAbsent(order.command(), _ -> new HashMap<>());
            order.changes().forEach(change -> firsts.putIfAbsent(change.prefix(), change));
        } else {
            trials.remove(order.command());
            tried.remove(order.command());
        }
        order.changes().forEach(change -> last.put(change.prefix(), order.command()));
        held += order.changes().size();
        boolean found = true;
        while (found && (orders.size() > MAX_ORDERS || held > MAX_CHANGES)) {
            found = forgetOldest();
        }
    }

    /** Whether no later order that is remembered has decided on {@code prefix}. */
    boolean isLastOn(Prefix prefix, UUID command) {
        return command.equals(last.get(prefix));
    }

    /** What a trial that is not over has changed on {@code prefix}, when it was the last to decide on it. */
    Optional<PastOrder.Change> triedOn(Prefix prefix) {
        return Optional.ofNullable(last.get(prefix))
                .map(tried::get)
                .flatMap(changes -> Optional.ofNullable(changes.get(prefix)));
    }

    /** Forgets the oldest that may be forgotten; whether there was one. */
    private boolean forgetOldest() {
        UUID newest = orders.lastEntry().getKey();
        for (Map.Entry<UUID, Held> order : orders.entrySet()) {
            UUID id = order.getKey();
            if (!id.equals(newest) && !pinned.test(id)) {
                List<PastOrder.Change> changes = order.getValue().changes;
                orders.remove(id);
                trials.remove(id);
                tried.remove(id);
                changes.forEach(change -> last.remove(change.prefix(), id));
                held -= changes.size();
                return true;
            }
        }
        return false;
    }

    /** What the order with this id changed, when it is remembered. */
    Optional<PastOrder> find(UUID command) {
        return Optional.ofNullable(orders.get(command)).map(found -> whole(command, found));
    }

    private PastOrder whole(UUID id, Held found) {
        return new PastOrder(id, found.changes, found.scope, trials.getOrDefault(id, 0L));
    }

    /** A trial whose time is over. */
    Optional<PastOrder> endedTrial(long epochMillis) {
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

    /** Prefixes held. */
    public int changes() {
        return held;
    }
}
