// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.incident;

import dev.secbeat.console.model.TimelineEntry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javafx.scene.control.Slider;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import javafx.scene.shape.Rectangle;

/** The slider of a replay over its own track: how much has been played, and where something happened. FX thread only. */
final class Scrub extends Region {
    /** Where the slider's track begins and ends inside of it: half a thumb. */
    private static final double INSET = 9;

    private static final double TALL = 4;
    private static final double MARK_TALL = 14;
    private static final double MARK_WIDE = 2;
    private static final int MOST_MARKS = 400;

    private final Slider slider;
    private final Region ground = new Region();
    private final Region played = new Region();
    private final Pane marks = new Pane();
    private List<TimelineEntry> entries = List.of();
    private long begin;
    private long end = 1;
    private double drawnFor = -1;

    Scrub(Slider slider) {
        this.slider = slider;
        ground.getStyleClass().add("scrub-ground");
        played.getStyleClass().add("scrub-played");
        marks.setId("replay-marks");
        List.of(ground, played, marks).forEach(part -> part.setMouseTransparent(true));
        getChildren().addAll(ground, played, marks, slider);
        slider.valueProperty().subscribe(this::requestLayout);
    }

    /** Marks what of these one would jump to, between these moments, epoch milliseconds. */
    void show(List<TimelineEntry> next, long beginMillis, long endMillis) {
        if (next.equals(entries) && beginMillis == begin && endMillis == end) {
            return;
        }
        entries = next;
        begin = beginMillis;
        end = Math.max(endMillis, beginMillis + 1);
        drawnFor = -1;
        requestLayout();
    }

    @Override
    protected double computeMinWidth(double height) {
        return slider.minWidth(height);
    }

    @Override
    protected double computePrefWidth(double height) {
        return slider.prefWidth(height);
    }

    @Override
    protected double computePrefHeight(double width) {
        return slider.prefHeight(width);
    }

    @Override
    protected void layoutChildren() {
        double length = Math.max(0, getWidth() - 2 * INSET);
        double top = Math.rint((getHeight() - TALL) / 2);
        double share = slider.getMax() > 0 ? slider.getValue() / slider.getMax() : 0;
        ground.resizeRelocate(INSET, top, length, TALL);
        played.resizeRelocate(INSET, top, length * share, TALL);
        slider.resizeRelocate(0, 0, getWidth(), getHeight());
        if (drawnFor != length) {
            drawnFor = length;
            mark(length);
        }
    }

    private void mark(double width) {
        marks.getChildren().clear();
        Set<String> taken = new HashSet<>();
        for (TimelineEntry entry : entries) {
            double x = INSET + width * (entry.epochMillis() - begin) / (end - begin);
            boolean inside = x >= INSET && x <= INSET + width;
            if (inside && marks.getChildren().size() < MOST_MARKS && taken.add(entry.kind() + " " + Math.round(x))) {
                Rectangle mark = new Rectangle(
                        Math.rint(x - MARK_WIDE / 2), Math.rint((getHeight() - MARK_TALL) / 2), MARK_WIDE, MARK_TALL);
                mark.getStyleClass().setAll("kind-mark", Kinds.style(entry.kind()));
                marks.getChildren().add(mark);
            }
        }
    }
}
