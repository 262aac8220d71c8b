// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import dev.secbeat.console.i18n.Messages;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.scene.AccessibleAttribute;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Pane;

/**
 * One field to find an address, a region or a command from anywhere: while it has the cursor the palette's offers stand
 * below it. Escape empties it, and again leaves it.
 */
final class SearchField extends Pane {
    private static final double WIDE = 360;
    private static final double NARROW = 70;
    private static final double NARROW_IN_USE = 200;
    private static final double TALL = 32;

    /** Narrower than this the field only says what it is. */
    private static final double ROOM_FOR_PROMPT = 345;

    private final TextField field = new TextField();
    private final Label hint = new Label(Keys.text("Shortcut+K"));
    private final PaletteHits hits;
    private final Consumer<String> onSearch;
    private final PalettePane palette = new PalettePane(this::choose);

    /** @param onSearch takes what was typed and is no command; empty when the field was emptied */
    SearchField(PaletteHits hits, Consumer<String> onSearch) {
        this.hits = hits;
        this.onSearch = onSearch;
        getStyleClass().add("search");
        setPrefSize(WIDE, TALL);
        setMinSize(NARROW, TALL);
        setMaxSize(WIDE, TALL);
        field.setId("top-search");
        field.setPromptText(Messages.of("shell.search.prompt"));
        field.setAccessibleText(Messages.of("shell.search.prompt"));
        hint.getStyleClass().add("key-hint");
        hint.setMouseTransparent(true);
        hint.visibleProperty()
                .bind(field.focusedProperty()
                        .not()
                        .and(field.textProperty().isEmpty())
                        .and(widthProperty().greaterThan(240)));
        field.setOnAction(event -> enter());
        field.addEventFilter(KeyEvent.KEY_PRESSED, this::press);
        field.textProperty().subscribe(typed -> offer());
        field.focusedProperty().subscribe(this::focused);
        getChildren().addAll(field, hint);
    }

    PalettePane palette() {
        return palette;
    }

    /** Whether the cursor is in it. */
    ReadOnlyBooleanProperty inUse() {
        return field.focusedProperty();
    }

    void focusField() {
        field.requestFocus();
        field.selectAll();
    }

    @Override
    protected void layoutChildren() {
        field.resizeRelocate(0, 0, getWidth(), getHeight());
        field.setPromptText(Messages.of(getWidth() < ROOM_FOR_PROMPT ? "shell.search.short" : "shell.search.prompt"));
        hint.autosize();
        hint.relocate(Math.rint(getWidth() - hint.getWidth() - 10), Math.rint((getHeight() - hint.getHeight()) / 2));
    }

    private void focused(boolean now) {
        setMinWidth(now ? NARROW_IN_USE : NARROW);
        offer();
    }

    private void offer() {
        if (field.isFocused()) {
            palette.show(hits.find(field.getText()));
            tellChosen();
        } else {
            palette.hide();
        }
    }

    private void press(KeyEvent key) {
        switch (key.getCode()) {
            case DOWN -> move(key, 1);
            case UP -> move(key, -1);
            case ESCAPE -> escape();
            default -> {}
        }
    }

    private void move(KeyEvent key, int steps) {
        palette.move(steps);
        tellChosen();
        key.consume();
    }

    /** The cursor stays in the field: a screen reader says there which offer Enter would take. */
    private void tellChosen() {
        field.setAccessibleHelp(palette.chosen().map(PaletteHits.Hit::text).orElse(""));
        field.notifyAccessibleAttributeChanged(AccessibleAttribute.HELP);
    }

    private void escape() {
        if (field.getText().isEmpty()) {
            leave();
        } else {
            field.clear();
            onSearch.accept("");
        }
    }

    private void enter() {
        String typed = field.getText().strip();
        if (!palette.isVisible()) {
            palette.show(hits.find(typed));
        }
        palette.chosen().ifPresentOrElse(this::choose, () -> {
            onSearch.accept(typed);
            palette.hide();
        });
    }

    /** First out of the way, then done: what is done may take the cursor. */
    private void choose(PaletteHits.Hit hit) {
        field.clear();
        leave();
        hit.run().run();
    }

    private void leave() {
        palette.hide();
        if (getScene() != null) {
            getScene().getRoot().requestFocus();
        }
    }
}
