// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.failover;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Intent.Move;
import java.util.Locale;
import javafx.geometry.Pos;
import javafx.scene.control.Toggle;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;

/** Which way clients move, always exactly one. */
final class MoveBar extends HBox {
    private final ToggleGroup group = new ToggleGroup();

    /** @param onChange runs when another is chosen */
    MoveBar(Move first, Runnable onChange) {
        setId("failover-move");
        getStyleClass().add("segments");
        setAlignment(Pos.CENTER_LEFT);
        for (Move move : Move.values()) {
            ToggleButton button = new ToggleButton(name(move));
            button.setId("failover-move-" + move.name().toLowerCase(Locale.ROOT));
            button.setUserData(move);
            button.setToggleGroup(group);
            button.setSelected(move == first);
            getChildren().add(button);
        }
        group.selectedToggleProperty().addListener((any, before, now) -> {
            if (now == null) {
                group.selectToggle(before);
            } else {
                onChange.run();
            }
        });
    }

    Move chosen() {
        Toggle toggle = group.getSelectedToggle();
        return toggle == null ? Move.FAILOVER : (Move) toggle.getUserData();
    }

    static String name(Move move) {
        return switch (move) {
            case FAILOVER -> Messages.of("failover.move.failover");
            case DRAIN -> Messages.of("failover.move.drain");
            case FAILBACK -> Messages.of("failover.move.failback");
        };
    }

    static String meaning(Move move) {
        return switch (move) {
            case FAILOVER -> Messages.of("failover.meaning.failover");
            case DRAIN -> Messages.of("failover.meaning.drain");
            case FAILBACK -> Messages.of("failover.meaning.failback");
        };
    }
}
