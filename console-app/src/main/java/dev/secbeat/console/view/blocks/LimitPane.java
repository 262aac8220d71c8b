// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.BlockDraft;
import dev.secbeat.console.model.BlockDraft.Danger;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.LimitDraft;
import dev.secbeat.console.model.WhatIf;
import dev.secbeat.console.view.widget.DimensionBox;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.ScopeBox;
import dev.secbeat.console.view.widget.Sheets;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import dev.secbeat.console.view.widget.WhatIfPane;
import dev.secbeat.node.api.Scope;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;

/**
 * Writes a limit: whose sources, how much in how long, for how long; whom it would hold now and what it would have dropped; the nodes
 * asked where that is due; then the receipts, or how its trial in a region goes, and the way back.
 */
public final class LimitPane extends VBox {
    private final FleetModel model;
    private final Consumer<Intent> intents;
    private final TextField of = new TextField();
    private final TextField most = new TextField("100");
    private final DimensionBox dimension = new DimensionBox("limit-dimension", Messages.of("orders.limit.dimension"));
    private final Segments<Span> window =
            Span.bar("limit-window", Span.SECOND, Span.SECOND, Span.TEN_SECONDS, Span.MINUTE);
    private final Segments<Ttl> block = Ttl.bar("limit-block", Ttl.MINUTE);
    private final Segments<Ttl> lasting = Ttl.bar("limit-for", Ttl.HOUR);
    private final ScopeBox scope;
    private final TextField reason = new TextField();
    private final CanaryBox canary;
    private final TextField again = new TextField();
    private final Label problem = Texts.told("limit-problem", "problem");
    private final Label holds = Texts.told("limit-holds", "strong");
    private final Label warning = Texts.told("limit-warning", "warning");
    private final Label readOnly = Texts.told("limit-read-only", "warning");
    private final WhatIfPane whatIf;
    private final OrderTrack track;
    private final VBox preview = new VBox(4);
    private final Button check = new Button(Messages.of("blocks.form.check"));
    private final Button send = new Button();
    private final Button undo = new Button(Messages.of("blocks.form.undo"));
    private final Button close = new Button(Messages.of("blocks.form.cancel"));
    private LimitDraft draft;

    /**
     * A pane that limits.
     *
     * @param sources what it starts with, possibly empty
     * @param first where it is for, unless another is chosen
     * @param done is called when it is to be closed
     */
    public LimitPane(FleetModel model, String sources, Scope first, Consumer<Intent> intents, Runnable done) {
        this.model = model;
        this.intents = intents;
        scope = new ScopeBox("limit-scope", model, first);
        canary = new CanaryBox("limit-canary", model);
        whatIf = new WhatIfPane(model, intents);
        track = new OrderTrack("limit", model);
        draft = read();
        setId("limit-pane");
        getStyleClass().addAll("dialog-pane-content", "block-pane");
        Sheets.dress(this, LimitPane.class, "blocks.css");
        Forms.field(of, "limit-of", Messages.of("orders.limit.of-hint"), Messages.of("orders.limit.of"));
        Forms.field(most, "limit-most", "", Messages.of("orders.limit.most"));
        Forms.field(reason, "limit-reason", Messages.of("blocks.form.reason-hint"), Messages.of("blocks.form.reason"));
        Forms.field(again, "limit-confirm", "", Messages.of("blocks.form.again"));
        Forms.limit(reason, BlockDraft.MAX_REASON);
        getChildren().addAll(form(), preview(), track, buttons(done));
        setMaxHeight(USE_PREF_SIZE);
        of.setText(sources);
        List.of(of, most).forEach(input -> input.textProperty().subscribe(typed -> redraft()));
        dimension.valueProperty().subscribe(chosen -> redraft());
        List.of(window, block, lasting).forEach(bar -> bar.onChange(this::redraft));
        scope.valueProperty().subscribe(chosen -> redraft());
        again.textProperty().subscribe(typed -> allow());
        Shown.run(this, this::listen);
    }

    /** Where one types; what is there already stays. */
    @Override
    public void requestFocus() {
        TextField first = of.getText().isEmpty() ? of : most;
        first.requestFocus();
        first.end();
    }

    private Subscription listen() {
        Subscription rights = model.actions().access().subscribe(access -> allow());
        return rights.and(track.listen(this::allow));
    }

    private VBox form() {
        most.setPrefColumnCount(7);
        dimension.setMinWidth(USE_PREF_SIZE);
        HBox.setHgrow(scope, Priority.ALWAYS);
        return new VBox(
                6,
                named("orders.limit.of"),
                of,
                named("orders.limit.most"),
                Texts.row(8, most, dimension, named("orders.limit.in"), window),
                problem,
                Texts.row(
                        12,
                        new VBox(6, named("orders.limit.block"), block),
                        new VBox(6, named("blocks.form.scope"), scope)),
                new VBox(6, named("orders.limit.for"), lasting),
                named("blocks.form.reason"),
                reason,
                canary);
    }

    private static Label named(String key) {
        Label label = Texts.label(Messages.of(key), "muted");
        label.setMinWidth(USE_PREF_SIZE);
        return label;
    }

    private VBox preview() {
        preview.getChildren()
                .addAll(named("orders.limit.holds"), holds, warning, track.verdict(), again, readOnly, told());
        preview.getStyleClass().add("preview");
        return preview;
    }

    /** However many rows it has, the buttons stay in the window. */
    private ScrollPane told() {
        ScrollPane scroller = new ScrollPane(new VBox(10, track.guards(), whatIf));
        scroller.setId("limit-what-if");
        scroller.setAccessibleText(Messages.of("whatif.title"));
        scroller.getStyleClass().add("edge-to-edge");
        scroller.setFitToWidth(true);
        scroller.setMinHeight(60);
        scroller.setMaxHeight(190);
        return scroller;
    }

    private HBox buttons(Runnable done) {
        check.setId("limit-check");
        send.setId("limit-send");
        send.getStyleClass().add("danger");
        undo.setId("limit-undo");
        close.setId("limit-close");
        close.setCancelButton(true);
        check.setOnAction(click -> intents.accept(intent(track.ask(), true)));
        send.setOnAction(click -> send());
        undo.setOnAction(click -> {
            track.undo(Messages.of("blocks.form.undo-reason")).ifPresent(intents);
            undo.setDisable(true);
        });
        close.setOnAction(click -> done.run());
        List.of(check, send, undo, close).forEach(button -> button.setMinWidth(USE_PREF_SIZE));
        return Texts.row(8, check, Texts.spacer(), close, undo, send);
    }

    private LimitDraft read() {
        return LimitDraft.of(
                of.getText(),
                most.getText(),
                dimension.getValue(),
                window.chosen().duration(),
                block.chosen().duration(),
                model.sources());
    }

    /** What nodes have said was of another order, and so was what was typed again. */
    private void redraft() {
        draft = read();
        problem.setText(draft.problem());
        Forms.show(problem, !draft.isValid());
        holds.setText(draft.isValid() ? held() : "–");
        whatIf.tryOut(draft.rule().map(rule -> WhatIf.Rule.Limit.of(rule, scope.chosen())));
        warning.setText(draft.isValid() ? warning(draft) : "");
        Forms.show(warning, !warning.getText().isEmpty());
        again.setPromptText(Messages.of("blocks.form.again-hint", draft.text()));
        Forms.show(again, draft.danger() == Danger.WIDE);
        again.clear();
        track.forgetAnswers();
        allow();
    }

    private String held() {
        String now = draft.sources() == 0
                ? Messages.of("orders.limit.holds-none")
                : Messages.of(
                        "orders.limit.holds-some", Figures.grouped((double) draft.sources()), Figures.grouped((double)
                                draft.over()));
        return now + " · " + Confirmation.reach(model, scope.chosen());
    }

    private static String warning(LimitDraft draft) {
        return switch (draft.danger()) {
            case SOURCE -> "";
            case NETWORK -> Messages.of("orders.limit.network");
            case WIDE -> Messages.of("orders.limit.wide", draft.text());
        };
    }

    private void allow() {
        Access access = model.actions().access().get();
        readOnly.setText(access.reason());
        Forms.show(readOnly, !access.canAct());
        boolean ordered = track.isOrdered();
        boolean written = access.canAct() && draft.isValid() && !ordered;
        boolean previewed = draft.danger() == Danger.SOURCE || track.isAllowed();
        boolean confirmed =
                draft.danger() != Danger.WIDE || again.getText().strip().equals(draft.text());
        boolean ready = written && previewed && confirmed;
        List.of(of, most, dimension, window, block, lasting, scope, reason).forEach(input -> input.setDisable(ordered));
        canary.show(scope.chosen(), ordered);
        Forms.show(preview, !ordered || !access.canAct()); // its place is the trial's and the receipts'
        check.setDisable(!written);
        send.setDisable(!ready);
        send.setDefaultButton(ready && !track.wasTried());
        check.setDefaultButton(!ready);
        send.setText(
                draft.isValid()
                        ? Messages.of("orders.limit.send-this", draft.text())
                        : Messages.of("orders.limit.send"));
        Forms.show(check, !ordered);
        Forms.show(send, !ordered);
        Forms.show(undo, ordered);
        undo.setDisable(!access.canAct() || !track.isUndoable());
        close.setText(ordered ? Messages.of("blocks.form.close") : Messages.of("blocks.form.cancel"));
    }

    private void send() {
        UUID id = track.order();
        intents.accept(canary.around(id, intent(canary.isChosen() ? UUID.randomUUID() : id, false)));
        allow();
        close.requestFocus();
    }

    /** Only of what makes sense: the buttons see to it. */
    private Intent.Limit intent(UUID id, boolean dryRun) {
        return new Intent.Limit(
                id, draft.rule().orElseThrow(), lasting.chosen().duration(), reason.getText(), dryRun, scope.chosen());
    }
}
