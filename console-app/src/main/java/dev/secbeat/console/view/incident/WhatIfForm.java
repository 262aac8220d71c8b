// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.incident;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.BlockDraft;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.WhatIf;
import dev.secbeat.console.view.widget.DimensionBox;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.ScopeBox;
import dev.secbeat.console.view.widget.Sheets;
import dev.secbeat.console.view.widget.Texts;
import dev.secbeat.console.view.widget.WhatIfPane;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** A rule written to be tried on the last minutes: a block, or a limit of what one source may do. Changes nothing. FX thread. */
public final class WhatIfForm extends VBox {
    private static final String FIRST_LIMIT = "100";
    private static final String FIRST_WINDOW = "10";

    private final ToggleButton block = new ToggleButton(Messages.of("incident.whatif.block"));
    private final ToggleButton limit = new ToggleButton(Messages.of("incident.whatif.limit"));
    private final TextField prefixes = new TextField();
    private final TextField most = new TextField(FIRST_LIMIT);
    private final TextField window = new TextField(FIRST_WINDOW);
    private final DimensionBox dimension =
            new DimensionBox("whatif-dimension", Messages.of("incident.whatif.dimension"));
    private final ScopeBox scope;
    private final Label problem = Texts.label("", "problem");
    private final WhatIfPane pane;
    private final HBox limitRow;

    /** A form over this model; emits {@link Intent.AskOrigins}. */
    public WhatIfForm(FleetModel model, Consumer<Intent> intents) {
        super(10);
        setId("whatif-form");
        getStyleClass().addAll("sheet-body", "whatif-form");
        Sheets.dress(this, WhatIfForm.class, "incident.css");
        scope = new ScopeBox("whatif-scope", model);
        pane = new WhatIfPane(model, intents);
        limitRow = limitRow();
        field(prefixes, "whatif-prefixes", Messages.of("incident.whatif.prefixes"));
        prefixes.setPromptText(Messages.of("blocks.form.prefix-hint"));
        problem.setId("whatif-problem");
        problem.setWrapText(true);
        ScrollPane scroller = new ScrollPane(pane);
        scroller.setAccessibleText(Messages.of("whatif.title"));
        scroller.getStyleClass().add("edge-to-edge");
        scroller.setFitToWidth(true);
        scroller.setPrefHeight(430);
        getChildren().addAll(kinds(), prefixes, limitRow, problem, scroller);
        List.of(prefixes, most, window).forEach(typed -> typed.textProperty().subscribe(text -> tryOut()));
        dimension.valueProperty().subscribe(chosen -> tryOut());
        scope.valueProperty().subscribe(chosen -> tryOut());
        block.selectedProperty().subscribe(chosen -> arrange());
    }

    /** Where one types. */
    @Override
    public void requestFocus() {
        (block.isSelected() ? prefixes : most).requestFocus();
    }

    private HBox kinds() {
        ToggleGroup kinds = new ToggleGroup();
        kinds.getToggles().setAll(block, limit);
        block.setId("whatif-block");
        limit.setId("whatif-limit");
        block.setSelected(true);
        kinds.selectedToggleProperty().addListener((all, before, now) -> {
            if (now == null) {
                kinds.selectToggle(before); // one of them is always meant
            }
        });
        HBox row = Texts.row(6, block, limit, Texts.spacer(), Texts.label(Messages.of("widget.scope"), "muted"), scope);
        row.getStyleClass().add("segments");
        return row;
    }

    private HBox limitRow() {
        field(most, "whatif-most", Messages.of("incident.whatif.most"));
        field(window, "whatif-window", Messages.of("incident.whatif.window"));
        most.setPrefColumnCount(8);
        window.setPrefColumnCount(4);
        return Texts.row(
                8,
                Texts.label(Messages.of("incident.whatif.at-most"), "muted"),
                most,
                dimension,
                Texts.label(Messages.of("incident.whatif.per-source"), "muted"),
                window,
                Texts.label(Messages.of("incident.whatif.seconds"), "muted"));
    }

    private static void field(TextField field, String id, String told) {
        field.setId(id);
        field.setAccessibleText(told);
    }

    private void arrange() {
        Forms.show(prefixes, block.isSelected());
        Forms.show(limitRow, !block.isSelected());
        tryOut();
    }

    private void tryOut() {
        problem.setText("");
        Optional<WhatIf.Rule> rule = block.isSelected() ? blockRule() : limitRule();
        Forms.show(problem, !problem.getText().isEmpty());
        pane.tryOut(rule);
    }

    private Optional<WhatIf.Rule> blockRule() {
        BlockDraft draft = BlockDraft.of(prefixes.getText(), List.of());
        if (!draft.isValid()) {
            problem.setText(draft.problem());
            return Optional.empty();
        }
        return Optional.of(new WhatIf.Rule.Block(draft.prefixes(), scope.chosen()));
    }

    private Optional<WhatIf.Rule> limitRule() {
        try {
            long events = Long.parseLong(most.getText().strip());
            int seconds = Integer.parseInt(window.getText().strip());
            if (events > 0 && seconds > 0 && seconds <= WhatIf.Rule.Limit.MAX_WINDOW_SECONDS) {
                return Optional.of(new WhatIf.Rule.Limit(
                        dimension.getValue(), events / (double) seconds, seconds, scope.chosen()));
            }
        } catch (NumberFormatException e) {
            // Told below, as what is out of range is.
        }
        problem.setText(Messages.of("incident.whatif.wrong-limit", WhatIf.Rule.Limit.MAX_WINDOW_SECONDS));
        return Optional.empty();
    }
}
