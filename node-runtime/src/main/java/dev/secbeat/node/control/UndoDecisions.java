// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The undoing of a past order: each prefix comes to stand as before it, unless somebody else has decided on it since. */
final class UndoDecisions implements Decisions {
    private final Command command;
    private final PastOrders past;
    private final UUID undone;
    private final Scope scope;
    private final Operator actor;
    private final CommandApplier applier;
    private final BlastCheck blast;
    private final Map<Prefix, PastOrder.Change> changes = new LinkedHashMap<>();

    UndoDecisions(
            Command command,
            PastOrder undone,
            PastOrders past,
            Operator actor,
            CommandGuard guard,
            CommandApplier applier) {
        blast = guard.blast(command, Set.of());
        this.command = command;
        this.undone = undone.command();
        scope = command.scope().narrower(undone.scope());
        this.past = past;
        this.actor = actor;
        this.applier = applier;
        for (PastOrder.Change change : undone.changes()) { // A prefix named twice: before the first, after the last.
            changes.merge(
                    change.prefix(),
                    change,
                    (first, last) ->
                            new PastOrder.Change(change.prefix(), first.before(), last.after(), first.beforeScope()));
        }
    }

    @Override
    public List<Prefix> prefixes() {
        return List.copyOf(changes.keySet());
    }

    @Override
    public List<Refusal> objections(List<Prefix> some, long epochMillis) {
        List<Refusal> objections = new ArrayList<>();
        for (Prefix prefix : some) {
            PriorState wanted = wanted(prefix, epochMillis);
            if (isLasting(wanted)) {
                ReachCheck.width(prefix, actor).ifPresent(objections::add);
            }
            if (wanted.active()) {
                CommandGuard.shutsOut(List.of(prefix), command).ifPresent(objections::add);
            }
        }
        return objections;
    }

    @Override
    public double networks(Prefix prefix, long epochMillis) {
        return isLasting(wanted(prefix, epochMillis)) ? CommandGuard.networks(prefix) : 0;
    }

    @Override
    public boolean weigh(Prefix prefix, long epochMillis) {
        boolean blocks = wanted(prefix, epochMillis).active();
        if (blocks && !isOvertaken(prefix, 0, epochMillis)) {
            blast.add(prefix);
        }
        return blocks;
    }

    @Override
    public Optional<BlastCheck> blast() {
        return Optional.of(blast);
    }

    @Override
    public void decline(List<Prefix> some, boolean waits, long epochMillis) {
        List<Prefix> blocked = some.stream()
                .filter(prefix -> wanted(prefix, epochMillis).active())
                .toList();
        applier.decline(command, blocked, prefix -> wanted(prefix, epochMillis), waits, epochMillis);
    }

    @Override
    public boolean isOvertaken(Prefix prefix, long decidedHereMillis, long epochMillis) {
        boolean last = past.isLastOn(prefix, undone) || past.isLastOn(prefix, command.id()); // Begun before a restart.
        return !last
                || applier.differs(
                        command,
                        prefix,
                        change(prefix).after(),
                        wanted(prefix, epochMillis),
                        scope(prefix),
                        epochMillis);
    }

    @Override
    public void keepApart(Prefix prefix, long epochMillis) {
        applier.keepApart(command, List.of(prefix), epochMillis);
    }

    @Override
    public void carryOut(List<Prefix> some, boolean alone, long epochMillis, Shortfall shortfall) {
        boolean isLong = changes.size() > CommandBody.MAX_PREFIXES;
        applier.bring(
                Deciding.of(command, isLong, alone),
                this::scope,
                some,
                prefix -> wanted(prefix, epochMillis),
                epochMillis,
                shortfall);
        applier.keepApart(command, some, epochMillis);
    }

    @Override
    public void lookAt(List<Prefix> some, long epochMillis, Shortfall shortfall) {}

    /** What stood for one region only is put back for that region. */
    private Scope scope(Prefix prefix) {
        return scope.narrower(change(prefix).beforeScope());
    }

    private static boolean isLasting(PriorState wanted) {
        return wanted.active() || wanted.untilMillis() > 0;
    }

    /** How it stood before; where that is not at all, as counting alone would have it by now. */
    private PriorState wanted(Prefix prefix, long epochMillis) {
        PriorState before = change(prefix).before().at(epochMillis);
        return before.equals(PriorState.NONE) ? PriorState.of(applier.counted(command, prefix), epochMillis) : before;
    }

    private PastOrder.Change change(Prefix prefix) {
        PastOrder.Change change = changes.get(prefix);
        if (change == null) {
            throw new IllegalArgumentException(prefix + " is none of the prefixes to undo");
        }
        return change;
    }
}
