// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.widget;

import dev.secbeat.node.api.Dimension;
import javafx.scene.control.ComboBox;

/** What is counted: one of the dimensions, requests first. FX thread only. */
public final class DimensionBox extends ComboBox<Dimension> {

    /** @param told its name for those who do not see it */
    public DimensionBox(String id, String told) {
        setId(id);
        setAccessibleText(told);
        getItems().setAll(Dimension.values());
        setConverter(Forms.names(Dimensions::word));
        setValue(Dimension.REQUESTS);
    }
}
