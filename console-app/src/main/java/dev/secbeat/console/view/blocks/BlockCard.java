// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.BlockDraft;
import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.CommandState.Outcome;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import dev.secbeat.node.api.Scope;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import javafx.beans.InvalidationListener;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/**
 * One address being blocked at one click: first all nodes are asked, and only if each of them would do it and it is little of
 * their traffic it is ordered; then its receipts as they come, and the way back. It goes by itself once all nodes have it.
 */
final class BlockCard extends HBox {
    /** How long it stays after the last receipt when all is well, milliseconds. */
    static final long STAYS_MILLIS = 15_000;

    private final FleetModel model;
    private final Consumer<Intent> intents;
    private final BlockDraft draft;
    private final Consumer<BlockCard> done;
    private final Label title = Texts.label("", "strong");
    private final Label told = Texts.label("", "muted");
    private final Button undo = new Button(Messages.of("blocks.form.undo"));
    private final UUID asked = UUID.randomUUID();
    private Optional<UUID> ordered = Optional.empty();
    private Optional<UUID> undone = Optional.empty();
    private long wellSinceMillis = Long.MAX_VALUE;

    /** @param done takes this card when it is to go */
    BlockCard(FleetModel model, BlockDraft draft, Consumer<Intent> intents, Consumer<BlockCard> done) {
        super(10);
        this.model = model;
        this.intents = intents;
        this.draft = draft;
        this.done = done;
        String id = Texts.idOf(draft.text());
        setId("notice-" + id);
        getStyleClass().add("block-notice");
        setFillHeight(false);
        title.setId("notice-title-" + id);
        told.setId("notice-text-" + id);
        undo.setId("notice-undo-" + id);
        undo.setMinWidth(USE_PREF_SIZE);
        undo.setOnAction(click -> undo());
        Button close = new Button("", new FontIcon(Feather.X));
        close.setId("notice-close-" + id);
        close.setAccessibleText(Messages.of("blocks.notice.close"));
        close.getStyleClass().add("notice-close");
        close.setOnAction(click -> done.accept(this));
        VBox words = new VBox(2, title, told);
        HBox.setHgrow(words, Priority.ALWAYS);
        words.setMinWidth(0);
        getChildren().addAll(words, undo, close);
        Forms.show(undo, false);
        tell(Messages.of("blocks.notice.asking", draft.text()), Messages.of("blocks.verdict.asking"));
    }

    /** Asks the nodes; to be called once it is shown. */
    void begin() {
        Shown.run(this, this::listen);
        intents.accept(block(asked, true));
    }

    boolean isOf(String address) {
        return draft.text().equals(address);
    }

    private Subscription listen() {
        InvalidationListener onCommands = any -> draw();
        model.actions().commands().addListener(onCommands);
        Subscription clock = model.now().subscribe(now -> leave(now.longValue()));
        return clock.and(() -> model.actions().commands().removeListener(onCommands));
    }

    private void draw() {
        if (undone.isPresent() || ordered.isPresent()) {
            undone.or(() -> ordered).flatMap(this::command).ifPresent(this::show);
        } else {
            command(asked).filter(CommandState::isSettled).ifPresent(this::answered);
        }
    }

    /** All nodes have answered or are late: whatever is not plain is for the dialog, where it can be looked at. */
    private void answered(CommandState answer) {
        if (Confirmation.isPlain(draft, answer)) {
            UUID id = UUID.randomUUID();
            ordered = Optional.of(id);
            tell(Messages.of("blocks.notice.blocking", draft.text()), "");
            intents.accept(block(id, false));
        } else {
            done.accept(this);
            intents.accept(new Intent.OpenBlockDialog(draft.text()));
        }
    }

    private void show(CommandState order) {
        Outcome worst = ReceiptsPane.worst(order);
        Texts.mark(this, worst);
        tell(
                undone.isPresent()
                        ? Messages.of("blocks.notice.undone", draft.text())
                        : Messages.of("blocks.notice.blocked", draft.text(), Ttl.MINUTE.label()),
                ReceiptsPane.headline(order));
        Forms.show(undo, undone.isEmpty());
        undo.setDisable(!order.undoable());
        boolean well = order.isSettled() && worst == Outcome.APPLIED;
        wellSinceMillis = well ? Math.min(wellSinceMillis, model.now().get()) : Long.MAX_VALUE;
    }

    private void undo() {
        ordered.flatMap(this::command).filter(CommandState::undoable).ifPresent(order -> {
            UUID id = UUID.randomUUID();
            undone = Optional.of(id);
            wellSinceMillis = Long.MAX_VALUE;
            undo.setDisable(true);
            intents.accept(new Intent.Undo(id, order.id(), order.scope(), Messages.of("blocks.form.undo-reason")));
        });
    }

    /** Not from under the pointer or the cursor. */
    private void leave(long nowMillis) {
        boolean over = wellSinceMillis < Long.MAX_VALUE && nowMillis - wellSinceMillis >= STAYS_MILLIS;
        if (over && !isHover() && !isFocusWithin()) {
            done.accept(this);
        }
    }

    private void tell(String what, String how) {
        title.setText(what);
        told.setText(how);
        Forms.show(told, !how.isEmpty());
        Texts.tip(told, how);
        setAccessibleText(what + ". " + how);
    }

    private Intent.Block block(UUID id, boolean dryRun) {
        return new Intent.Block(
                id,
                draft.prefixes(),
                Ttl.MINUTE.duration(),
                Messages.of("blocks.notice.reason"),
                dryRun,
                new Scope.Fleet(),
                Set.of());
    }

    private Optional<CommandState> command(UUID id) {
        return model.actions().commands().stream()
                .filter(command -> command.id().equals(id))
                .findFirst();
    }
}
