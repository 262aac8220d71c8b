// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.incident;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.IncidentStory;
import dev.secbeat.console.model.Pulse;
import dev.secbeat.console.model.TimelineEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;

/**
 * The fleet's traffic over the whole incident with a mark for each thing that happened; a press or a drag shows that
 * moment. Drawn when something changed; of the samples of one pixel the largest counts; a gap stays a gap.
 */
final class TrafficChart extends Region {
    private static final double LEFT = 54;
    private static final double BOTTOM = 18;
    private static final double TOP = 26;
    private static final long STEP_MILLIS = 5_000;
    private static final Color LINE = Color.web("#2A3441");
    private static final Color WORDS = Color.web("#7C8DA1");
    private static final Color PASSED = Color.web("#5AA9E6");
    private static final Color DROPPED = Color.web("#F2A33A");
    private static final Color DETECTION = Color.web("#E5534B");
    private static final Color BLOCK = Color.web("#3FB68B");
    private static final Color ACT = Color.web("#EEF2F7");
    private static final Color OTHER = Color.web("#5B6878");

    private final Canvas canvas = new Canvas();
    private final Font small = Font.font("JetBrains Mono", 10.5);
    private IncidentStory story = IncidentStory.EMPTY;
    private long begin;
    private long end = 1;
    private long position = -1;
    private double top = 1;

    TrafficChart(LongConsumer onMoment) {
        setId("incident-chart");
        getStyleClass().add("incident-chart");
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.SLIDER);
        setAccessibleText(Messages.of("incident.chart.name"));
        setMinSize(0, 120);
        canvas.setManaged(false);
        canvas.setMouseTransparent(true);
        getChildren().add(canvas);
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
        return getHeight() - BOTTOM - value / top * (getHeight() - BOTTOM - TOP);
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
        top = largest > 0 ? largest * 1.08 : 1;
        frame(pen);
        fill(pen, story.pulses(), Pulse::dropped);
        stroke(pen, story.pulses(), Pulse::passed);
        story.entries().forEach(entry -> mark(pen, entry));
        if (position >= 0) {
            pen.setStroke(ACT);
            pen.setLineWidth(1.5);
            pen.strokeLine(x(position), TOP - 8, x(position), getHeight() - BOTTOM);
        }
    }

    private static double larger(double one, double other) {
        return Double.isNaN(other) ? one : Double.isNaN(one) ? other : Math.max(one, other);
    }

    private void frame(GraphicsContext pen) {
        pen.setFont(small);
        pen.setFill(WORDS);
        pen.setStroke(LINE);
        pen.setLineWidth(1);
        for (int i = 0; i <= 2; i++) {
            double at = Math.round(y(top * i / 2)) + 0.5;
            pen.strokeLine(LEFT, at, getWidth(), at);
            pen.fillText(Figures.compact(top * i / 2), 4, at + 4);
        }
        pen.fillText(Times.clock(begin), LEFT, getHeight() - 4);
        pen.fillText(Times.clock(end), getWidth() - 54, getHeight() - 4);
    }

    private void stroke(GraphicsContext pen, List<Pulse> pulses, ToDoubleFunction<Pulse> rate) {
        pen.setStroke(PASSED);
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
        pen.setFill(DROPPED.deriveColor(0, 1, 1, 0.45));
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
        pen.setFill(color(entry.kind()));
        pen.setStroke(color(entry.kind()).deriveColor(0, 1, 1, 0.5));
        pen.setLineWidth(1);
        switch (entry.kind()) {
            case DETECTION -> pen.fillPolygon(new double[] {at - 5, at + 5, at}, new double[] {14, 14, 5}, 3);
            case BLOCK -> pen.fillRect(at - 3.5, 16, 7, 7);
            case ACT -> pen.fillOval(at - 4.5, 5, 9, 9);
            case FAILOVER -> pen.fillPolygon(new double[] {at - 5, at, at + 5, at}, new double[] {10, 5, 10, 15}, 4);
            case HEALTH, TROUBLE, CONSOLE -> pen.fillRect(at - 0.5, 8, 1, 6);
        }
        boolean deep = entry.kind() == TimelineEntry.Kind.DETECTION || entry.kind() == TimelineEntry.Kind.ACT;
        if (deep) {
            pen.strokeLine(at, 16, at, getHeight() - BOTTOM);
        }
    }

    private static Color color(TimelineEntry.Kind kind) {
        return switch (kind) {
            case DETECTION -> DETECTION;
            case BLOCK -> BLOCK;
            case ACT -> ACT;
            case FAILOVER -> PASSED;
            case HEALTH, TROUBLE, CONSOLE -> OTHER;
        };
    }
}
