// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.region;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.RateHistory;
import dev.secbeat.console.view.widget.Spark;
import dev.secbeat.console.view.widget.Texts;
import java.util.function.IntToDoubleFunction;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** The last minute of a region from its heartbeats, passed and dropped, each against its own largest. FX thread only. */
final class LastMinute extends HBox {
    private static final double HEIGHT = 46;

    private final Spark passed = new Spark(RateHistory.CAPACITY, "spark-passed");
    private final Spark dropped = new Spark(RateHistory.CAPACITY, "spark-dropped");
    private final Label passedTop = Texts.label("", "figure", "muted", "small");
    private final Label droppedTop = Texts.label("", "figure", "muted", "small");

    LastMinute() {
        super(10);
        setId("region-last-minute");
        setMinHeight(USE_PREF_SIZE);
        getChildren()
                .addAll(
                        half("region.minute.passed", passedTop, passed),
                        half("region.minute.dropped", droppedTop, dropped));
    }

    private static VBox half(String title, Label top, Spark spark) {
        spark.setPrefHeight(HEIGHT);
        spark.setMinHeight(HEIGHT);
        VBox half = new VBox(
                5, Texts.row(8, Texts.label(Messages.of(title), "muted", "small"), Texts.spacer(), top), spark);
        half.getStyleClass().add("region-pane");
        half.setPrefWidth(340);
        HBox.setHgrow(half, Priority.ALWAYS);
        return half;
    }

    void show(RateHistory history) {
        draw(passed, passedTop, history.size(), history::passed);
        draw(dropped, droppedTop, history.size(), history::dropped);
    }

    private static void draw(Spark spark, Label top, int size, IntToDoubleFunction rates) {
        double largest = 0;
        for (int i = 0; i < size; i++) {
            double rate = rates.applyAsDouble(i);
            largest = Double.isNaN(rate) ? largest : Math.max(largest, rate);
        }
        spark.show(size, rates);
        top.setText(size == 0 ? "–" : Messages.of("region.minute.largest", Figures.compact(largest)));
    }
}
