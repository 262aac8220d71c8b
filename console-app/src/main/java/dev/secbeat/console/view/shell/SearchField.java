// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import java.util.function.Consumer;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Pane;

/** One field to find an address or a region from anywhere; Escape empties it. */
final class SearchField extends Pane {
    private static final double WIDE = 360;
    private static final double NARROW = 110;
    private static final double TALL = 32;

    private final TextField field = new TextField();
    private final Label hint = new Label("Ctrl K");

    SearchField(Consumer<String> onSearch) {
        getStyleClass().add("search");
        setPrefSize(WIDE, TALL);
        setMinSize(NARROW, TALL);
        setMaxSize(WIDE, TALL);
        field.setId("top-search");
        field.setPromptText("Search an address or a region");
        field.setAccessibleText("Search an address or a region");
        hint.getStyleClass().add("key-hint");
        hint.setMouseTransparent(true);
        hint.visibleProperty()
                .bind(field.focusedProperty()
                        .not()
                        .and(field.textProperty().isEmpty())
                        .and(widthProperty().greaterThan(240)));
        field.setOnAction(event -> onSearch.accept(field.getText().strip()));
        field.addEventHandler(KeyEvent.KEY_PRESSED, key -> {
            if (key.getCode() == KeyCode.ESCAPE) {
                field.clear();
                onSearch.accept("");
            }
        });
        getChildren().addAll(field, hint);
    }

    void focusField() {
        field.requestFocus();
        field.selectAll();
    }

    @Override
    protected void layoutChildren() {
        field.resizeRelocate(0, 0, getWidth(), getHeight());
        hint.autosize();
        hint.relocate(Math.rint(getWidth() - hint.getWidth() - 10), Math.rint((getHeight() - hint.getHeight()) / 2));
    }
}
