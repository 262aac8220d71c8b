// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.i18n.Times;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.view.widget.Texts;
import java.util.Comparator;
import java.util.List;
import javafx.geometry.HPos;
import javafx.scene.control.Label;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Paint;
import javafx.scene.shape.Rectangle;

/** The figures of one moment, beside the crosshair. */
final class Readout extends VBox {
    private static final int MOST_ROWS = 14;
    private static final double AWAY = 14;

    private final Label moment = Texts.label("", "figure", "readout-moment");
    private final Label note = Texts.label("", "muted", "readout-note");
    private final GridPane rows = new GridPane();

    Readout() {
        setId("throughput-readout");
        getStyleClass().add("readout");
        setManaged(false);
        setMouseTransparent(true);
        setVisible(false);
        rows.getStyleClass().add("readout-rows");
        rows.getColumnConstraints()
                .addAll(column(HPos.LEFT), column(HPos.LEFT), column(HPos.RIGHT), column(HPos.RIGHT));
        rows.getColumnConstraints().get(1).setHgrow(Priority.ALWAYS);
        getChildren().addAll(moment, rows, note);
    }

    private static ColumnConstraints column(HPos align) {
        ColumnConstraints column = new ColumnConstraints();
        column.setHalignment(align);
        return column;
    }

    /** Shows moment {@code index} of the plot; what is unknown is called so. */
    void show(Plot plot, int index, Inks inks, TimeScale time) {
        long at = plot.answer().question().at(index);
        moment.setText(time.moment(at) + " " + Times.zoneName(at));
        rows.getChildren().clear();
        boolean compared = plot.answer().question().backMillis() > 0;
        List<ChartLine> loudest = plot.lines().stream()
                .sorted(Comparator.comparing(ChartLine::isPassed)
                        .reversed()
                        .thenComparing(Comparator.comparingDouble(
                                        (ChartLine line) -> known(line.line().at(index)))
                                .reversed()))
                .toList();
        for (int i = 0; i < Math.min(MOST_ROWS, loudest.size()); i++) {
            row(i, loudest.get(i), index, inks.line(loudest.get(i).ink()), compared);
        }
        double nodes = plot.nodes(index);
        int more = loudest.size() - MOST_ROWS;
        String heard = plot.mostNodes() == 0 && !Double.isNaN(nodes)
                ? Messages.of("throughput.readout.recorded")
                : Double.isNaN(nodes)
                        ? Messages.of("throughput.readout.nobody")
                        : Messages.of(
                                "throughput.readout.nodes", Figures.grouped(nodes), Figures.grouped(plot.mostNodes()));
        note.setText(more > 0 ? heard + " · " + Messages.of("throughput.readout.more", more) : heard);
        setVisible(true);
    }

    private void row(int row, ChartLine line, int index, Paint paint, boolean compared) {
        Rectangle mark = new Rectangle(8, 8, paint);
        Label value = Texts.label(figure(line.line().at(index)), "figure");
        String verdict =
                line.isPassed() ? Messages.of("throughput.readout.passed") : Messages.of("throughput.readout.dropped");
        rows.addRow(row, mark, new Label(verdict + " " + line.label()), value);
        if (compared) {
            String before =
                    line.earlier().map(earlier -> figure(earlier.at(index))).orElse("–");
            rows.add(Texts.label(before, "figure", "muted"), 3, row);
        }
    }

    private static double known(double value) {
        return Double.isNaN(value) ? -1 : value;
    }

    static String figure(double value) {
        return Double.isNaN(value) ? Messages.of("throughput.unknown") : Figures.grouped(value);
    }

    /** Beside {@code x}, on the side where there is more room. */
    void place(double x, double width, double y) {
        applyCss();
        autosize();
        boolean left = x > width / 2;
        relocate(Math.rint(left ? x - AWAY - getWidth() : x + AWAY), y);
    }
}
