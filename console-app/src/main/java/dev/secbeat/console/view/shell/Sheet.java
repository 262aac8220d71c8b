// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.view.widget.Sheets;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.TraversalDirection;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/**
 * A dialog inside the window: what lies below stays in sight and goes on living, but neither pointer nor keyboard reach
 * it. When it closes, the cursor is where it was.
 */
final class Sheet extends StackPane {
    private static final double WIDTH = 620;
    private static final double WIDE = 880;

    private final Label title = new Label();
    private final Button close = new Button();
    private final BorderPane panel = new BorderPane();
    private Optional<Node> cursorBefore = Optional.empty();

    private boolean settling;
    private Subscription trap = Subscription.EMPTY;

    Sheet() {
        setId("sheet");
        getStyleClass().add("sheet");
        setAccessibleRole(AccessibleRole.DIALOG);
        setVisible(false);
        close.setId("sheet-close");
        close.setGraphic(new FontIcon(Feather.X));
        close.setAccessibleText(Messages.of("shell.sheet.close"));
        close.getStyleClass().setAll("sheet-close");
        close.setOnAction(event -> close());
        title.setId("sheet-title");
        title.getStyleClass().add("sheet-title");
        accessibleTextProperty().bind(title.textProperty());
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
        if (!isVisible()) {
            cursorBefore = Optional.ofNullable(getScene()).map(scene -> scene.getFocusOwner());
        }
        title.setText(name);
        panel.setMaxWidth(view.getStyleClass().contains(Sheets.WIDE) ? WIDE : WIDTH);
        panel.setCenter(view);
        setVisible(true);
        focusFirst(view);
        trap.unsubscribe();
        trap = getScene() == null
                ? Subscription.EMPTY
                : getScene().focusOwnerProperty().subscribe(this::keepCursor);
    }

    void close() {
        trap.unsubscribe();
        trap = Subscription.EMPTY;
        setVisible(false);
        panel.setCenter(null);
        cursorBefore.filter(node -> node.getScene() != null).ifPresent(Node::requestFocus);
        cursorBefore = Optional.empty();
    }

    /** Whether it is open. */
    boolean isOpen() {
        return isVisible();
    }

    /** The Tab key that would leave comes back to the beginning. */
    private void keepCursor(@Nullable Node cursor) {
        Node view = panel.getCenter();
        if (!settling && cursor != null && view != null && !isInside(cursor)) {
            focusFirst(view);
        }
    }

    /** The first control inside takes the cursor, so that the Tab key begins there; without any, the way out does. */
    private void focusFirst(Node view) {
        settling = true;
        view.requestFocus();
        view.requestFocusTraversal(TraversalDirection.NEXT);
        if (getScene() != null && !isInside(getScene().getFocusOwner())) {
            close.requestFocus();
        }
        settling = false;
    }

    private boolean isInside(@Nullable Node node) {
        for (Node at = node; at != null; at = at.getParent()) {
            if (at.equals(this)) {
                return true;
            }
        }
        return false;
    }
}
