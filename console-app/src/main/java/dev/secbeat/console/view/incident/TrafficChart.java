// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.incident;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.i18n.Times;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.IncidentStory;
import dev.secbeat.console.model.Pulse;
import dev.secbeat.console.model.TimelineEntry;
import dev.secbeat.console.view.widget.ValueScale;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Region;
import javafx.scene.text.TextAlignment;

/**
 * The fleet's traffic over the whole incident with a mark for each thing that happened; a press or a drag shows that
 * moment. Drawn when something changed; of the samples of one pixel the largest counts; a gap stays a gap.
 */
final class TrafficChart extends Region {
    private static final double LEFT = 54;
    private static final double BOTTOM = 18;
    private static final double TOP = 32;
    private static final double HALF_CLOCK = 30;
    private static final long STEP_MILLIS = 5_000;
    private static final double PIXELS_A_TICK = 96;
    private static final double MARKS = 10;

    /** Blocks have a row of their own: one comes with each detection. */
    private static final double BLOCKS = 22;

    /** Distances of two labels below the chart, milliseconds. */
    private static final long[] TICKS = {
        1_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000, 21_600_000, 86_400_000
    };

    private final Canvas canvas = new Canvas();
    private final IncidentInks inks = new IncidentInks();
    private IncidentStory story = IncidentStory.EMPTY;
    private long begin;
    private long end = 1;
    private long position = -1;
    private ValueScale scale = ValueScale.upTo(0, TOP, 1);

    TrafficChart(LongConsumer onMoment) {
        setId("incident-chart");
        getStyleClass().add("incident-chart");
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setAccessibleText(Messages.of("incident.chart.name"));
        setMinSize(0, 120);
        canvas.setManaged(false);
        canvas.setMouseTransparent(true);
        getChildren().addAll(inks, canvas);
        setOnMousePressed(press -> {
            requestFocus();
            onMoment.accept(moment(press.getX()));
        });
        setOnMouseDragged(drag -> onMoment.accept(moment(drag.getX())));
        setOnKeyPressed(key -> step(key, onMoment));
    }

    /**
     * Shows another story.
     *
     * @param positionMillis the moment shown elsewhere; negative when that is now
     */
    void show(IncidentStory next, long beginMillis, long endMillis, long positionMillis) {
        story = next;
        begin = beginMillis;
        end = Math.max(endMillis, beginMillis + 1_000);
        position = positionMillis;
        // Only what has been recorded can be gone through.
        setAccessibleRole(position < 0 ? AccessibleRole.IMAGE_VIEW : AccessibleRole.SLIDER);
        setFocusTraversable(position >= 0);
        draw();
    }

    @Override
    protected void layoutChildren() {
        canvas.setWidth(getWidth());
        canvas.setHeight(getHeight());
        draw();
    }

    private void step(KeyEvent key, LongConsumer onMoment) {
        switch (key.getCode()) {
            case LEFT -> onMoment.accept(Math.max(begin, position - STEP_MILLIS));
            case RIGHT -> onMoment.accept(Math.min(end, position + STEP_MILLIS));
            case HOME -> onMoment.accept(begin);
            case END -> onMoment.accept(end);
            default -> {
                return;
            }
        }
        key.consume();
    }

    private long moment(double x) {
        double share = Math.clamp((x - LEFT) / Math.max(1, getWidth() - LEFT), 0.0, 1.0);
        return begin + Math.round(share * (end - begin));
    }

    private double x(long epochMillis) {
        double share = Math.clamp((double) (epochMillis - begin) / (end - begin), 0.0, 1.0);
        return LEFT + share * (getWidth() - LEFT - 1);
    }

    private double y(double value) {
        return scale.y(value);
    }

    private void draw() {
        GraphicsContext pen = canvas.getGraphicsContext2D();
        pen.clearRect(0, 0, canvas.getWidth(), canvas.getHeight());
        if (getWidth() < LEFT + 20 || getHeight() < TOP + BOTTOM + 20) {
            return;
        }
        double largest = 0;
        for (Pulse pulse : story.pulses()) {
            largest = larger(largest, larger(pulse.passed(), pulse.dropped()));
        }
        scale = ValueScale.upTo(largest, TOP, getHeight() - BOTTOM - TOP);
        frame(pen);
        fill(pen, story.pulses(), Pulse::dropped);
        stroke(pen, story.pulses(), Pulse::passed);
        story.entries().forEach(entry -> mark(pen, entry));
        if (position >= 0) {
            pen.setStroke(inks.of(IncidentInks.Ink.MOMENT));
            pen.setLineWidth(1.5);
            pen.strokeLine(x(position), 4, x(position), getHeight() - BOTTOM);
        }
    }

    private static double larger(double one, double other) {
        return Double.isNaN(other) ? one : Double.isNaN(one) ? other : Math.max(one, other);
    }

    private void frame(GraphicsContext pen) {
        pen.setFont(inks.figures());
        pen.setFill(inks.of(IncidentInks.Ink.TEXT));
        pen.setStroke(inks.of(IncidentInks.Ink.GRID));
        pen.setLineWidth(1);
        pen.setTextAlign(TextAlignment.RIGHT);
        for (double value = 0; value <= scale.top() + scale.tick() / 2; value += scale.tick()) {
            double at = Math.round(y(value)) + 0.5;
            pen.strokeLine(LEFT, at, getWidth(), at);
            pen.fillText(Figures.compact(value), LEFT - 8, at + 4);
        }
        pen.setTextAlign(TextAlignment.CENTER);
        long step = step();
        for (long at = Math.ceilDiv(begin, step) * step; at <= end; at += step) {
            if (x(at) > LEFT + HALF_CLOCK && x(at) < getWidth() - HALF_CLOCK) {
                pen.strokeLine(x(at), getHeight() - BOTTOM, x(at), getHeight() - BOTTOM + 4);
                pen.fillText(Times.ofDay(at), x(at), getHeight() - 4);
            }
        }
        pen.setTextAlign(TextAlignment.LEFT);
    }

    /** Round moments, far enough from each other to be read. */
    private long step() {
        double least = (end - begin) * PIXELS_A_TICK / Math.max(1, getWidth() - LEFT);
        for (long tick : TICKS) {
            if (tick >= least) {
                return tick;
            }
        }
        long day = TICKS[TICKS.length - 1];
        return Math.ceilDiv((long) least, day) * day;
    }

    private void stroke(GraphicsContext pen, List<Pulse> pulses, ToDoubleFunction<Pulse> rate) {
        pen.setStroke(inks.of(IncidentInks.Ink.PASSED));
        pen.setLineWidth(1.6);
        boolean drawing = false;
        pen.beginPath();
        for (Pulse pulse : pulses) {
            double value = rate.applyAsDouble(pulse);
            if (Double.isNaN(value)) {
                drawing = false;
            } else if (drawing) {
                pen.lineTo(x(pulse.epochMillis()), y(value));
            } else {
                pen.moveTo(x(pulse.epochMillis()), y(value));
                drawing = true;
            }
        }
        pen.stroke();
    }

    private void fill(GraphicsContext pen, List<Pulse> pulses, ToDoubleFunction<Pulse> rate) {
        pen.setFill(inks.of(IncidentInks.Ink.DROPPED_AREA));
        List<double[]> run = new ArrayList<>();
        for (Pulse pulse : pulses) {
            double value = rate.applyAsDouble(pulse);
            if (Double.isNaN(value)) {
                close(pen, run);
                continue;
            }
            double at = x(pulse.epochMillis());
            double high = y(value);
            if (!run.isEmpty() && at - run.getLast()[0] < 1) {
                run.getLast()[1] = Math.min(run.getLast()[1], high);
            } else {
                run.add(new double[] {at, high});
            }
        }
        close(pen, run);
    }

    private void close(GraphicsContext pen, List<double[]> run) {
        if (run.size() > 1) {
            double floor = getHeight() - BOTTOM;
            pen.setStroke(inks.of(IncidentInks.Ink.DROPPED));
            pen.setLineWidth(1);
            pen.beginPath();
            pen.moveTo(run.getFirst()[0], run.getFirst()[1]);
            run.forEach(point -> pen.lineTo(point[0], point[1]));
            pen.stroke();
            pen.beginPath();
            pen.moveTo(run.getFirst()[0], floor);
            run.forEach(point -> pen.lineTo(point[0], point[1]));
            pen.lineTo(run.getLast()[0], floor);
            pen.closePath();
            pen.fill();
        }
        run.clear();
    }

    private void mark(GraphicsContext pen, TimelineEntry entry) {
        double at = x(entry.epochMillis());
        pen.setFill(inks.of(entry.kind()));
        pen.setStroke(inks.of(entry.kind()));
        KindMark.draw(pen, entry.kind(), at, entry.kind() == TimelineEntry.Kind.BLOCK ? BLOCKS : MARKS);
        boolean deep = entry.kind() == TimelineEntry.Kind.DETECTION || entry.kind() == TimelineEntry.Kind.ACT;
        if (deep) {
            pen.setLineWidth(0.6);
            pen.strokeLine(at, MARKS + 6, at, getHeight() - BOTTOM);
        }
    }
}
