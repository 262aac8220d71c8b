// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.failover;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.BlockDraft;
import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.FailoverState;
import dev.secbeat.console.model.FailoverStep;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.Intent.Move;
import dev.secbeat.console.model.PlanState;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Sheets;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javafx.beans.InvalidationListener;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.controlsfx.control.SearchableComboBox;

/**
 * Moves a region's clients: first what the orchestrator would change, then, with a reason and the region's name typed, just
 * that, and what became of it. A plan that has changed since it was shown is not carried out: it has to be looked at anew.
 */
public final class FailoverPane extends VBox {
    private static final long PLAN_PATIENCE_MILLIS = 5_000;
    private static final long ACT_PATIENCE_MILLIS = 30_000;

    private final FleetModel model;
    private final RegionModel region;
    private final Consumer<Intent> intents;
    private final MoveBar move;
    private final Label meaning = Texts.wrapped("", "muted");
    private final ComboBox<RegionModel> target = new SearchableComboBox<>();
    private final VBox targetBox;
    private final TextField reason = new TextField();
    private final TextField confirm = new TextField();
    private final CheckBox force = new CheckBox(Messages.of("failover.force"));
    private final VBox confirmation;
    private final Button ask = new Button(Messages.of("failover.ask"));
    private final Button act = new Button();
    private final Label status = Texts.wrapped("", "strong");
    private final PlanPane plan = new PlanPane();
    private final OutcomePane outcome = new OutcomePane();
    private Optional<UUID> asked = Optional.empty();
    private Optional<UUID> ordered = Optional.empty();
    private Optional<PlanState> answer = Optional.empty();
    private long sinceMillis;
    private boolean waiting;
    private String barred = "";

    /** A pane for moving clients away from {@code region}; {@code done} is called when it is to be closed. */
    public FailoverPane(FleetModel model, RegionModel region, Consumer<Intent> intents, Runnable done) {
        this(Move.FAILOVER, model, region, intents, done);
    }

    /** A pane that starts with this way of moving {@code region}'s clients. */
    public FailoverPane(Move first, FleetModel model, RegionModel region, Consumer<Intent> intents, Runnable done) {
        this.model = model;
        this.region = region;
        this.intents = intents;
        move = new MoveBar(first, this::change);
        targetBox = new VBox(6, Texts.label(Messages.of("failover.target"), "muted"), target);
        confirmation = confirmation();
        setId("failover-pane");
        getStyleClass().addAll("dialog-pane-content", "failover-pane");
        Sheets.dress(this, FailoverPane.class, "failover.css");
        meaning.setId("failover-meaning");
        status.setId("failover-status");
        status.managedProperty().bind(status.textProperty().isNotEmpty());
        setMaxHeight(USE_PREF_SIZE);
        Label title = Texts.label(Messages.of("failover.dialog", region.place().name()), "dialog-title");
        getChildren().addAll(title, move, meaning, form(), status, plan, confirmation, outcome, buttons(done));
        change();
        Shown.run(this, this::listen);
    }

    private Subscription listen() {
        InvalidationListener onCommands = changed -> checkSent();
        model.actions().commands().addListener(onCommands);
        Subscription heard = Subscription.combine(
                model.actions().access().subscribe(this::permit),
                model.actions().failover().subscribe(this::hear),
                model.now().subscribe(millis -> waited(millis.longValue())));
        return heard.and(() -> model.actions().commands().removeListener(onCommands));
    }

    private VBox form() {
        target.setId("failover-target");
        target.setAccessibleText(Messages.of("failover.target"));
        target.setMaxWidth(Double.MAX_VALUE);
        target.setConverter(Forms.names(FailoverPane::name));
        target.getItems()
                .setAll(model.regions().stream()
                        .filter(other -> other != region)
                        .toList());
        target.getSelectionModel().selectFirst();
        target.valueProperty().subscribe(chosen -> change());
        Forms.field(reason, "failover-reason", Messages.of("failover.reason-hint"), Messages.of("failover.reason"));
        Forms.limit(reason, BlockDraft.MAX_REASON);
        reason.textProperty().subscribe(typed -> allow());
        return new VBox(6, targetBox, Texts.label(Messages.of("failover.reason"), "muted"), reason);
    }

    private VBox confirmation() {
        Forms.field(
                confirm,
                "failover-confirm",
                Messages.of("failover.confirm-hint", region.id()),
                Messages.of("failover.confirm", region.id()));
        confirm.textProperty().subscribe(typed -> allow());
        force.setId("failover-force");
        force.selectedProperty().subscribe(chosen -> allow());
        VBox box = new VBox(6, force, Texts.label(Messages.of("failover.confirm", region.id()), "muted"), confirm);
        box.getStyleClass().add("confirmation");
        return box;
    }

    private HBox buttons(Runnable done) {
        ask.setId("failover-ask");
        ask.setMinWidth(USE_PREF_SIZE);
        ask.setOnAction(click -> ask());
        act.setId("failover-act");
        act.setMinWidth(USE_PREF_SIZE);
        act.getStyleClass().add("danger");
        act.setOnAction(click -> act());
        Button close = new Button(Messages.of("failover.close"));
        close.setId("failover-close");
        close.setCancelButton(true);
        close.setMinWidth(USE_PREF_SIZE);
        close.setOnAction(click -> done.run());
        return Texts.row(8, Texts.spacer(), close, ask, act);
    }

    /** What was planned for another choice is no plan for this one. */
    private void change() {
        meaning.setText(MoveBar.meaning(move.chosen()) + " " + Messages.of("failover.dry"));
        Forms.show(targetBox, move.chosen() == Move.FAILOVER);
        asked = Optional.empty();
        answer = Optional.empty();
        waiting = false;
        status.setText("");
        plan.clear();
        confirm.clear();
        force.setSelected(false);
        Forms.show(confirmation, false);
        allow();
    }

    private void ask() {
        RegionModel to = target.getSelectionModel().getSelectedItem();
        if (move.chosen() == Move.FAILOVER && to == null) {
            status.setText(Messages.of("failover.no-target"));
            return;
        }
        UUID id = UUID.randomUUID();
        change();
        outcome.clear();
        asked = Optional.of(id);
        wait(Messages.of("failover.asking"));
        intents.accept(
                move.chosen() == Move.FAILOVER
                        ? new Intent.PlanFailover(id, region.id(), to.id(), reason.getText())
                        : order(id, true));
    }

    private void act() {
        UUID id = UUID.randomUUID();
        ordered = Optional.of(id);
        hold(true);
        ask.setDisable(true);
        act.setDisable(true);
        wait(Messages.of("failover.acting"));
        intents.accept(order(id, false));
    }

    private Intent.MoveClients order(UUID id, boolean dryRun) {
        RegionModel to = target.getSelectionModel().getSelectedItem();
        String where = move.chosen() == Move.FAILOVER && to != null ? to.id() : "";
        return new Intent.MoveClients(
                id,
                move.chosen(),
                region.id(),
                where,
                force.isSelected() && !dryRun,
                reason.getText(),
                dryRun,
                dryRun ? Optional.empty() : answer.flatMap(PlanState::digest));
    }

    private void wait(String text) {
        sinceMillis = model.now().get();
        waiting = true;
        status.setText(text);
    }

    private void hear(FailoverState failover) {
        failover.plan()
                .filter(heard -> asked.filter(heard.commandId()::equals).isPresent())
                .filter(heard -> answer.isEmpty() && ordered.isEmpty())
                .ifPresent(this::answered);
        ordered.flatMap(failover::step).ifPresent(this::ended);
    }

    private void answered(PlanState heard) {
        answer = Optional.of(heard);
        waiting = false;
        status.setText("");
        plan.show(heard);
        Forms.show(confirmation, true);
        Forms.show(force, !heard.isAllowed());
        allow();
    }

    private void ended(FailoverStep step) {
        waiting = false;
        status.setText("");
        Forms.show(confirmation, false);
        outcome.show(step);
        if (step.isPlanChanged()) {
            ordered = Optional.empty();
            hold(false);
            change();
        }
    }

    private void hold(boolean held) {
        List.of(move, target, reason, confirm, force).forEach(input -> input.setDisable(held));
    }

    private void checkSent() {
        UUID mine = ordered.or(() -> asked).orElse(new UUID(0, 0));
        model.actions().commands().stream()
                .filter(command -> command.id().equals(mine))
                .map(CommandState::problem)
                .filter(problem -> !problem.isEmpty())
                .findFirst()
                .ifPresent(problem -> {
                    waiting = false;
                    status.setText(problem);
                });
    }

    private void waited(long nowMillis) {
        long patience = ordered.isPresent() ? ACT_PATIENCE_MILLIS : PLAN_PATIENCE_MILLIS;
        if (waiting && nowMillis - sinceMillis > patience) {
            waiting = false;
            status.setText(
                    ordered.isPresent() ? Messages.of("failover.act-silence") : Messages.of("failover.plan-silence"));
        }
    }

    private void permit(Access access) {
        if (!access.canAct()) {
            barred = access.reason();
            status.setText(barred);
        } else if (status.getText().equals(barred)) {
            status.setText("");
            barred = "";
        }
        allow();
    }

    private void allow() {
        boolean may = model.actions().access().get().canAct() && ordered.isEmpty();
        boolean reachable = move.chosen() != Move.FAILOVER || !target.getItems().isEmpty();
        boolean permitted =
                answer.filter(heard -> heard.isAllowed() || force.isSelected()).isPresent();
        boolean confirmed =
                !reason.getText().isBlank() && confirm.getText().strip().equals(region.id());
        boolean ready = may && permitted && confirmed;
        ask.setDisable(!may || !reachable);
        ask.setDefaultButton(!ready);
        act.setText(Messages.of("failover.act", MoveBar.name(move.chosen()), region.id()));
        Forms.show(act, answer.isPresent() || ordered.isPresent());
        act.setDisable(!ready);
        act.setDefaultButton(ready);
    }

    private static String name(RegionModel region) {
        return region.place().name() + " · " + region.state().get().health().label();
    }
}
