// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.settings;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.settings.TileServer;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Texts;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;

/** Where the map has its tiles from: painted here, or those of a server that a person names. */
final class TileFields extends VBox {
    private final CheckBox used = new CheckBox(Messages.of("settings.tiles.use"));
    private final TextField address = new TextField();
    private final TextField attribution = new TextField();
    private final Label problem = Texts.label("", "problem");
    private final Runnable onChange;
    private TileServer told;

    /** @param onChange runs when another server holds, or none */
    TileFields(TileServer now, Runnable onChange) {
        super(10);
        this.onChange = onChange;
        told = now;
        used.setId("preferences-tiles");
        used.setSelected(now.isUsed());
        used.setWrapText(true);
        field(address, "preferences-tiles-address", now.address(), "settings.tiles.address-hint");
        field(attribution, "preferences-tiles-attribution", now.attribution(), "settings.tiles.attribution-hint");
        problem.setId("preferences-tiles-problem");
        problem.setWrapText(true);
        GridPane grid = Forms.aligned();
        Forms.row(grid, Messages.of("settings.tiles.address"), address);
        Forms.row(grid, Messages.of("settings.tiles.attribution"), attribution);
        getChildren().addAll(Texts.label(Messages.of("settings.tiles"), "strong"), used, grid, problem);
        used.selectedProperty().subscribe(this::show);
        used.setOnAction(press -> commit());
        show();
    }

    private void field(TextField field, String id, String text, String hint) {
        field.setId(id);
        field.setText(text);
        field.setPromptText(Messages.of(hint));
        field.disableProperty().bind(used.selectedProperty().not());
        field.setOnAction(enter -> commit());
        field.focusedProperty().subscribe((before, now) -> {
            if (before && !now) {
                commit();
            }
        });
        field.textProperty().subscribe(this::show);
    }

    /** What holds: what cannot be used is not taken. */
    TileServer server() {
        return told;
    }

    private TileServer written() {
        return new TileServer(
                used.isSelected(),
                address.getText().strip(),
                attribution.getText().strip());
    }

    private void show() {
        TileServer written = written();
        problem.setText(written.isUsed() ? written.problem() : "");
        Forms.show(problem, !problem.getText().isEmpty());
    }

    private void commit() {
        TileServer written = written();
        if (!written.equals(told) && (!written.isUsed() || written.problem().isEmpty())) {
            told = written;
            onChange.run();
        }
    }
}
