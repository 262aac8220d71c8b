// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.link;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.CanaryState;
import dev.secbeat.console.model.CanaryState.Phase;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.Update;
import dev.secbeat.node.api.CanaryRule;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.RegionFlow;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.cluster.CanaryRun;
import dev.secbeat.node.cluster.CanaryStep;
import dev.secbeat.node.cluster.ExpectedNodes;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.OrderAnswer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * One trial of an order in a region, by the code of the command line. The orders that it gives show as those of a person do, what
 * it finds as {@link Update.Tried}. Used once, by one thread; waits for the nodes.
 */
final class CanaryDesk implements CanaryRun.Desk {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Intent.TryFirst act;
    private final CommandDesk desk;
    private final FleetLink link;
    private final InstantSource clock;
    private final Consumer<Command> own;
    private final Consumer<Update> told;
    private CanaryState state;

    /** @param own takes each order that is sent, for the servers do not send it back */
    CanaryDesk(
            Intent.TryFirst act,
            CommandDesk desk,
            FleetLink link,
            InstantSource clock,
            Consumer<Command> own,
            Consumer<Update> told) {
        this.act = act;
        this.desk = desk;
        this.link = link;
        this.clock = clock;
        this.own = own;
        this.told = told;
        state = CanaryState.begun(act.id(), act.region());
    }

    /** Tries it to the end, whatever that is. */
    void run() throws InterruptedException {
        told.accept(new Update.Sent(act.id(), Words.summary(act), false, List.of(), System.nanoTime(), clock.millis()));
        told.accept(new Update.Tried(state));
        try {
            CanaryRun run = new CanaryRun(this, act.region(), act.watch(), CanaryRule.STANDARD, act.evenUnjudged());
            CanaryRun.Report report = run.run(CommandDesk.body(act.order()));
            become(state.in(
                    switch (report.end()) {
                        case NOT_PERMITTED, NOT_JUDGED -> Phase.NOT_TRIED;
                        case TAKEN_BACK -> Phase.TAKEN_BACK;
                        case GONE_ON -> Phase.GONE_ON;
                    }));
        } catch (IllegalArgumentException e) {
            breakOff(Messages.of("link.not-sent", String.valueOf(e.getMessage())));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            breakOff(Messages.of("link.not-sent", String.valueOf(cause.getMessage())));
        } catch (RuntimeException e) { // The thread would keep it to itself.
            breakOff(Messages.of("link.fault", e));
        }
    }

    private void breakOff(String why) {
        become(state.in(Phase.BROKEN_OFF).noted(why));
    }

    @Override
    public OrderAnswer give(Scope scope, CommandBody body, boolean dryRun)
            throws InterruptedException, ExecutionException {
        ExpectedNodes expected = ExpectedNodes.require(link, scope);
        Command command = desk.write(UUID.randomUUID(), scope, dryRun, body);
        told.accept(new Update.Sent(
                command.id(),
                summary(scope, body, dryRun),
                dryRun,
                expected.nodes().stream().map(NodeId::toString).toList(),
                System.nanoTime(),
                clock.millis(),
                scope.isFleet(),
                body instanceof CommandBody.Undo undo ? Optional.of(undo.command()) : Optional.empty(),
                CommandDesk.endsAtMillis(command),
                scope));
        become(with(command));
        own.accept(command);
        return new OrderAnswer(
                desk.send(link, command, expected.nodes(), PATIENCE).get(), expected.silent(), dryRun);
    }

    @Override
    public Collection<NodeStatus> statuses(Duration answers, Duration age) throws InterruptedException {
        Collection<NodeStatus> _ = link.ask(answers);
        return link.live(age);
    }

    @Override
    public void tell(CanaryStep step) {
        become(
                switch (step) {
                    case CanaryStep.Checked _ -> state.in(Phase.MEASURING);
                    case CanaryStep.Before(RegionFlow flow) -> state.measured(flow);
                    case CanaryStep.NotTried(String why) -> state.noted(why);
                    case CanaryStep.Watching(Duration watch) -> state.watchedUntil(clock.millis() + watch.toMillis());
                    case CanaryStep.Watched(RegionFlow flow) -> state.seen(flow);
                    case CanaryStep.TakenBack(String objection) ->
                        state.in(Phase.TAKING_BACK).noted(objection);
                    case CanaryStep.Unreached(String why, Duration within) ->
                        state.noted(Messages.of("link.unreached", why, within.toSeconds()));
                });
    }

    /** Which of the trial's orders this is; undoing a limit's trial, once the fleet has it, is only clearing up. */
    private CanaryState with(Command command) {
        if (command.dryRun()) {
            return state.asking(command.id());
        }
        if (command.scope().isFleet()) {
            return state.in(Phase.GOING_ON).ending(command.id());
        }
        if (command.body() instanceof CommandBody.Undo) {
            return state.phase() == Phase.TAKING_BACK ? state.ending(command.id()) : state;
        }
        return state.trying(command.id());
    }

    private void become(CanaryState next) {
        state = next;
        told.accept(new Update.Tried(next));
    }

    private String summary(Scope scope, CommandBody body, boolean dryRun) {
        if (body instanceof CommandBody.Undo undo) {
            return Words.undo(undo.command());
        }
        String what = Words.summary(act.order());
        String where = Words.place(scope);
        return dryRun
                ? Messages.of("link.try-ask", what, where)
                : scope.isFleet() ? what : Messages.of("link.try-in", what, where);
    }
}
