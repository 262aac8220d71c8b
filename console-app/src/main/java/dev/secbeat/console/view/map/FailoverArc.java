// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.FailoverState;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.PlanState;
import dev.secbeat.console.view.widget.Texts;
import java.util.Map;
import java.util.Optional;
import javafx.geometry.Point2D;
import javafx.geometry.Rectangle2D;
import javafx.scene.Group;
import javafx.scene.control.Label;
import javafx.scene.shape.Polygon;
import javafx.scene.shape.QuadCurve;
import javafx.scene.transform.Rotate;

/**
 * Where clients are moved, or would be: an arrow from region to region. A plan is shown for a while after it came; what is under
 * way is shown as long as it is.
 */
final class FailoverArc extends Group {
    private static final String IDLE = "idle";
    private static final long PLAN_SHOWN_MILLIS = 90_000;
    private static final double BEND = 0.2;
    private static final double HEAD = 9;

    private final QuadCurve curve = new QuadCurve();
    private final Polygon head = new Polygon(0, 0, -HEAD, -HEAD / 2, -HEAD, HEAD / 2);
    private final Label pill = new Label();
    private Optional<PlanState> seen = Optional.empty();
    private long seenMillis;

    FailoverArc() {
        setId("map-failover");
        setMouseTransparent(true);
        curve.getStyleClass().add("failover-line");
        head.getStyleClass().add("failover-head");
        pill.setId("map-failover-text");
        pill.setManaged(false);
        setVisible(false);
        getChildren().addAll(curve, head, pill);
    }

    /** Draws what is to be seen between these places, the ends at the markers' rims. */
    void arrange(FailoverState state, Map<String, Point2D> places, Map<String, Double> reaches, long nowMillis) {
        if (!state.plan().equals(seen)) {
            seen = state.plan();
            seenMillis = nowMillis;
        }
        boolean underWay = !state.phase().equals(IDLE);
        Optional<PlanState> plan = state.plan()
                .filter(known -> underWay || (known.isAllowed() && nowMillis - seenMillis < PLAN_SHOWN_MILLIS));
        Optional<Point2D> from = plan.flatMap(known -> Optional.ofNullable(places.get(known.fromRegion())));
        Optional<Point2D> to = plan.flatMap(known -> Optional.ofNullable(places.get(known.toRegion())));
        boolean shown = from.isPresent() && to.isPresent() && from.get().distance(to.get()) > 1;
        setVisible(shown);
        if (shown) {
            draw(plan.orElseThrow(), underWay ? Optional.of(state.phase()) : Optional.empty());
            place(
                    from.get(),
                    to.get(),
                    reaches.getOrDefault(plan.get().fromRegion(), 0.0),
                    reaches.getOrDefault(plan.get().toRegion(), 0.0));
        }
    }

    private void draw(PlanState plan, Optional<String> underWay) {
        String share = Figures.percent(plan.clientsMoved());
        pill.setText(underWay.map(phase -> Messages.of("map.failover.under-way", phase, share))
                .orElseGet(() -> Messages.of("map.failover.planned", share)));
        Texts.style(pill, "label", "link-pill", "failover-pill");
        Texts.style(curve, "failover-line", underWay.isPresent() ? "under-way" : "planned");
    }

    /** Where its words stand; empty while nothing is shown. */
    Optional<Rectangle2D> pillBounds() {
        return isVisible()
                ? Optional.of(new Rectangle2D(pill.getLayoutX(), pill.getLayoutY(), pill.getWidth(), pill.getHeight()))
                : Optional.empty();
    }

    private void place(Point2D from, Point2D to, double fromReach, double toReach) {
        Point2D along = to.subtract(from);
        Point2D control = from.midpoint(to).add(new Point2D(along.getY(), -along.getX()).multiply(-BEND));
        Point2D start = from.add(control.subtract(from).normalize().multiply(fromReach));
        Point2D end = to.add(control.subtract(to).normalize().multiply(toReach));
        curve.setStartX(start.getX());
        curve.setStartY(start.getY());
        curve.setControlX(control.getX());
        curve.setControlY(control.getY());
        curve.setEndX(end.getX());
        curve.setEndY(end.getY());
        Point2D arriving = end.subtract(control);
        head.getTransforms().setAll(new Rotate(Math.toDegrees(Math.atan2(arriving.getY(), arriving.getX())), 0, 0));
        head.setTranslateX(end.getX());
        head.setTranslateY(end.getY());
        pill.applyCss();
        pill.autosize();
        double x = 0.25 * start.getX() + 0.5 * control.getX() + 0.25 * end.getX();
        double y = 0.25 * start.getY() + 0.5 * control.getY() + 0.25 * end.getY();
        pill.relocate(Math.rint(x - pill.getWidth() / 2), Math.rint(y - pill.getHeight() / 2));
    }
}
