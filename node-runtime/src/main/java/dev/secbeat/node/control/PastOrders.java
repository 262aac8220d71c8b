// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Prefix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private final PastPieces pieces = new PastPieces();
    private final Map<Prefix, UUID> last = new HashMap<>();
    private final Map<UUID, Map<Prefix, PastOrder.Change>> tried = new HashMap<>();
    private Predicate<UUID> pinned = _ -> false;

    /**
     * Keeps what {@code which} tells from being forgotten, as long as it does: an order that is being undone, piece by piece, must
     * not give way to what its undoing adds. Whoever pins sees to it that it is little.
     */
    void pin(Predicate<UUID> which) {
        pinned = which;
    }

    /** Adds what an order, or one more piece of it, changed. */
    public void add(PastOrder order) {
        pieces.put(order);
        if (order.trialUntilMillis() > 0) {
            Map<Prefix, PastOrder.Change> firsts = tried.computeIfAbsent(order.command(), _ -> new HashMap<>());
            order.changes().forEach(change -> firsts.putIfAbsent(change.prefix(), change));
        } else {
            tried.remove(order.command());
        }
        for (PastOrder.Change change : order.changes()) {
            last.put(change.prefix(), order.command());
        }
        boolean found = true;
        while (found && pieces.isTooMuch()) {
            found = forgetOldest();
        }
    }

    /** Whether no later order that is remembered has decided on {@code prefix}. */
    boolean isLastOn(Prefix prefix, UUID command) {
        return command.equals(last.get(prefix));
    }

    /** What a trial that is not over has changed on {@code prefix}, when it was the last to decide on it. */
    Optional<PastOrder.Change> triedOn(Prefix prefix) {
        if (tried.isEmpty()) { // As nearly always: no look for each prefix of a long order.
            return Optional.empty();
        }
        return Optional.ofNullable(last.get(prefix))
                .map(tried::get)
                .flatMap(changes -> Optional.ofNullable(changes.get(prefix)));
    }

    /** Forgets the oldest that may be forgotten; whether there was one. */
    private boolean forgetOldest() {
        Optional<PastOrder> forgotten = pieces.forgetOldest(pinned);
        forgotten.ifPresent(order -> {
            tried.remove(order.command());
            order.changes().forEach(change -> last.remove(change.prefix(), order.command()));
        });
        return forgotten.isPresent();
    }

    /** What the order with this id changed, when it is remembered. */
    Optional<PastOrder> find(UUID command) {
        return pieces.find(command);
    }

    /** A trial whose time is over. */
    Optional<PastOrder> endedTrial(long epochMillis) {
        return pieces.endedTrial(epochMillis);
    }

    /** All, oldest first. */
    public List<PastOrder> all() {
        return pieces.all();
    }

    /** Prefixes held. */
    public int changes() {
        return pieces.changes();
    }
}
