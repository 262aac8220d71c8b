// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import dev.secbeat.console.i18n.Messages;
import java.util.Optional;
import java.util.function.BiConsumer;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Pane;

/**
 * The chart: lines on one canvas, crosshair and selection on another above it, so that moving the pointer draws no line anew.
 * Draws when told to, when its size changes and when it comes into a window; not at all outside of one.
 */
final class RateChart extends Pane {
    private static final double LEAST_DRAG = 5;
    private static final double READOUT_Y = 26;
    private static final int STRIDE = 10;

    private final Canvas lines = new Canvas();
    private final Canvas above = new Canvas();
    private final Inks inks = new Inks();
    private final Readout readout = new Readout();
    private final BiConsumer<Long, Long> onZoom;
    private final Runnable onBack;
    private Optional<Plot> plot = Optional.empty();
    private double dragFrom = Double.NaN;
    private double dragTo = Double.NaN;
    private int cursor = -1;

    /**
     * An empty chart.
     *
     * @param onZoom takes begin and end of a stretch that was chosen, epoch milliseconds
     * @param onBack is run when a person wants what was shown before
     */
    RateChart(BiConsumer<Long, Long> onZoom, Runnable onBack) {
        this.onZoom = onZoom;
        this.onBack = onBack;
        setId("throughput-chart");
        getStyleClass().add("rate-chart");
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setAccessibleText(Messages.of("throughput.chart.accessible"));
        setMinSize(200, 160);
        lines.setManaged(false);
        above.setManaged(false);
        above.setMouseTransparent(true);
        getChildren().addAll(inks, lines, above, readout);
        setOnMouseMoved(this::point);
        setOnMouseExited(event -> forget());
        setOnMousePressed(this::press);
        setOnMouseDragged(this::drag);
        setOnMouseReleased(this::release);
        setOnMouseClicked(event -> {
            if (event.getButton() == MouseButton.PRIMARY && event.getClickCount() == 2) {
                onBack.run();
            }
        });
        setOnKeyPressed(this::key);
        sceneProperty().subscribe(this::draw);
    }

    /** Draws this from now on; nothing when empty. */
    void show(Optional<Plot> next) {
        plot = next;
        cursor = Math.min(
                cursor, next.map(any -> any.answer().question().count() - 1).orElse(-1));
        draw();
    }

    /** The colours lines are drawn with. */
    Inks inks() {
        return inks;
    }

    @Override
    protected void layoutChildren() {
        if (lines.getWidth() != getWidth() || lines.getHeight() != getHeight()) {
            lines.setWidth(getWidth());
            lines.setHeight(getHeight());
            above.setWidth(getWidth());
            above.setHeight(getHeight());
            draw();
        }
    }

    private void draw() {
        GraphicsContext pen = lines.getGraphicsContext2D();
        pen.clearRect(0, 0, lines.getWidth(), lines.getHeight());
        if (getScene() == null || lines.getWidth() <= 0 || lines.getHeight() <= 0) {
            return;
        }
        inks.applyCss();
        plot.ifPresent(some -> new ChartPainter(pen, inks, some, lines.getWidth(), lines.getHeight()).draw());
        drawAbove();
    }

    private void drawAbove() {
        GraphicsContext pen = above.getGraphicsContext2D();
        pen.clearRect(0, 0, above.getWidth(), above.getHeight());
        readout.setVisible(false);
        plot.ifPresent(some -> {
            TimeScale time = ChartPainter.scale(some, above.getWidth());
            if (isDragged()) {
                pen.setFill(inks.of(Inks.Ink.SELECTION));
                pen.fillRect(Math.min(dragFrom, dragTo), 0, Math.abs(dragTo - dragFrom), above.getHeight() - 20);
            } else if (cursor >= 0) {
                crosshair(pen, some, time);
            }
        });
    }

    private void crosshair(GraphicsContext pen, Plot some, TimeScale time) {
        double x = Math.rint(time.x(some.answer().question().at(cursor))) + 0.5;
        if (x < time.left() - 1 || x > time.left() + time.width() + 1) {
            return;
        }
        pen.setStroke(inks.of(Inks.Ink.CURSOR));
        pen.setLineWidth(1);
        pen.strokeLine(x, 12, x, above.getHeight() - 22);
        ChartPainter painter = new ChartPainter(pen, inks, some, above.getWidth(), above.getHeight());
        for (ChartLine line : some.lines()) {
            double value = line.line().at(cursor);
            if (!Double.isNaN(value)) {
                pen.setFill(inks.line(line.ink()));
                pen.fillOval(x - 3, painter.scaleOf(line).y(value) - 3, 6, 6);
            }
        }
        readout.show(some, cursor, inks, time);
        readout.place(x, above.getWidth(), READOUT_Y);
    }

    private boolean isDragged() {
        return Math.abs(dragTo - dragFrom) >= LEAST_DRAG;
    }

    private void point(MouseEvent event) {
        plot.ifPresent(some -> {
            cursor = some.nearest(ChartPainter.scale(some, getWidth()).millis(event.getX()));
            drawAbove();
        });
    }

    private void forget() {
        if (!isFocused()) {
            cursor = -1;
            drawAbove();
        }
    }

    private void press(MouseEvent event) {
        requestFocus();
        boolean begins = event.getButton() == MouseButton.PRIMARY;
        dragFrom = begins ? event.getX() : Double.NaN;
        dragTo = dragFrom;
    }

    private void drag(MouseEvent event) {
        dragTo = Math.clamp(
                event.getX(), ChartPainter.LEFT, Math.max(ChartPainter.LEFT, getWidth() - ChartPainter.RIGHT));
        drawAbove();
    }

    private void release(MouseEvent event) {
        boolean chosen = isDragged();
        double from = dragFrom;
        double to = dragTo;
        dragFrom = Double.NaN;
        dragTo = Double.NaN;
        if (chosen) {
            plot.map(some -> ChartPainter.scale(some, getWidth()))
                    .ifPresent(time -> onZoom.accept(time.millis(from), time.millis(to)));
        }
        drawAbove();
    }

    private void key(KeyEvent event) {
        int stride = event.isShiftDown() ? STRIDE : 1;
        boolean known = true;
        switch (event.getCode()) {
            case LEFT -> move(-stride);
            case RIGHT -> move(stride);
            case HOME -> move(Integer.MIN_VALUE / 2);
            case END -> move(Integer.MAX_VALUE / 2);
            case PLUS, ADD, EQUALS -> zoomAround();
            case MINUS, SUBTRACT, ESCAPE -> onBack.run();
            default -> known = false;
        }
        if (known) {
            event.consume();
        }
    }

    private void move(int by) {
        plot.ifPresent(some -> {
            int first = some.nearest(some.span().fromMillis());
            int end = some.nearest(some.span().toMillis());
            cursor = Math.clamp((cursor < 0 ? (long) end : cursor) + by, first, end);
            drawAbove();
        });
    }

    /** Half of what is shown, around the crosshair. */
    private void zoomAround() {
        plot.ifPresent(some -> {
            long quarter = some.span().lengthMillis() / 4;
            long middle = cursor >= 0
                    ? some.answer().question().at(cursor)
                    : (some.span().fromMillis() + some.span().toMillis()) / 2;
            onZoom.accept(middle - quarter, middle + quarter);
        });
    }
}
