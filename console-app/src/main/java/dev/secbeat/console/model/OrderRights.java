// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.CommandState.Outcome;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Scope;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may be done from here about orders of anybody: agree to one that waits, undo one that is in force. Every view that
 * offers either asks here, so that none is laxer than another. FX thread only.
 */
public final class OrderRights {
    private static final int MOST_AGREED = 512;

    /** As the audit trail words what lasts: nothing before these words is free text. */
    private static final Pattern LASTS = Pattern.compile("^(?:(?:block|allow) [0-9a-f.:/, ]+(?: and \\d+ more)? for"
            + "|limit \\S+ to \\d+ \\w+ in \\d+ s, else block for \\d+ s, for) (\\d{1,10}) s\\b");

    private final ActionsModel actions;
    private final Map<Given, UUID> agreed = new LinkedHashMap<>();

    /** An order: under one id several keys may have given one. */
    private record Given(UUID id, String actor) {}

    OrderRights(ActionsModel actions) {
        this.actions = actions;
    }

    /** Whether this console may agree to it: it is another person's, there is one such order, and it has not agreed yet. */
    public boolean mayApprove(WaitingOrder order) {
        return actions.access().get().canAct()
                && !order.mine()
                && !order.doubtful()
                && !isUnderWay(order.id(), order.actor());
    }

    /**
     * The same for an order of the audit trail.
     *
     * @param nowMillis the wall clock, epoch milliseconds
     */
    public boolean mayApprove(AuditOrder order, long nowMillis) {
        return actions.access().get().canAct()
                && waits(order, nowMillis)
                && !isMine(order)
                && !isDoubtful(order)
                && !isUnderWay(order.id(), order.actor());
    }

    /** Whether it still waits for a second person. */
    public boolean waits(AuditOrder order, long nowMillis) {
        return order.outcome().equals(Receipt.State.WAITING.name()) && order.expiresAtMillis() > nowMillis;
    }

    /** Whether it was given from here, or with the key that is used here. */
    public boolean isMine(AuditOrder order) {
        String key = actions.access().get().key();
        return (!key.isEmpty() && key.equals(order.actor()))
                || heard(order).filter(WaitingOrder::mine).isPresent();
    }

    /** Whether another order of the same key was heard under its id. */
    public boolean isDoubtful(AuditOrder order) {
        return heard(order).filter(WaitingOrder::doubtful).isPresent();
    }

    /** Whether an undo would change anything: it is in force, has not run out, and nobody has undone it. */
    public boolean mayUndo(AuditOrder order, long nowMillis) {
        return whyNotUndone(order, nowMillis).isEmpty();
    }

    /** Why it cannot be undone from here, in a sentence; empty when it can. */
    public String whyNotUndone(AuditOrder order, long nowMillis) {
        if (!actions.access().get().canAct()) {
            return actions.access().get().reason();
        }
        if (!order.proven() || order.count(Receipt.State.APPLIED) == 0) {
            return Messages.of("model.undo.nothing");
        }
        if (endsAtMillis(order) < nowMillis) {
            return Messages.of("model.undo.over");
        }
        return isUndone(order.id()) ? Messages.of("model.undo.done") : "";
    }

    /** The newest order from here that can be undone; an undo is not among them, so that two in a row undo two orders. */
    public Optional<CommandState> undoable() {
        return actions.commands().stream()
                .filter(order -> order.undoable() && order.undoes().isEmpty())
                .findFirst();
    }

    /**
     * The intent to agree to it, on the nodes it is for; until it fails there is no second one.
     *
     * @param actor key that gave it
     */
    public Intent.Approve approve(UUID order, String actor, Scope scope) {
        Intent.Approve intent = new Intent.Approve(UUID.randomUUID(), order, actor, scope);
        agreed.put(new Given(order, actor), intent.id());
        if (agreed.size() > MOST_AGREED) {
            agreed.remove(agreed.keySet().iterator().next());
        }
        return intent;
    }

    /** Agreed to, and so far nothing says that no node took it. */
    private boolean isUnderWay(UUID order, String actor) {
        Optional<UUID> approve = Optional.ofNullable(agreed.get(new Given(order, actor)));
        return approve.isPresent()
                && actions.commands().stream()
                        .filter(command -> command.id().equals(approve.get()))
                        .noneMatch(OrderRights::hasFailed);
    }

    /** Not sent, refused by all, or answered by nobody. */
    private static boolean hasFailed(CommandState command) {
        long taken = command.answers().size() - command.count(Outcome.REFUSED) - command.count(Outcome.MISSING);
        return !command.problem().isEmpty() || taken == 0;
    }

    private Optional<WaitingOrder> heard(AuditOrder order) {
        return actions.waiting().stream()
                .filter(waiting ->
                        waiting.id().equals(order.id()) && waiting.actor().equals(order.actor()))
                .findFirst();
    }

    private boolean isUndone(UUID order) {
        String words = "undo " + order + " ";
        return actions.commands().stream()
                        .anyMatch(command -> command.undoes().equals(Optional.of(order)) && !hasFailed(command))
                || actions.audit().get().orders().stream()
                        .anyMatch(later -> later.what().startsWith(words)
                                && later.proven()
                                && later.count(Receipt.State.APPLIED) > 0);
    }

    private static long endsAtMillis(AuditOrder order) {
        Matcher lasts = LASTS.matcher(order.what());
        return lasts.find() ? order.epochMillis() + 1_000 * Long.parseLong(lasts.group(1)) : Long.MAX_VALUE;
    }
}
