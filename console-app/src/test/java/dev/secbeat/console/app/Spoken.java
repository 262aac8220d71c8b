// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuBar;
import javafx.scene.control.ScrollBar;
import javafx.scene.control.Spinner;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.skin.TableHeaderRow;
import javafx.scene.text.Text;

/** What a screen reader would say of the controls below a node, and which have nothing to say or no id. */
final class Spoken {
    private Spoken() {}

    /** Controls a person can reach that have neither text nor accessible text, or no id. FX thread. */
    static List<String> silent(Parent root) {
        List<String> found = new ArrayList<>();
        walk(root, found);
        return found;
    }

    private static void walk(Node node, List<String> found) {
        if (!node.isVisible() || node instanceof ScrollBar || node instanceof TableHeaderRow) {
            return; // JavaFX names its own parts
        }
        boolean reachable = node.isFocusTraversable() && !node.isDisabled() && node.getParent() != null;
        if (reachable || isControl(node)) {
            if (node.getId() == null || node.getId().isBlank()) {
                found.add("no id: " + node);
            }
            if (text(node).isBlank()) {
                found.add("no text: " + node);
            }
        }
        boolean whole = node instanceof ComboBoxBase<?>
                || node instanceof Spinner<?>
                || node instanceof TextInputControl
                || node instanceof MenuBar;
        if (!whole && node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> walk(child, found));
        }
    }

    private static boolean isControl(Node node) {
        return node instanceof ButtonBase
                || node instanceof TextInputControl
                || node instanceof ComboBoxBase<?>
                || node instanceof Spinner<?>
                || node instanceof TableView<?>
                || node instanceof ListView<?>;
    }

    private static String text(Node node) {
        if (node.getAccessibleText() != null) {
            return node.getAccessibleText();
        }
        return switch (node) {
            case Labeled labeled -> String.valueOf(labeled.getText());
            case Text text -> text.getText();
            case MenuBar bar -> "menu bar"; // JavaFX says so
            default -> "";
        };
    }
}
