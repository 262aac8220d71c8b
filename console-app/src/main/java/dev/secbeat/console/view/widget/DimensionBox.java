// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.widget;

import dev.secbeat.node.api.Dimension;
import javafx.scene.control.ComboBox;
import javafx.util.StringConverter;

/** What is counted: one of the dimensions, requests first. FX thread only. */
public final class DimensionBox extends ComboBox<Dimension> {

    /** @param told its name for those who do not see it */
    public DimensionBox(String id, String told) {
        setId(id);
        setAccessibleText(told);
        getItems().setAll(Dimension.values());
        setConverter(new Names());
        setValue(Dimension.REQUESTS);
    }

    private static final class Names extends StringConverter<Dimension> {
        @Override
        public String toString(Dimension value) {
            return value == null ? "" : Dimensions.word(value);
        }

        @Override
        public Dimension fromString(String text) {
            throw new UnsupportedOperationException("a dimension is chosen, never typed");
        }
    }
}
