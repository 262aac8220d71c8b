// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.BlockDraft;
import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.view.widget.Sheets;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** Writes a block: the prefix checked as it is typed, what it would hit, then its receipts, and the way back. */
public final class BlockPane extends VBox {
    private final FleetModel model;
    private final Consumer<Intent> intents;
    private final TextField prefix = field("block-prefix", "203.0.113.42 or 203.0.113.0/24");
    private final TextField reason = field("block-reason", "why, for those who read the audit");
    private final TextField again = field("block-confirm", "type the prefix again");
    private final TtlBar ttl = new TtlBar();
    private final Label problem = text("block-problem", "problem");
    private final Label radius = text("block-radius", "strong");
    private final Label warning = text("block-warning", "warning");
    private final Label readOnly = text("block-read-only", "warning");
    private final ReceiptsPane receipts = new ReceiptsPane();
    private final Button check = new Button("Ask the nodes");
    private final Button block = new Button("Block");
    private final Button undo = new Button("Undo");
    private final Button close = new Button("Cancel");
    private BlockDraft draft = BlockDraft.of("", List.of());
    private Optional<UUID> sent = Optional.empty();

    /** A pane that starts with {@code text} as the prefix; {@code done} is called when it is to be closed. */
    public BlockPane(FleetModel model, String text, Consumer<Intent> intents, Runnable done) {
        this.model = model;
        this.intents = intents;
        setId("block-pane");
        getStyleClass().addAll("dialog-pane-content", "block-pane");
        Sheets.dress(this, BlockPane.class, "blocks.css");
        reason.textProperty().subscribe(typed -> {
            if (typed.length() > BlockDraft.MAX_REASON) {
                reason.setText(typed.substring(0, BlockDraft.MAX_REASON));
            }
        });
        getChildren().addAll(form(), preview(), receipts, buttons(done));
        setMaxHeight(USE_PREF_SIZE);
        List.of(check, block, undo, close).forEach(button -> button.setMinWidth(USE_PREF_SIZE));
        show(receipts, false);
        prefix.setText(text);
        prefix.textProperty().subscribe(typed -> redraft());
        again.textProperty().subscribe(typed -> allow());
        Shown.follow(this, model.actions().access(), access -> allow());
        Shown.follow(this, model.actions().commands(), this::showReceipts);
    }

    private VBox form() {
        return new VBox(
                6,
                Texts.label("Address or prefix", "muted"),
                prefix,
                problem,
                Texts.label("For", "muted"),
                ttl,
                Texts.label("Reason", "muted"),
                reason);
    }

    private VBox preview() {
        VBox preview = new VBox(4, Texts.label("What it hits", "muted"), radius, warning, again, readOnly);
        preview.getStyleClass().add("preview");
        return preview;
    }

    private HBox buttons(Runnable done) {
        check.setId("block-check");
        block.setId("block-send");
        block.getStyleClass().add("danger");
        block.setDefaultButton(true);
        undo.setId("block-undo");
        close.setId("block-close");
        close.setCancelButton(true);
        check.setOnAction(click -> send(true));
        block.setOnAction(click -> send(false));
        undo.setOnAction(click -> undo());
        close.setOnAction(click -> done.run());
        show(undo, false);
        return Texts.row(8, check, Texts.spacer(), close, undo, block);
    }

    private void redraft() {
        draft = BlockDraft.of(prefix.getText(), model.sources());
        problem.setText(draft.problem());
        radius.setText(draft.isValid() ? Confirmation.radius(draft, model) : "–");
        warning.setText(draft.isValid() ? Confirmation.warning(draft) : "");
        show(warning, !warning.getText().isEmpty());
        show(problem, !draft.isValid());
        show(again, draft.danger() == BlockDraft.Danger.WIDE);
        again.clear();
        allow();
    }

    private void allow() {
        Access access = model.actions().access().get();
        readOnly.setText(access.reason());
        show(readOnly, !access.canAct());
        check.setDisable(!access.canAct() || !draft.isValid());
        block.setDisable(!access.canAct() || !Confirmation.isConfirmed(draft, again.getText()));
        block.setText(draft.isValid() ? "Block " + draft.text() : "Block");
    }

    private void send(boolean dryRun) {
        UUID id = UUID.randomUUID();
        sent = Optional.of(id);
        show(receipts, true);
        if (!dryRun) {
            List.of(prefix, reason, again, ttl).forEach(input -> input.setDisable(true));
            show(check, false);
            show(block, false);
            show(undo, true);
            close.setText("Close");
        }
        intents.accept(draft.block(id, ttl.chosen().duration(), reason.getText(), dryRun));
    }

    private void undo() {
        UUID id = UUID.randomUUID();
        sent = Optional.of(id);
        undo.setDisable(true);
        intents.accept(draft.unblock(id, "undone right after blocking"));
    }

    private void showReceipts() {
        model.actions().commands().stream()
                .filter(command -> sent.filter(command.id()::equals).isPresent())
                .findFirst()
                .ifPresent(this::showReceipts);
    }

    private void showReceipts(CommandState command) {
        receipts.show(command);
    }

    private static void show(Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }

    private static TextField field(String id, String prompt) {
        TextField field = new TextField();
        field.setId(id);
        field.setPromptText(prompt);
        field.setAccessibleText(prompt);
        return field;
    }

    private static Label text(String id, String style) {
        Label label = Texts.label("", style);
        label.setId(id);
        label.setWrapText(true);
        return label;
    }
}
