// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.failover;

import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.FailoverState;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.PlanState;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.view.widget.Sheets;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.controlsfx.control.SearchableComboBox;

/** Asks the orchestrator what a failover would change, and shows its answer; nothing is changed from here. */
public final class FailoverPane extends VBox {
    private static final long PATIENCE_MILLIS = 5_000;

    private final FleetModel model;
    private final RegionModel from;
    private final ComboBox<RegionModel> target = new SearchableComboBox<>();
    private final TextField reason = new TextField();
    private final Button ask = new Button("Show the plan");
    private final Label status = Texts.label("", "strong");
    private final PlanPane plan = new PlanPane();
    private Optional<UUID> asked = Optional.empty();
    private long askedAtMillis;

    /** A pane for moving clients away from {@code from}; {@code done} is called when it is to be closed. */
    public FailoverPane(FleetModel model, RegionModel from, Consumer<Intent> intents, Runnable done) {
        this.model = model;
        this.from = from;
        setId("failover-pane");
        getStyleClass().addAll("dialog-pane-content", "failover-pane");
        Sheets.dress(this, FailoverPane.class, "failover.css");
        status.setId("failover-status");
        status.setWrapText(true);
        status.managedProperty().bind(status.textProperty().isNotEmpty());
        setMaxHeight(USE_PREF_SIZE);
        getChildren()
                .addAll(
                        Texts.label("Plan a failover away from " + from.place().name(), "dialog-title"),
                        form(),
                        status,
                        plan,
                        buttons(intents, done));
        Shown.follow(this, model.actions().access(), this::allow);
        Shown.follow(this, model.actions().failover(), this::answered);
        Shown.follow(this, model.now(), millis -> waited(millis.longValue()));
        Shown.follow(this, model.actions().commands(), this::checkSent);
    }

    private VBox form() {
        target.setId("failover-target");
        target.setMaxWidth(Double.MAX_VALUE);
        target.setConverter(new Names());
        target.getItems()
                .setAll(model.regions().stream()
                        .filter(region -> region != from)
                        .toList());
        target.getSelectionModel().selectFirst();
        reason.setId("failover-reason");
        reason.setPromptText("why, for those who read the audit");
        reason.setAccessibleText("Reason");
        target.setAccessibleText("Move its clients to");
        return new VBox(6, Texts.label("Move its clients to", "muted"), target, Texts.label("Reason", "muted"), reason);
    }

    private HBox buttons(Consumer<Intent> intents, Runnable done) {
        ask.setId("failover-ask");
        ask.setDefaultButton(true);
        ask.setMinWidth(USE_PREF_SIZE);
        ask.setOnAction(click -> ask(intents));
        Button close = new Button("Close");
        close.setId("failover-close");
        close.setCancelButton(true);
        close.setOnAction(click -> {
            done.run();
        });
        return Texts.row(8, Texts.label("A dry run: nothing is changed.", "muted"), Texts.spacer(), close, ask);
    }

    private void ask(Consumer<Intent> intents) {
        RegionModel to = target.getSelectionModel().getSelectedItem();
        if (to == null) {
            status.setText("There is no other region to move to.");
            return;
        }
        UUID id = UUID.randomUUID();
        asked = Optional.of(id);
        askedAtMillis = model.now().get();
        plan.clear();
        status.setText("Asking the orchestrator…");
        intents.accept(new Intent.PlanFailover(id, from.id(), to.id(), reason.getText()));
    }

    private void answered(FailoverState failover) {
        failover.plan().filter(this::isMine).ifPresent(answer -> {
            status.setText("");
            plan.show(answer);
        });
    }

    private boolean isMine(PlanState answer) {
        return asked.filter(answer.commandId()::equals).isPresent();
    }

    private void checkSent() {
        model.actions().commands().stream()
                .filter(command -> asked.filter(command.id()::equals).isPresent())
                .map(CommandState::problem)
                .filter(problem -> !problem.isEmpty())
                .findFirst()
                .ifPresent(status::setText);
    }

    private void waited(long nowMillis) {
        boolean silent = asked.isPresent() && status.getText().startsWith("Asking");
        if (silent && nowMillis - askedAtMillis > PATIENCE_MILLIS) {
            status.setText("No orchestrator answered within 5 s. Enforcement does not depend on it; check that one"
                    + " runs and that this operator may plan failovers.");
        }
    }

    private void allow(Access access) {
        ask.setDisable(!access.canAct() || target.getItems().isEmpty());
        if (!access.canAct()) {
            status.setText(access.reason());
        }
    }

    private static final class Names extends StringConverter<RegionModel> {
        @Override
        public String toString(RegionModel region) {
            return region == null
                    ? ""
                    : region.place().name() + " · "
                            + region.state().get().health().label();
        }

        @Override
        public RegionModel fromString(String text) {
            throw new UnsupportedOperationException("a region is chosen, never typed");
        }
    }
}
