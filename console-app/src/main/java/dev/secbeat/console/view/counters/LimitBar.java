// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.counters;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.SourceRow;
import dev.secbeat.console.view.widget.Texts;
import javafx.geometry.Pos;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;

/** A bar as full as a source's share of its limit. */
final class LimitBar extends StackPane {
    private static final double WIDTH = 74;

    private final Region fill = new Region();

    LimitBar() {
        getStyleClass().add("limit-bar");
        fill.getStyleClass().add("limit-fill");
        setMaxSize(WIDTH, 6);
        setPrefSize(WIDTH, 6);
        setAlignment(Pos.CENTER_LEFT);
        getChildren().add(fill);
    }

    LimitBar show(SourceRow row) {
        double share = Math.min(1, row.limitShare());
        fill.setMaxWidth(WIDTH * share);
        fill.setPrefWidth(WIDTH * share);
        fill.setVisible(share > 0);
        Texts.style(fill, "limit-fill", "tone-" + SourceColumns.tone(row.standing()));
        setAccessibleText(
                row.standing() == SourceRow.Standing.BLOCKED
                        ? Messages.of("counters.blocked")
                        : Messages.of("counters.of-limit", Math.round(row.limitShare() * 100)));
        return this;
    }
}
