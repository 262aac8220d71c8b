// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import java.util.List;
import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;

/** The rail of places and acts at the left edge. */
final class NavRail extends VBox {
    private static final PseudoClass CURRENT = PseudoClass.getPseudoClass("current");

    private final List<NavEntry> entries;
    private Optional<NavEntry> current = Optional.empty();

    NavRail(List<NavEntry> entries) {
        this.entries = List.copyOf(entries);
        setId("nav-rail");
        getStyleClass().add("nav-rail");
        this.entries.forEach(entry -> getChildren().add(button(entry)));
        this.entries.stream().filter(NavEntry::isPlace).findFirst().ifPresent(this::mark);
    }

    /** The entry that is marked as the place one is at; empty before any was. */
    Optional<NavEntry> current() {
        return current;
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
        button.setTooltip(new Tooltip(entry.text() + "  " + Keys.text(entry.shortcut())));
        button.setAccessibleText(entry.text());
        button.setOnAction(event -> choose(entry));
        return button;
    }

    private void mark(NavEntry current) {
        this.current = Optional.of(current);
        for (int i = 0; i < entries.size(); i++) {
            boolean isCurrent = entries.get(i).equals(current);
            getChildren().get(i).pseudoClassStateChanged(CURRENT, isCurrent);
        }
    }
}
