// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.SourceRow;
import dev.secbeat.console.view.widget.Texts;
import javafx.scene.layout.Region;

/** A bar as full as a source's share of its limit. */
final class LimitBar extends Region {
    private static final double WIDTH = 74;
    private static final double HEIGHT = 6;

    private final Region fill = new Region();

    LimitBar() {
        getStyleClass().add("limit-bar");
        fill.getStyleClass().add("limit-fill");
        fill.setManaged(false); // it grows without a layout
        setMaxSize(WIDTH, HEIGHT);
        setPrefSize(WIDTH, HEIGHT);
        getChildren().add(fill);
    }

    LimitBar show(SourceRow row) {
        double share = Math.min(1, row.limitShare());
        fill.resize(snapSizeX(WIDTH * share), HEIGHT);
        fill.setVisible(share > 0);
        Texts.style(fill, "limit-fill", "tone-" + SourceColumns.tone(row.standing()));
        setAccessibleText(
                row.standing() == SourceRow.Standing.BLOCKED
                        ? Messages.of("counters.blocked")
                        : Messages.of("counters.of-limit", Math.round(row.limitShare() * 100)));
        return this;
    }
}
