// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.BlockDraft;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.WhatIf;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.ScopeBox;
import dev.secbeat.console.view.widget.Sheets;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import dev.secbeat.console.view.widget.WhatIfPane;
import dev.secbeat.node.api.GuardRule;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;

/**
 * Writes a block or an allowance: prefixes checked as they are typed, what they would hit, the nodes asked where that is
 * due, then the receipts, and the way back.
 */
public final class BlockPane extends VBox {
    /** What is written. */
    private enum Order {
        BLOCK,
        ALLOW
    }

    private static final double COLUMN = 410;

    private final FleetModel model;
    private final Consumer<Intent> intents;
    private final Order order;
    private final TextField prefix = new PrefixField();
    private final TextField reason = new TextField();
    private final TextField again = new TextField();
    private final Segments<Ttl> ttl = Ttl.bar("block-ttl", Ttl.MINUTE);
    private final ScopeBox scope;
    private final CanaryBox canary;
    private final Label problem = Texts.told("block-problem", "problem");
    private final Label radius = Texts.told("block-radius", "strong");
    private final Label warning = Texts.told("block-warning", "warning");
    private final Label readOnly = Texts.told("block-read-only", "warning");
    private final CheckBox override = new CheckBox(Messages.of("blocks.form.override"));
    private final WhatIfPane whatIf;
    private final OrderTrack track;
    private final ScrollPane told;
    private final Button check = new Button(Messages.of("blocks.form.check"));
    private final Button send = new Button();
    private final Button undo = new Button(Messages.of("blocks.form.undo"));
    private final Button close = new Button(Messages.of("blocks.form.cancel"));
    private BlockDraft draft = BlockDraft.of("", List.of());

    /** A pane that blocks and starts with {@code text}; {@code done} is called when it is to be closed. */
    public BlockPane(FleetModel model, String text, Consumer<Intent> intents, Runnable done) {
        this(Order.BLOCK, model, text, intents, done);
    }

    /** A pane that keeps counting from blocking. */
    public static BlockPane allowing(FleetModel model, String text, Consumer<Intent> intents, Runnable done) {
        return new BlockPane(Order.ALLOW, model, text, intents, done);
    }

    private BlockPane(Order order, FleetModel model, String text, Consumer<Intent> intents, Runnable done) {
        this.order = order;
        this.model = model;
        this.intents = intents;
        whatIf = new WhatIfPane(model, intents);
        scope = new ScopeBox("block-scope", model);
        canary = new CanaryBox("block-canary", model);
        track = new OrderTrack("block", model);
        told = scroller(order == Order.BLOCK ? new VBox(10, track.guards(), whatIf) : new VBox(track.guards()));
        setId(order == Order.BLOCK ? "block-pane" : "allow-pane");
        getStyleClass().addAll("dialog-pane-content", "block-pane", Sheets.WIDE);
        Sheets.dress(this, BlockPane.class, "blocks.css");
        Forms.field(prefix, "block-prefix", Messages.of("blocks.form.prefix-hint"), Messages.of("blocks.form.prefix"));
        Forms.field(reason, "block-reason", Messages.of("blocks.form.reason-hint"), Messages.of("blocks.form.reason"));
        Forms.field(again, "block-confirm", "", Messages.of("blocks.form.again"));
        Forms.limit(reason, BlockDraft.MAX_REASON);
        getChildren().addAll(columns(), buttons(done));
        setMaxHeight(USE_PREF_SIZE);
        List.of(check, send, undo, close).forEach(button -> button.setMinWidth(USE_PREF_SIZE));
        prefix.setText(text);
        prefix.textProperty().subscribe(typed -> redraft());
        scope.valueProperty().subscribe(chosen -> redraft());
        again.textProperty().subscribe(typed -> allow());
        override.selectedProperty().subscribe(chosen -> forgetAnswers());
        Shown.run(this, this::listen);
    }

    /** Where one types; a prefix that is there already stays. */
    @Override
    public void requestFocus() {
        prefix.requestFocus();
        prefix.end();
    }

    private Subscription listen() {
        Subscription rights = model.actions().access().subscribe(access -> allow());
        return rights.and(track.listen(this::answered));
    }

    /** What is written beside what it does, so that neither has to scroll for the other. */
    private HBox columns() {
        VBox form = form();
        VBox does = new VBox(12, preview(), track);
        HBox columns = new HBox(20, form, does);
        for (VBox column : List.of(form, does)) {
            HBox.setHgrow(column, Priority.ALWAYS);
            column.setPrefWidth(COLUMN);
            column.setMinWidth(0);
        }
        VBox.setVgrow(columns, Priority.ALWAYS);
        return columns;
    }

    private VBox form() {
        HBox span = Texts.row(
                12,
                new VBox(6, Texts.label(Messages.of("blocks.form.for"), "muted"), ttl),
                new VBox(6, Texts.label(Messages.of("blocks.form.scope"), "muted"), scope));
        VBox form = new VBox(
                6,
                Texts.label(Messages.of("blocks.form.prefix"), "muted"),
                prefix,
                problem,
                span,
                Texts.label(Messages.of("blocks.form.reason"), "muted"),
                reason);
        if (order == Order.BLOCK) {
            form.getChildren().add(canary);
        } else {
            Label means = Texts.told("allow-meaning", "muted");
            means.setText(Messages.of("blocks.form.allow-meaning"));
            form.getChildren().addFirst(means);
        }
        return form;
    }

    private VBox preview() {
        Label title = Texts.label(Messages.of("blocks.form.hits"), "muted");
        override.setId("block-override");
        override.setWrapText(true);
        override.setMinHeight(USE_PREF_SIZE);
        Forms.show(override, false);
        VBox preview = new VBox(4, title, radius, warning, track.verdict(), override, again, readOnly, told);
        preview.getStyleClass().add("preview");
        VBox.setVgrow(told, Priority.ALWAYS);
        VBox.setVgrow(preview, Priority.ALWAYS);
        return preview;
    }

    /** It takes what height there is; however many rows it has, the buttons stay in the window. */
    private static ScrollPane scroller(VBox content) {
        ScrollPane scroller = new ScrollPane(content);
        scroller.setId("block-what-if");
        scroller.setAccessibleText(Messages.of("whatif.title"));
        scroller.getStyleClass().add("edge-to-edge");
        scroller.setFitToWidth(true);
        scroller.setMinHeight(90);
        scroller.prefViewportHeightProperty().bind(content.heightProperty());
        return scroller;
    }

    private HBox buttons(Runnable done) {
        check.setId("block-check");
        send.setId("block-send");
        send.getStyleClass().add(order == Order.BLOCK ? "danger" : "good");
        undo.setId("block-undo");
        close.setId("block-close");
        close.setCancelButton(true);
        check.setOnAction(click -> ask());
        send.setOnAction(click -> send());
        undo.setOnAction(click -> undo());
        close.setOnAction(click -> done.run());
        return Texts.row(8, Texts.spacer(), close, check, undo, send);
    }

    private void redraft() {
        draft = BlockDraft.of(prefix.getText(), model.sources());
        override.setSelected(false);
        Forms.show(override, false);
        problem.setText(draft.problem());
        radius.setText(draft.isValid() ? Confirmation.radius(draft, model, scope.chosen()) : "–");
        warning.setText(
                !draft.isValid()
                        ? ""
                        : order == Order.BLOCK ? Confirmation.warning(draft) : Confirmation.sparing(draft));
        if (order == Order.BLOCK) {
            whatIf.tryOut(
                    draft.isValid()
                            ? Optional.of(new WhatIf.Rule.Block(draft.prefixes(), scope.chosen()))
                            : Optional.empty());
        }
        again.setPromptText(Messages.of("blocks.form.again-hint", draft.text()));
        Forms.show(warning, !warning.getText().isEmpty());
        Forms.show(problem, !draft.isValid());
        Forms.show(again, draft.danger() == BlockDraft.Danger.WIDE);
        again.clear();
        forgetAnswers();
    }

    /** What nodes have said was of another order. */
    private void forgetAnswers() {
        track.forgetAnswers();
        allow();
    }

    private void allow() {
        Access access = model.actions().access().get();
        readOnly.setText(access.reason());
        Forms.show(readOnly, !access.canAct());
        boolean previewed = !(Confirmation.needsPreview(draft) || override.isSelected()) || track.isAllowed();
        boolean confirmed = Confirmation.isConfirmed(draft, again.getText());
        boolean written = access.canAct() && draft.isValid() && !track.isOrdered();
        boolean ready = written && previewed && confirmed;
        check.setDisable(!written);
        send.setDisable(!ready);
        send.setDefaultButton(ready && !track.wasTried());
        check.setDefaultButton(!ready);
        Texts.style(check, written && !previewed ? new String[] {"button", "accent"} : new String[] {"button"});
        arrange();
        boolean block = order == Order.BLOCK;
        send.setText(
                !draft.isValid()
                        ? block ? Messages.of("blocks.form.block") : Messages.of("blocks.form.allow")
                        : block
                                ? Messages.of("blocks.form.block-this", named())
                                : Messages.of("blocks.form.allow-this", named()));
    }

    private String named() {
        return draft.prefix().isPresent() ? draft.text() : Messages.of("blocks.form.prefixes", draft.text());
    }

    private void ask() {
        intents.accept(intent(track.ask(), true));
    }

    private void send() {
        UUID id = track.order();
        Intent.Act written = intent(order == Order.BLOCK && canary.isChosen() ? UUID.randomUUID() : id, false);
        intents.accept(canary.around(id, written));
        allow();
        close.requestFocus();
    }

    /** What is ordered is shown as it was ordered, with the way back in place of the way on. */
    private void arrange() {
        boolean ordered = track.isOrdered();
        List.of(prefix, reason, again, ttl, scope, override).forEach(input -> input.setDisable(ordered));
        canary.show(scope.chosen(), ordered);
        Forms.show(told, !ordered); // its place is the trial's and the receipts'
        Forms.show(check, !ordered);
        Forms.show(send, !ordered);
        Forms.show(undo, ordered);
        undo.setDisable(!track.isUndoable());
        close.setText(ordered ? Messages.of("blocks.form.close") : Messages.of("blocks.form.cancel"));
    }

    private Intent.Act intent(UUID id, boolean dryRun) {
        return switch (order) {
            case BLOCK ->
                new Intent.Block(
                        id,
                        draft.prefixes(),
                        ttl.chosen().duration(),
                        reason.getText(),
                        dryRun,
                        scope.chosen(),
                        override.isSelected() ? Set.of(GuardRule.TRAFFIC_SHARE) : Set.of());
            case ALLOW ->
                new Intent.Allow(
                        id, draft.prefixes(), ttl.chosen().duration(), reason.getText(), dryRun, scope.chosen());
        };
    }

    private void undo() {
        track.undo(Messages.of("blocks.form.undo-reason")).ifPresent(intents);
        undo.setDisable(true);
    }

    private void answered() {
        track.answers()
                .ifPresent(told -> Forms.show(override, override.isSelected() || Confirmation.isOverridable(told)));
        allow();
    }
}
