// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.FailoverState;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.PlanState;
import dev.secbeat.console.model.RegionStanding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import javafx.geometry.Point2D;
import javafx.scene.Group;

/**
 * Where clients are on their way, as the leading orchestrator tells it, whoever ordered it; and for a while where a plan that
 * was asked for here would move them. What is done is no arrow: a region that is out bears a sign.
 */
final class FailoverArcs extends Group {
    private static final long PLAN_SHOWN_MILLIS = 90_000;

    /** More than these at once would hide the map; the page of failovers tells all. */
    private static final int MOST = 8;

    /** How an arrow looks. */
    enum Kind {
        /** It was asked what would be. */
        PLANNED,
        /** Clients are on their way. */
        UNDER_WAY,
        /** They were, when it was last told. */
        OLD
    }

    /**
     * An arrow.
     *
     * @param key of what it tells: one is kept for each
     */
    record Move(String key, String from, String to, Kind kind, String words) {}

    private final Map<String, FailoverArc> arcs = new LinkedHashMap<>();

    FailoverArcs() {
        setMouseTransparent(true);
    }

    /** Draws what is to be seen between these places, the ends at the markers' rims. */
    void arrange(List<Move> moves, Map<String, Point2D> places, Map<String, Double> reaches, LabelPlacer placer) {
        List<Move> seen =
                moves.stream().filter(move -> isApart(move, places)).limit(MOST).toList();
        List<String> keys = seen.stream().map(Move::key).toList();
        if (!Set.copyOf(keys).equals(arcs.keySet())) {
            arcs.keySet().retainAll(keys);
            keys.forEach(key -> arcs.computeIfAbsent(key, FailoverArc::new));
            getChildren().setAll(arcs.values());
        }
        for (Move move : seen) {
            FailoverArc arc = arcs.get(move.key());
            if (arc != null) {
                arc.draw(
                        move,
                        places.getOrDefault(move.from(), Point2D.ZERO),
                        places.getOrDefault(move.to(), Point2D.ZERO),
                        reaches.getOrDefault(move.from(), 0.0),
                        reaches.getOrDefault(move.to(), 0.0));
                placer.reserve(arc.pillBounds());
            }
        }
    }

    /** Whether both its ends are on the map, and not in one place. */
    private static boolean isApart(Move move, Map<String, Point2D> places) {
        Point2D from = places.getOrDefault(move.from(), Point2D.ZERO);
        Point2D to = places.getOrDefault(move.to(), Point2D.ZERO);
        return places.containsKey(move.from()) && places.containsKey(move.to()) && from.distance(to) > 1;
    }

    /** What there is to be drawn; {@code name} gives a region's name by its id. */
    static List<Move> of(FailoverState state, long nowMillis, UnaryOperator<String> name) {
        List<Move> moves = new ArrayList<>();
        state.regions().stream()
                .filter(region ->
                        !state.freshness().isGone() && !region.movedTo().isEmpty())
                .forEach(region -> underWay(state, region, name).ifPresent(moves::add));
        state.plan()
                .filter(plan -> plan.isAllowed() && nowMillis - state.planMillis() < PLAN_SHOWN_MILLIS)
                .filter(plan -> !isBegun(state, plan))
                .ifPresent(plan -> moves.addFirst(new Move(
                        "planned",
                        plan.fromRegion(),
                        plan.toRegion(),
                        Kind.PLANNED,
                        Messages.of("map.failover.planned", Figures.percent(plan.clientsMoved())))));
        return moves;
    }

    private static Optional<Move> underWay(FailoverState state, RegionStanding region, UnaryOperator<String> name) {
        boolean fresh = state.freshness().isFresh();
        String id = region.regionId();
        String age = fresh
                ? ""
                : " · " + Messages.of("map.label.ago", state.freshness().text());
        Kind kind = fresh ? Kind.UNDER_WAY : Kind.OLD;
        if (region.isDraining()) {
            String words = Messages.of("map.failover.under-way", name.apply(id), name.apply(region.movedTo()));
            return Optional.of(new Move(id, id, region.movedTo(), kind, words + age));
        }
        if (region.isComingBack()) {
            String words = Messages.of("map.failover.coming-back", name.apply(id), name.apply(region.movedTo()));
            return Optional.of(new Move(id, region.movedTo(), id, kind, words + age));
        }
        return Optional.empty();
    }

    /** Whether it is being done or was: of a failback the region that is named is the one clients come back to. */
    private static boolean isBegun(FailoverState state, PlanState plan) {
        return state.regions().stream()
                .filter(RegionStanding::isMoved)
                .anyMatch(region -> region.isComingBack()
                        ? region.regionId().equals(plan.toRegion())
                                && region.movedTo().equals(plan.fromRegion())
                        : region.regionId().equals(plan.fromRegion())
                                && region.movedTo().equals(plan.toRegion()));
    }
}
