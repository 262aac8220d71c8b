// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.widget;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import javafx.geometry.Insets;
import javafx.scene.layout.Region;
import javafx.scene.shape.Line;
import javafx.scene.shape.LineTo;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import javafx.scene.shape.PathElement;

/**
 * A sparkline: a line over a filled area. A NaN breaks it, so that a gap in telemetry is seen as one. Where no sample is
 * yet, a dotted ground line says that time is still to pass there. Colours come from the style classes {@code spark-line},
 * {@code spark-area} and {@code spark-ground}.
 */
public final class Spark extends Region {
    private static final double HEADROOM = 1.15;

    private final Path area = new Path();
    private final Path line = new Path();
    private final Line ground = new Line();
    private final int capacity;
    private int size;
    private double top = 1;
    private double[] values = {};
    private double drawnWidth = -1;
    private double drawnHeight = -1;

    /** A sparkline {@code capacity} samples wide; fewer samples are drawn at its right end. */
    public Spark(int capacity, String styleClass) {
        this.capacity = capacity;
        getStyleClass().addAll("spark", styleClass);
        area.getStyleClass().add("spark-area");
        line.getStyleClass().add("spark-line");
        area.setManaged(false);
        ground.getStyleClass().add("spark-ground");
        line.setManaged(false);
        ground.setManaged(false);
        setPadding(Insets.EMPTY);
        getChildren().addAll(ground, area, line);
    }

    /** Draws these values, oldest first, against a scale of 0 to their own largest. */
    public void show(int count, IntToDoubleFunction samples) {
        double largest = 0;
        for (int i = 0; i < count; i++) {
            double value = samples.applyAsDouble(i);
            largest = Double.isNaN(value) ? largest : Math.max(largest, value);
        }
        show(count, samples, largest * HEADROOM);
    }

    /** Draws these values, oldest first, against a scale of 0 to {@code scale}. */
    public void show(int count, IntToDoubleFunction samples, double scale) {
        int shown = Math.min(count, capacity);
        double[] next = new double[shown];
        Arrays.setAll(next, samples);
        double wanted = scale > 0 ? scale : 1;
        if (wanted != top || !Arrays.equals(next, values)) {
            size = shown;
            values = next;
            top = wanted;
            draw();
        }
    }

    @Override
    protected void layoutChildren() {
        if (getWidth() != drawnWidth || getHeight() != drawnHeight) {
            draw();
        }
    }

    /** Each path is told once what it is: an element at a time, its bounds would be taken down and up again at each. */
    private void draw() {
        drawnWidth = getWidth();
        drawnHeight = getHeight();
        List<PathElement> above = new ArrayList<>();
        List<PathElement> below = new ArrayList<>();
        ground.setStartY(getHeight() - 1);
        ground.setEndY(getHeight() - 1);
        ground.setEndX(Math.max(0, size == 0 ? getWidth() : x(0)));
        ground.setVisible(size < capacity);
        int begun = -1;
        for (int i = 0; i < size; i++) {
            if (Double.isNaN(values[i])) {
                close(below, begun, i - 1);
                begun = -1;
            } else if (begun < 0) {
                begun = i;
                above.add(new MoveTo(x(i), y(i)));
                below.add(new MoveTo(x(i), getHeight()));
                below.add(new LineTo(x(i), y(i)));
            } else {
                above.add(new LineTo(x(i), y(i)));
                below.add(new LineTo(x(i), y(i)));
            }
        }
        close(below, begun, size - 1);
        line.getElements().setAll(above);
        area.getElements().setAll(below);
    }

    private void close(List<PathElement> below, int begun, int last) {
        if (begun >= 0) {
            below.add(new LineTo(x(last), getHeight()));
            below.add(new LineTo(x(begun), getHeight()));
        }
    }

    private double x(int index) {
        return getWidth() * (capacity - size + index) / (capacity - 1);
    }

    private double y(int index) {
        double share = Math.min(1, Math.max(0, values[index] / top));
        return 1 + (getHeight() - 2) * (1 - share);
    }
}
