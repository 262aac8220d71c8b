// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** A dialog inside the window: what lies below stays in sight and goes on living, but cannot be touched. */
final class Sheet extends StackPane {
    private static final double WIDTH = 620;

    private final Label title = new Label();
    private final BorderPane panel = new BorderPane();

    Sheet() {
        setId("sheet");
        getStyleClass().add("sheet");
        setVisible(false);
        Button close = new Button();
        close.setId("sheet-close");
        close.setGraphic(new FontIcon(Feather.X));
        close.setAccessibleText("Close");
        close.getStyleClass().setAll("sheet-close");
        close.setOnAction(event -> close());
        title.setId("sheet-title");
        title.getStyleClass().add("sheet-title");
        Region spacer = new Region();
        HBox.setHgrow(spacer, Priority.ALWAYS);
        HBox head = new HBox(title, spacer, close);
        head.setAlignment(Pos.CENTER_LEFT);
        head.getStyleClass().add("sheet-head");
        panel.setTop(head);
        panel.getStyleClass().add("sheet-panel");
        panel.setMaxSize(WIDTH, Region.USE_PREF_SIZE);
        getChildren().add(panel);
        addEventFilter(KeyEvent.KEY_PRESSED, key -> {
            if (key.getCode() == KeyCode.ESCAPE) {
                close();
                key.consume();
            }
        });
    }

    void open(String name, Node view) {
        title.setText(name);
        panel.setCenter(view);
        setVisible(true);
        view.requestFocus();
    }

    void close() {
        setVisible(false);
        panel.setCenter(null);
    }
}
