// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.CanaryState;
import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Texts;
import java.util.Optional;
import java.util.UUID;
import javafx.beans.InvalidationListener;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;

/**
 * What becomes of the order that a dialog writes: what nodes say when they are asked, then its receipts or how its trial goes,
 * and the way back. The dialog places {@link #verdict} and {@link #guards} where it tells what the order would do.
 */
final class OrderTrack extends VBox {
    private final FleetModel model;
    private final Label verdict;
    private final GuardLines guards = new GuardLines();
    private final CanaryPane trial;
    private final ReceiptsPane receipts = new ReceiptsPane();
    private Optional<UUID> asked = Optional.empty();
    private Optional<UUID> shown = Optional.empty();
    private Optional<UUID> ordered = Optional.empty();

    /** @param dialog what the ids of its parts begin with */
    OrderTrack(String dialog, FleetModel model) {
        super(10);
        this.model = model;
        trial = new CanaryPane(model);
        setId(dialog + "-track");
        verdict = Texts.told(dialog + "-verdict", "muted");
        getChildren().addAll(trial, receipts);
        Forms.show(verdict, false);
        Forms.show(trial, false);
        Forms.show(receipts, false);
        Forms.show(this, false);
    }

    /** What the nodes said in a sentence; hidden until they are asked. */
    Label verdict() {
        return verdict;
    }

    /** What the nodes said it would hit. */
    GuardLines guards() {
        return guards;
    }

    /** Follows the model; {@code changed} runs after each change. */
    Subscription listen(Runnable changed) {
        InvalidationListener onCommands = any -> {
            draw();
            changed.run();
        };
        model.actions().commands().addListener(onCommands);
        Subscription clock = model.now().subscribe(now -> trialOrdered().ifPresent(trial::show));
        return clock.and(() -> model.actions().commands().removeListener(onCommands));
    }

    /** The id under which nodes are asked now. */
    UUID ask() {
        UUID id = follow();
        asked = Optional.of(id);
        verdict.setText(Messages.of("blocks.verdict.asking"));
        Forms.show(verdict, true);
        return id;
    }

    /** What nodes have said was of another order. */
    void forgetAnswers() {
        asked = Optional.empty();
        guards.clear();
        Forms.show(verdict, false);
    }

    /** The id under which it is ordered now. */
    UUID order() {
        UUID id = follow();
        ordered = Optional.of(id);
        return id;
    }

    /** Takes the order back, if it can be. */
    Optional<Intent.Undo> undo(String reason) {
        return inForce().map(order -> new Intent.Undo(follow(), order.id(), order.scope(), reason));
    }

    /** Whether nodes have said that they would carry it out. */
    boolean isAllowed() {
        return asked.flatMap(this::command).filter(Confirmation::allows).isPresent();
    }

    /** Whether it was sent, and may be in force; a trial that led to nothing leaves the dialog as it was before it. */
    boolean isOrdered() {
        return ordered.isPresent()
                && trialOrdered()
                        .filter(told -> told.isOver() && told.phase() != CanaryState.Phase.GONE_ON)
                        .isEmpty();
    }

    /** Whether a region has tried it: what is ordered after that should be meant. */
    boolean wasTried() {
        return trialOrdered().isPresent();
    }

    boolean isUndoable() {
        return inForce().filter(CommandState::undoable).isPresent();
    }

    /** What nodes said that have all answered, or are late. */
    Optional<CommandState> answers() {
        return asked.flatMap(this::command).filter(CommandState::isSettled);
    }

    private UUID follow() {
        UUID id = UUID.randomUUID();
        shown = Optional.of(id);
        Forms.show(this, true);
        Forms.show(receipts, true);
        return id;
    }

    /** The order for the fleet, where a trial led to one. */
    private Optional<CommandState> inForce() {
        Optional<CommandState> order = ordered.flatMap(this::command);
        Optional<CanaryState> tried = trialOrdered();
        return tried.isEmpty()
                ? order
                : tried.filter(told -> told.phase() == CanaryState.Phase.GONE_ON)
                        .flatMap(CanaryState::last)
                        .flatMap(this::command);
    }

    private void draw() {
        shown.flatMap(this::command).ifPresent(order -> {
            Forms.show(trial, order.trial().or(this::trialOrdered).isPresent());
            order.trial().ifPresentOrElse(this::draw, () -> tell(order));
        });
        answers().ifPresent(answered -> {
            verdict.setText(answered.problem().isEmpty() ? Confirmation.verdict(answered) : answered.problem());
            Texts.style(verdict, "label", Confirmation.allows(answered) ? "muted" : "warning");
            guards.show(answered);
        });
    }

    /** The stages, and the nodes' answers to the newest of its orders. */
    private void draw(CanaryState state) {
        trial.show(state);
        state.asked().flatMap(this::command).ifPresent(guards::show);
        Optional<CommandState> newest =
                state.last().or(state::tried).or(state::asked).flatMap(this::command);
        Forms.show(receipts, newest.isPresent());
        newest.ifPresent(this::tell);
    }

    private void tell(CommandState order) {
        if (order.dryRun()) {
            receipts.showOutcomes(order);
        } else {
            receipts.show(order);
        }
    }

    private Optional<CanaryState> trialOrdered() {
        return ordered.flatMap(this::command).flatMap(CommandState::trial);
    }

    private Optional<CommandState> command(UUID id) {
        return model.actions().commands().stream()
                .filter(command -> command.id().equals(id))
                .findFirst();
    }
}
