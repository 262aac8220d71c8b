// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javafx.scene.Group;
import javafx.scene.paint.Color;
import javafx.scene.paint.Paint;
import javafx.scene.shape.Rectangle;
import javafx.scene.text.Font;
import javafx.scene.text.Text;

/**
 * Colours and type of what is drawn on a canvas, which knows no style sheets: invisible shapes that a theme dresses, and that
 * are looked at when something is drawn.
 */
final class Inks extends Group {
    /** What is drawn beside the lines. */
    enum Ink {
        GRID,
        TEXT,
        HATCH,
        PARTIAL,
        CURSOR,
        SELECTION
    }

    /** Colours of lines, told apart by people who do not see all colours. */
    static final int LINES = 8;

    private static final List<Integer> PASSED = List.of(0, 1, 2, 3, 7, 6, 5, 4);
    private static final List<Integer> DROPPED = List.of(4, 5, 6, 7, 2, 3, 1, 0);
    private static final List<Integer> REGIONS = List.of(0, 5, 1, 7, 6, 2, 4, 3);

    private final Rectangle[] lines = new Rectangle[LINES];
    private final Map<Ink, Rectangle> others = new EnumMap<>(Ink.class);
    private final Text figure = new Text();
    private final Text word = new Text();

    Inks() {
        setManaged(false);
        setVisible(false);
        for (int i = 0; i < LINES; i++) {
            lines[i] = ink("line-" + (i + 1));
        }
        for (Ink ink : Ink.values()) {
            others.put(ink, ink(ink.name().toLowerCase(Locale.ROOT)));
        }
        figure.getStyleClass().add("chart-figure");
        word.getStyleClass().add("chart-word");
        getChildren().addAll(figure, word);
    }

    private Rectangle ink(String name) {
        Rectangle ink = new Rectangle(1, 1, Color.GRAY);
        ink.getStyleClass().addAll("chart-ink", "ink-" + name);
        getChildren().add(ink);
        return ink;
    }

    Paint line(int index) {
        return lines[Math.floorMod(index, LINES)].getFill();
    }

    Paint of(Ink ink) {
        Rectangle shape = others.get(ink);
        return shape == null ? Color.GRAY : shape.getFill();
    }

    Font figures() {
        return figure.getFont();
    }

    Font words() {
        return word.getFont();
    }

    /** The colour of the {@code order}-th line of what passes. */
    static int passed(int order) {
        return PASSED.get(order % LINES);
    }

    /** The colour of the {@code order}-th line of what does not pass. */
    static int dropped(int order) {
        return DROPPED.get(order % LINES);
    }

    /** The colour of the {@code order}-th region, whatever is shown of it. */
    static int region(int order) {
        return REGIONS.get(order % LINES);
    }
}
