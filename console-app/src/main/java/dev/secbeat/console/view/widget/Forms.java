// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.widget;

import java.util.List;
import java.util.function.Function;
import javafx.geometry.VPos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.util.StringConverter;

/** Pieces of forms and dialogs that every view builds the same way. FX thread only. */
public final class Forms {
    /** Room for the longest name of a setting. */
    private static final double NAMES = 190;

    private Forms() {}

    /** An empty form: names to the left of their fields, which take what room is left. */
    public static GridPane grid() {
        GridPane grid = new GridPane(14, 9);
        ColumnConstraints names = new ColumnConstraints();
        names.setMinWidth(Region.USE_PREF_SIZE);
        ColumnConstraints fields = new ColumnConstraints();
        fields.setHgrow(Priority.ALWAYS);
        grid.getColumnConstraints().setAll(names, fields);
        return grid;
    }

    /** Of that kind, for forms that stand below one another: their fields begin where those of the others do. */
    public static GridPane aligned() {
        GridPane grid = grid();
        grid.getColumnConstraints().getFirst().setMinWidth(NAMES);
        return grid;
    }

    /** One row more, whose field is read out with its name. */
    public static void row(GridPane grid, String name, Node field) {
        Label label = Texts.label(name, "muted");
        label.setLabelFor(field);
        GridPane.setValignment(label, VPos.CENTER);
        if (field.getAccessibleText() == null) {
            field.setAccessibleText(name);
        }
        grid.addRow(grid.getRowCount(), label, field);
    }

    /** Gives {@code field} its id, what it shows while it is empty, and its name for those who do not see it. */
    public static void field(TextField field, String id, String prompt, String told) {
        field.setId(id);
        field.setPromptText(prompt);
        field.setAccessibleText(told);
    }

    /** Lets {@code field} hold no more than {@code most} characters; what is typed beyond is gone. */
    public static void limit(TextField field, int most) {
        field.textProperty().subscribe(typed -> {
            if (typed.length() > most) {
                field.setText(typed.substring(0, most));
            }
        });
    }

    /** A choice among these values, told by these names. */
    public static <T> ComboBox<T> choice(String id, List<T> values, T chosen, Function<T, String> name) {
        ComboBox<T> box = new ComboBox<>();
        box.setId(id);
        box.setConverter(names(name));
        box.getItems().setAll(values);
        box.setValue(chosen);
        box.setMaxWidth(Double.MAX_VALUE);
        return box;
    }

    /** Names of values that are chosen and never typed; none while nothing is chosen. */
    public static <T> StringConverter<T> names(Function<T, String> name) {
        return new StringConverter<>() {
            @Override
            public String toString(T value) {
                return value == null ? "" : name.apply(value);
            }

            @Override
            public T fromString(String typed) {
                throw new UnsupportedOperationException("a value is chosen, never typed");
            }
        };
    }

    /** A button of these style classes that is never cut. */
    public static Button button(String id, String text, Runnable action, String... styleClasses) {
        Button button = new Button(text);
        button.setId(id);
        button.getStyleClass().addAll(styleClasses);
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(click -> action.run());
        return button;
    }

    /** A quiet link that is never cut. */
    public static Hyperlink link(String id, String text, Runnable action) {
        Hyperlink link = new Hyperlink(text);
        link.setId(id);
        link.setMinWidth(Region.USE_PREF_SIZE);
        link.getStyleClass().add("quiet-link");
        link.setOnAction(click -> action.run());
        return link;
    }

    /** Shows {@code node}, or takes it away with its room. */
    public static void show(Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }
}
