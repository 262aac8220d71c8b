// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Permitted orders that wait for a second person. Nodes that know no countries may carry out the same at once: what they decide by it is
 * kept off here meanwhile, and stays so when nobody agrees.
 *
 * <p>How many there are is the business of {@link OrderLoad}. Owned by the loop's thread.
 */
final class HeldOrders {
    private final CommandCheck check;
    private final CommandAnswers answers;
    private final Map<UUID, LongOrder> held = new LinkedHashMap<>();

    HeldOrders(CommandCheck check, CommandAnswers answers) {
        this.check = check;
        this.answers = answers;
    }

    /** Those that wait now, in their order; a view. */
    Collection<LongOrder> orders() {
        return held.values();
    }

    boolean contains(UUID id) {
        return held.containsKey(id);
    }

    /** Takes one out; null when it does not wait. */
    @Nullable
    LongOrder remove(UUID id) {
        return held.remove(id);
    }

    /** Has {@code order} wait, and says so. */
    void add(LongOrder order) {
        held.put(order.command().id(), order);
        Refusal what = new Refusal(
                Refusal.Code.NEEDS_APPROVAL,
                order.whyTwo()
                        + ", so nothing was changed yet: another administrator approves it with 'secbeat approve "
                        + order.command().id() + scopeOption(order.command()) + "' by "
                        + order.command().expiresAt());
        answers.hold(order.command(), order.arrivedAtNanos(), what);
    }

    private static String scopeOption(Command command) {
        return command.scope().isFleet() ? "" : " --scope " + command.scope();
    }

    /** Why {@code command} does not approve what it names, if so; changes nothing. */
    Optional<Refusal> refuses(Command command, CommandBody.Approve approve, long epochMillis) {
        LongOrder order = held.get(approve.command());
        if (order == null) {
            return Optional.of(new Refusal(
                    Refusal.Code.NOTHING_TO_DO,
                    "command " + approve.command()
                            + " does not wait for approval on this node: it has been approved, its"
                            + " time is over, it has not come, or the node was restarted: order it anew"));
        }
        Command approved = order.command();
        if (approved.actor().equals(command.actor())) {
            return Optional.of(new Refusal(
                    Refusal.Code.WRONG_ROLE,
                    "command " + approve.command()
                            + " was given with this key: another administrator must approve it"));
        }
        return refusesOther(approve, order::digest)
                .or(() -> check.permits(approved))
                .or(() -> order.shutsOut(command))
                .or(() -> check.actor(command)
                        .flatMap(approver -> ReachCheck.check(approved, approver)
                                .or(() -> order.tooMuchFor(approver, epochMillis))));
    }

    /**
     * Why what waits is not what was agreed to, if so: its id alone does not tell, as somebody may send different orders under one.
     *
     * @param digest of the whole order that waits; asked for if the approval names one
     */
    static Optional<Refusal> refusesOther(CommandBody.Approve approve, Supplier<String> digest) {
        if (approve.digest().map(agreed -> agreed.equals(digest.get())).orElse(true)) {
            return Optional.empty();
        }
        return Optional.of(new Refusal(
                Refusal.Code.MALFORMED,
                "what waits on this node under the id " + approve.command()
                        + " is not the order that was agreed to: different orders were sent under one id; nothing was"
                        + " changed: undo it, ask who gave it, and order anew"));
    }

    /** Keeps some more of what others decide by them off; returns of how many prefixes. */
    int keepOff(int most, long epochMillis) {
        int work = 0;
        for (LongOrder order : held.values()) {
            work += order.keepOff(most - work, epochMillis);
        }
        return work;
    }

    /** Takes out those whose time is over, or whose actor nobody trusts any longer. */
    List<LongOrder> ended(long epochMillis) {
        List<LongOrder> ended = new ArrayList<>();
        Iterator<LongOrder> orders = held.values().iterator();
        while (orders.hasNext()) {
            LongOrder order = orders.next();
            if (epochMillis >= order.command().expiresAt().toEpochMilli()
                    || check.trusts(order.command()).isPresent()) {
                orders.remove();
                ended.add(order);
            }
        }
        return ended;
    }
}
