// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.testing;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Labeled;
import javafx.scene.control.skin.TableColumnHeader;
import javafx.scene.text.Text;

/** Finds names of things to press, and of columns, that have no room. FX thread only. */
public final class Cut {
    private Cut() {}

    /** What is written on buttons, links and columns below {@code root} and is drawn shorter than it is. */
    public static List<String> words(Parent root) {
        List<String> cut = new ArrayList<>();
        look(root, cut);
        return cut;
    }

    private static void look(Node node, List<String> cut) {
        if (!node.isVisible()) {
            return;
        }
        boolean named = node instanceof ButtonBase || node.getParent() instanceof TableColumnHeader;
        if (named && node instanceof Labeled labeled && labeled.getText() != null) {
            labeled.getChildrenUnmodifiable().stream()
                    .filter(part -> part instanceof Text && part.getStyleClass().contains("text")) // no icon
                    .map(part -> ((Text) part).getText())
                    .filter(shown -> !shown.equals(labeled.getText()) && !shown.isEmpty())
                    .forEach(shown -> cut.add(labeled.getText() + " as " + shown));
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> look(child, cut));
        }
    }
}
