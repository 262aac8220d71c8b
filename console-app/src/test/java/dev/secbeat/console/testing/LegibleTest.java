// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import javafx.scene.Group;
import javafx.scene.layout.Background;
import javafx.scene.layout.StackPane;
import javafx.scene.paint.Color;
import javafx.scene.text.Text;
import org.junit.jupiter.api.Test;

/** Faint words are found, whatever makes them faint. */
class LegibleTest {
    private static List<String> faint(Color ground, Color veil, double opacity, Color ink) {
        Text text = new Text("words");
        text.setFill(ink);
        Group group = new Group(text);
        group.setOpacity(opacity);
        StackPane inner = new StackPane(group);
        inner.setBackground(Background.fill(veil));
        StackPane outer = new StackPane(inner);
        outer.setBackground(Background.fill(ground));
        return Legible.faint(outer, 4.5);
    }

    @Test
    void inkGroundVeilAndPalenessAllCount() {
        assertThat(faint(Color.BLACK, Color.TRANSPARENT, 1, Color.WHITE)).isEmpty();
        assertThat(faint(Color.BLACK, Color.TRANSPARENT, 1, Color.web("#555555")))
                .singleElement()
                .asString()
                .startsWith("2.8:1 'words'");
        assertThat(faint(Color.BLACK, Color.TRANSPARENT, 0.3, Color.WHITE)).hasSize(1);
        assertThat(faint(Color.WHITE, Color.TRANSPARENT, 1, Color.WHITE)).hasSize(1);
        assertThat(faint(Color.WHITE, Color.color(0, 0, 0, 0.9), 1, Color.WHITE))
                .as("dark glass before a white wall")
                .isEmpty();
    }
}
