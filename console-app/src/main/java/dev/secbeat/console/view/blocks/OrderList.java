// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javafx.beans.InvalidationListener;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;

/** Orders given from this console, newest first, each with what became of it and, where it can be, the way back. */
final class OrderList extends ListView<CommandState> {
    /** Of two lines. */
    private static final double ROW_HEIGHT = 48;

    private final FleetModel model;
    private final Consumer<Intent> intents;
    private final ObservableList<CommandState> shown = FXCollections.observableArrayList();

    OrderList(FleetModel model, Consumer<Intent> intents) {
        this.model = model;
        this.intents = intents;
        setId("blocks-commands");
        setAccessibleText(Messages.of("blocks.orders.title"));
        setFixedCellSize(ROW_HEIGHT);
        setItems(shown);
        Label nothing = Texts.label(Messages.of("blocks.orders.none"), "muted");
        nothing.setWrapText(true);
        setPlaceholder(nothing);
        setCellFactory(list -> new Cell());
        Shown.run(this, this::listen);
    }

    /** The chosen order, as it is now. */
    Optional<CommandState> chosen() {
        return Optional.ofNullable(getSelectionModel().getSelectedItem());
    }

    private Subscription listen() {
        InvalidationListener onCommands = changed -> arrange();
        model.actions().commands().addListener(onCommands);
        arrange();
        Subscription rights = model.actions().access().subscribe(access -> refresh());
        return rights.and(() -> model.actions().commands().removeListener(onCommands));
    }

    private void arrange() {
        List<CommandState> next = new ArrayList<>(model.actions().commands());
        Optional<UUID> kept = chosen().map(CommandState::id);
        if (ids(next).equals(ids(shown))) {
            for (int i = 0; i < next.size(); i++) {
                if (!next.get(i).equals(shown.get(i))) {
                    shown.set(i, next.get(i));
                }
            }
            return;
        }
        shown.setAll(next);
        getSelectionModel().clearSelection();
        kept.ifPresent(id -> select(ids(next).indexOf(id)));
    }

    private void select(int at) {
        if (at >= 0) {
            getSelectionModel().select(at);
        }
    }

    private static List<UUID> ids(List<CommandState> commands) {
        return commands.stream().map(CommandState::id).toList();
    }

    private final class Cell extends ListCell<CommandState> {
        private final Label summary = Texts.label("", "order-summary");
        private final Label headline = Texts.label("", "muted");
        private final Hyperlink undo = new Hyperlink(Messages.of("blocks.orders.undo"));
        private final HBox row = Texts.row(8, new VBox(1, summary, headline), Texts.spacer(), undo);

        Cell() {
            undo.setMinWidth(USE_PREF_SIZE);
            headline.setMinWidth(0);
            summary.setMinWidth(0);
            row.setMinWidth(0);
            row.setPrefWidth(0);
        }

        @Override
        protected void updateItem(CommandState command, boolean empty) {
            super.updateItem(command, empty);
            setText(null);
            setGraphic(empty || command == null ? null : row);
            if (command != null && !empty) {
                summary.setText(command.summary());
                headline.setText(ReceiptsPane.headline(command));
                Texts.style(headline, "label", "muted", "order-headline");
                Texts.mark(headline, ReceiptsPane.worst(command));
                Forms.show(undo, command.undoable());
                undo.setDisable(!model.actions().access().get().canAct());
                undo.setId("blocks-undo-" + command.id());
                undo.setOnAction(click -> intents.accept(new Intent.Undo(
                        UUID.randomUUID(), command.id(), command.scope(), Messages.of("blocks.orders.undo-reason"))));
            }
        }
    }
}
