// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.view.widget.Texts;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.css.PseudoClass;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** The palette's offers below the search field; the field keeps the cursor, the arrow keys move the choice. */
final class PalettePane extends VBox {
    /** As wide as the field above it, and never narrower than this. */
    static final double LEAST_WIDTH = 360;

    private static final PseudoClass CHOSEN = PseudoClass.getPseudoClass("chosen");

    private final Consumer<PaletteHits.Hit> onChosen;
    private List<PaletteHits.Hit> hits = List.of();
    private int chosen;

    PalettePane(Consumer<PaletteHits.Hit> onChosen) {
        this.onChosen = onChosen;
        setId("palette");
        getStyleClass().add("palette");
        setAccessibleRole(AccessibleRole.LIST_VIEW);
        setAccessibleText(Messages.of("shell.palette.name"));
        setMaxSize(LEAST_WIDTH, Region.USE_PREF_SIZE);
        setVisible(false);
    }

    /** Shows these offers and chooses the first. */
    void show(List<PaletteHits.Hit> next) {
        hits = next;
        chosen = 0;
        getChildren().clear();
        for (int i = 0; i < hits.size(); i++) {
            getChildren().add(row(hits.get(i)));
        }
        if (hits.isEmpty()) {
            Label none = Texts.label(Messages.of("shell.palette.none"), "palette-hint");
            none.setId("palette-none");
            getChildren().add(none);
        }
        setVisible(true);
        mark();
    }

    void hide() {
        setVisible(false);
    }

    /** Moves the choice; past the end it goes on at the other. */
    void move(int steps) {
        if (!hits.isEmpty()) {
            chosen = Math.floorMod(chosen + steps, hits.size());
            mark();
        }
    }

    Optional<PaletteHits.Hit> chosen() {
        return hits.isEmpty() ? Optional.empty() : Optional.of(hits.get(chosen));
    }

    private HBox row(PaletteHits.Hit hit) {
        Label text = Texts.label(hit.text(), "palette-text");
        hit.icon().ifPresent(icon -> text.setGraphic(new FontIcon(icon)));
        HBox row = Texts.row(10, text, Texts.spacer());
        if (!hit.keys().isEmpty()) {
            Label keys = Texts.label(hit.keys(), "key-hint");
            keys.setMinWidth(USE_PREF_SIZE);
            row.getChildren().add(keys);
        }
        row.setId("palette-" + hit.id());
        row.getStyleClass().add("palette-row");
        row.setAccessibleRole(AccessibleRole.LIST_ITEM);
        row.setAccessibleText(hit.text());
        row.setOnMousePressed(press -> onChosen.accept(hit));
        return row;
    }

    private void mark() {
        for (int i = 0; i < hits.size(); i++) {
            getChildren().get(i).pseudoClassStateChanged(CHOSEN, i == chosen);
        }
        chosen().ifPresent(hit -> setAccessibleHelp(hit.text()));
    }
}
