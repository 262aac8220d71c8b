// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.RateLine;
import dev.secbeat.console.view.widget.ValueScale;
import java.util.List;
import java.util.function.IntUnaryOperator;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.text.TextAlignment;

/**
 * Draws two panels above each other over one axis of time: what passes, and what does not. Where no node told anything, both
 * are hatched; where some nodes were missing, a strip below says so.
 */
final class ChartPainter {
    static final double LEFT = 58;
    static final double RIGHT = 14;
    private static final double TOP = 22;
    private static final double BETWEEN = 30;
    private static final double BOTTOM = 26;
    private static final double UPPER_SHARE = 0.56;
    private static final double HATCH = 9;
    private static final double LEAST_FOR_WORDS = 110;
    private static final double STRIP = 3;

    private final GraphicsContext pen;
    private final Inks inks;
    private final Plot plot;
    private final TimeScale time;
    private final ValueScale passed;
    private final ValueScale dropped;

    ChartPainter(GraphicsContext pen, Inks inks, Plot plot, double width, double height) {
        this.pen = pen;
        this.inks = inks;
        this.plot = plot;
        time = scale(plot, width);
        double free = Math.max(40, height - TOP - BETWEEN - BOTTOM);
        double upper = Math.rint(free * UPPER_SHARE);
        passed = ValueScale.upTo(plot.largest(true), TOP, upper);
        dropped = ValueScale.upTo(plot.largest(false), TOP + upper + BETWEEN, free - upper);
    }

    static TimeScale scale(Plot plot, double width) {
        return new TimeScale(plot.span(), LEFT, Math.max(1, width - LEFT - RIGHT));
    }

    void draw() {
        grid(passed, Messages.of("throughput.panel.passed"));
        grid(dropped, Messages.of("throughput.panel.dropped"));
        times();
        pen.save();
        pen.beginPath();
        pen.rect(time.left(), 0, time.width(), dropped.upper() + dropped.height() + 8);
        pen.clip();
        gaps();
        plot.lines().forEach(line -> line.earlier().ifPresent(earlier -> dashed(line, earlier)));
        plot.lines().forEach(this::solid);
        missingNodes();
        pen.restore();
    }

    ValueScale scaleOf(ChartLine line) {
        return line.isPassed() ? passed : dropped;
    }

    private void grid(ValueScale scale, String title) {
        pen.setLineWidth(1);
        pen.setStroke(inks.of(Inks.Ink.GRID));
        pen.setFill(inks.of(Inks.Ink.TEXT));
        pen.setFont(inks.figures());
        pen.setTextAlign(TextAlignment.RIGHT);
        pen.setTextBaseline(VPos.CENTER);
        for (double value = 0; value <= scale.top() * 1.0001; value += scale.tick()) {
            double y = Math.rint(scale.y(value)) + 0.5;
            pen.strokeLine(time.left(), y, time.left() + time.width(), y);
            pen.fillText(Figures.compact(value).replace(".0", ""), time.left() - 8, y);
        }
        pen.setFont(inks.words());
        pen.setTextAlign(TextAlignment.LEFT);
        pen.setTextBaseline(VPos.BOTTOM);
        pen.fillText(title, time.left(), scale.upper() - 5);
    }

    private void times() {
        double bottom = dropped.upper() + dropped.height();
        pen.setFont(inks.figures());
        pen.setTextAlign(TextAlignment.CENTER);
        pen.setTextBaseline(VPos.TOP);
        for (TimeScale.Tick tick : time.ticks()) {
            double x = Math.rint(time.x(tick.millis())) + 0.5;
            pen.strokeLine(x, passed.upper(), x, passed.upper() + passed.height());
            pen.strokeLine(x, dropped.upper(), x, bottom + 4);
            if (x > time.left() + 20 && x < time.left() + time.width() - 16) {
                pen.fillText(tick.label(), x, bottom + 8);
            }
        }
    }

    /** From the last known moment before a gap to the first after it. */
    private void gaps() {
        runs(index -> Double.isNaN(plot.nodes(index)) ? 1 : 0, (from, to) -> {
            int count = plot.answer().question().count();
            double left = from == 0 ? time.left() : time.x(at(from - 1));
            double right = to == count ? time.left() + time.width() : time.x(at(to));
            left = Math.max(left, time.left());
            right = Math.min(right, time.left() + time.width());
            if (right - left >= 1) {
                hatch(passed, left, right);
                hatch(dropped, left, right);
            }
        });
    }

    private void hatch(ValueScale scale, double left, double right) {
        pen.save();
        pen.beginPath();
        pen.rect(left, scale.upper(), right - left, scale.height());
        pen.clip();
        pen.setStroke(inks.of(Inks.Ink.HATCH));
        pen.setLineWidth(1);
        double first = Math.floor((left - scale.height()) / HATCH) * HATCH;
        for (double x = first; x < right; x += HATCH) {
            pen.strokeLine(x, scale.upper() + scale.height(), x + scale.height(), scale.upper());
        }
        pen.restore();
        if (right - left > LEAST_FOR_WORDS) {
            pen.setFill(inks.of(Inks.Ink.TEXT));
            pen.setFont(inks.words());
            pen.setTextAlign(TextAlignment.CENTER);
            pen.setTextBaseline(VPos.CENTER);
            pen.fillText(Messages.of("throughput.gap"), (left + right) / 2, scale.upper() + scale.height() / 2);
        }
    }

    private void missingNodes() {
        double all = plot.mostNodes();
        double bottom = dropped.upper() + dropped.height();
        pen.setFill(inks.of(Inks.Ink.PARTIAL));
        runs(index -> plot.nodes(index) < all ? 1 : 0, (from, to) -> {
            double left = time.x(at(from)) - 1;
            pen.fillRect(left, bottom + 1, Math.max(2, time.x(at(to - 1)) + 1 - left), STRIP);
        });
    }

    private void solid(ChartLine line) {
        boolean alone = plot.lines().stream()
                        .filter(other -> other.isPassed() == line.isPassed())
                        .count()
                == 1;
        pen.setStroke(inks.line(line.ink()));
        pen.setLineWidth(1.5);
        pen.setLineDashes();
        for (double[] points : trace(line.line())) {
            if (alone) {
                area(points, scaleOf(line), line.ink());
            }
            stroke(points, scaleOf(line));
        }
    }

    private void dashed(ChartLine line, RateLine earlier) {
        pen.save();
        pen.setStroke(inks.line(line.ink()));
        pen.setGlobalAlpha(0.6);
        pen.setLineWidth(1);
        pen.setLineDashes(3, 4);
        trace(earlier).forEach(points -> stroke(points, scaleOf(line)));
        pen.restore();
    }

    private void area(double[] points, ValueScale scale, int ink) {
        pen.save();
        pen.setGlobalAlpha(0.13);
        pen.setFill(inks.line(ink));
        pen.beginPath();
        pen.moveTo(points[0], scale.y(0));
        for (int i = 0; i < points.length; i += 2) {
            pen.lineTo(points[i], scale.y(points[i + 1]));
        }
        pen.lineTo(points[points.length - 2], scale.y(0));
        pen.closePath();
        pen.fill();
        pen.restore();
    }

    private void stroke(double[] points, ValueScale scale) {
        if (points.length == 2) { // A value between two gaps is a point.
            pen.strokeLine(points[0] - 1, scale.y(points[1]), points[0] + 1, scale.y(points[1]));
            return;
        }
        pen.beginPath();
        pen.moveTo(points[0], scale.y(points[1]));
        for (int i = 2; i < points.length; i += 2) {
            pen.lineTo(points[i], scale.y(points[i + 1]));
        }
        pen.stroke();
    }

    private List<double[]> trace(RateLine line) {
        int from = Math.max(0, plot.nearest(plot.span().fromMillis()) - 2);
        int to = Math.min(line.size(), plot.nearest(plot.span().toMillis()) + 3);
        return Trace.of(from, to, index -> time.x(at(index)), line::at);
    }

    private long at(int index) {
        return plot.answer().question().at(index);
    }

    private interface Run {
        void take(int from, int to);
    }

    private void runs(IntUnaryOperator belongs, Run taker) {
        int begun = -1;
        int count = plot.answer().question().count();
        for (int i = 0; i <= count; i++) {
            boolean inside = i < count && belongs.applyAsInt(i) == 1;
            if (inside && begun < 0) {
                begun = i;
            } else if (!inside && begun >= 0) {
                taker.take(begun, i);
                begun = -1;
            }
        }
    }
}
