// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.widget;

import java.util.List;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;

/** Pieces of text layout that every view builds the same way. */
public final class Texts {
    private Texts() {}

    /** A label of these style classes. */
    public static Label label(String text, String... styleClasses) {
        Label label = new Label(text);
        label.getStyleClass().addAll(styleClasses);
        return label;
    }

    /** The same over as many lines as it takes. */
    public static Label wrapped(String text, String... styleClasses) {
        Label label = label(text, styleClasses);
        label.setWrapText(true);
        return label;
    }

    /** Of that kind, empty, whose words are told later and never cut. */
    public static Label told(String id, String... styleClasses) {
        Label label = wrapped("", styleClasses);
        label.setId(id);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    /** What pushes the rest of a row to its end. */
    public static Region spacer() {
        Region spacer = new Region();
        HBox.setHgrow(spacer, Priority.ALWAYS);
        return spacer;
    }

    /** A row of nodes on one baseline. */
    public static HBox row(double spacing, Node... nodes) {
        HBox row = new HBox(spacing, nodes);
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }

    /** The style class of an enum's value: {@code is-mitigating}. */
    public static String styleOf(Enum<?> value) {
        return "is-" + value.name().toLowerCase(Locale.ROOT);
    }

    /** An address or prefix as part of an id that selectors can name: {@code 203-0-113-42}. */
    public static String idOf(String address) {
        return address.replace('.', '-').replace(':', '-').replace('/', '-');
    }

    /** Gives {@code node} exactly these style classes; leaves it alone, and unstyled again, when it has them. */
    public static void style(Node node, String... classes) {
        if (!node.getStyleClass().equals(List.of(classes))) {
            node.getStyleClass().setAll(classes);
        }
    }

    /**
     * Gives {@code node} the one of these style classes and takes the others: e.g. {@code is-fresh}, {@code is-stale}. Each
     * change of a class styles all below anew, so what is there already is not touched.
     */
    public static void mark(Node node, Enum<?> value) {
        String wanted = styleOf(value);
        if (node.getStyleClass().contains(wanted)) {
            return;
        }
        for (Enum<?> other : value.getDeclaringClass().getEnumConstants()) {
            node.getStyleClass().remove(styleOf(other));
        }
        node.getStyleClass().add(wanted);
    }

    /** A tooltip of this text for {@code control}, or none while it is empty. A tooltip is a window: one is kept and told. */
    public static void tip(Control control, String text) {
        Tooltip tip = control.getTooltip();
        if (text.isEmpty()) {
            control.setTooltip(null);
        } else if (tip == null) {
            control.setTooltip(new Tooltip(text));
        } else {
            tip.setText(text);
        }
    }
}
