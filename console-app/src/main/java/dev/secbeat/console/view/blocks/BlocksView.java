// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import dev.secbeat.console.model.BlockDraft;
import dev.secbeat.console.model.BlockRow;
import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.view.widget.Sheets;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** All active blocks with where they are in force, and the commands sent from here with their receipts. */
public final class BlocksView extends HBox {
    private final FleetModel model;
    private final BlockTable table;
    private final ListView<CommandState> commands;
    private final ReceiptsPane receipts = new ReceiptsPane();
    private final Button add = new Button("Block…");

    /** A view over this model; emits {@link Intent.OpenBlockDialog} and {@link Intent.Unblock}. */
    public BlocksView(FleetModel model, Consumer<Intent> intents) {
        this.model = model;
        table = new BlockTable(
                model,
                row -> intents.accept(BlockDraft.of(row.prefix(), List.of())
                        .unblock(UUID.randomUUID(), "unblocked from the list of blocks")));
        commands = new ListView<>(model.actions().commands());
        setId("blocks-view");
        getStyleClass().add("blocks-view");
        Sheets.dress(this, BlocksView.class, "blocks.css");
        add.setId("blocks-add");
        add.getStyleClass().add("danger");
        add.setOnAction(click -> intents.accept(new Intent.OpenBlockDialog("")));
        Shown.follow(this, model.actions().access(), access -> add.setDisable(!access.canAct()));
        getChildren().addAll(left(), right());
    }

    private VBox left() {
        Label count = Texts.label("", "muted");
        count.setId("blocks-count");
        Shown.follow(this, model.actions().blocks(), () -> count.setText(count()));
        Shown.follow(this, model.summary(), summary -> count.setText(count()));
        Shown.follow(this, model.nats(), nats -> {
            Texts.mark(this, nats.trust());
            count.setText(count());
        });
        VBox left = new VBox(10, Texts.row(10, Texts.label("Blocks", "view-title"), count, Texts.spacer(), add), table);
        VBox.setVgrow(table, Priority.ALWAYS);
        HBox.setHgrow(left, Priority.ALWAYS);
        return left;
    }

    private String count() {
        String caveat = model.nats().get().caveat();
        List<BlockRow> blocks = model.actions().blocks();
        long partial = blocks.stream().filter(row -> !row.missing().isEmpty()).count();
        String listed = Figures.grouped(blocks.size()) + " listed of "
                + Figures.grouped(model.summary().get().blocksActive()) + " active";
        String places = partial == 0 ? "" : " · " + partial + " missing on some node";
        return caveat.isEmpty() ? listed + places : caveat;
    }

    private VBox right() {
        commands.setId("blocks-commands");
        commands.setAccessibleText("Orders from here");
        commands.setPlaceholder(new Label("Nothing was ordered from this console yet."));
        commands.setCellFactory(list -> new CommandCell());
        commands.getSelectionModel().selectedItemProperty().subscribe(this::pick);
        Shown.follow(this, model.actions().commands(), this::follow);
        VBox.setVgrow(commands, Priority.ALWAYS);
        VBox right = new VBox(10, Texts.label("Orders from here", "view-title"), commands, receipts);
        right.getStyleClass().add("side");
        right.setPrefWidth(380);
        right.setMinWidth(320);
        return right;
    }

    private void pick(@Nullable CommandState command) {
        if (command != null) {
            receipts.show(command);
        }
    }

    /** With nothing chosen, the newest order is shown. */
    private void follow() {
        if (commands.getSelectionModel().isEmpty()
                && !model.actions().commands().isEmpty()) {
            receipts.show(model.actions().commands().getFirst());
        }
    }

    private static final class CommandCell extends ListCell<CommandState> {
        @Override
        protected void updateItem(CommandState command, boolean empty) {
            super.updateItem(command, empty);
            setText(empty || command == null ? null : command.summary() + "\n" + ReceiptsPane.headline(command));
        }
    }
}
