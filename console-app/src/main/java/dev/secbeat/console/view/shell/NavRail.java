// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import java.util.List;
import javafx.css.PseudoClass;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** The rail of places and acts at the left edge. */
final class NavRail extends VBox {
    private static final PseudoClass CURRENT = PseudoClass.getPseudoClass("current");

    private final List<NavEntry> entries;

    NavRail(List<NavEntry> entries) {
        this.entries = List.copyOf(entries);
        setId("nav-rail");
        getStyleClass().add("nav-rail");
        this.entries.forEach(entry -> getChildren().add(button(entry)));
        this.entries.stream().filter(NavEntry::isPlace).findFirst().ifPresent(this::mark);
    }

    /** Chooses an entry as a click on it would. */
    void choose(NavEntry entry) {
        if (entry.isPlace()) {
            mark(entry);
        }
        entry.action().run();
    }

    private Button button(NavEntry entry) {
        Button button = new Button(entry.text(), new FontIcon(entry.icon()));
        button.setId(entry.id());
        button.getStyleClass().setAll("nav-button");
        button.setContentDisplay(ContentDisplay.TOP);
        button.setMaxWidth(Double.MAX_VALUE);
        String keys = KeyCombination.valueOf(entry.shortcut()).getDisplayText();
        button.setTooltip(new Tooltip(entry.text() + "  " + keys));
        button.setAccessibleText(entry.text());
        button.setOnAction(event -> choose(entry));
        return button;
    }

    private void mark(NavEntry current) {
        for (int i = 0; i < entries.size(); i++) {
            boolean isCurrent = entries.get(i).equals(current);
            getChildren().get(i).pseudoClassStateChanged(CURRENT, isCurrent);
        }
    }
}
