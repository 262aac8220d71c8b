// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.Freshness;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.Pace;
import dev.secbeat.console.model.RateHistory;
import dev.secbeat.console.model.Rates;
import dev.secbeat.console.model.RegionHealth;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.model.RegionState;
import dev.secbeat.console.view.widget.Figure;
import dev.secbeat.console.view.widget.HealthMark;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Spark;
import dev.secbeat.console.view.widget.Subjects;
import dev.secbeat.console.view.widget.Texts;
import eu.hansolo.tilesfx.Tile;
import eu.hansolo.tilesfx.TileBuilder;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;

/**
 * One region: rates, their sparkline, nodes, XDP mode, blocks, and how old all that is. Out of sight it is an empty frame of
 * the same size, which can be reached and named: JavaFX goes over all nodes of a window in each pulse, seen or not.
 */
final class RegionTile extends StackPane {
    private static final double WIDTH = 260;
    private static final double HEIGHT = 160;

    private final RegionModel region;
    private final Pace pace;
    private boolean inSight;
    private boolean behind;
    private final HealthMark mark = new HealthMark();
    private final Figure age = new Figure("", "figure", "muted", "tile-age");
    private final Figure passed = new Figure("–", "figure", "tile-value");
    private final Figure dropped = new Figure("–", "figure", "tile-dropped");
    private final Spark passedLine = new Spark(RateHistory.CAPACITY, "spark-passed");
    private final Spark droppedLine = new Spark(RateHistory.CAPACITY, "spark-dropped");
    private final Figure nodes = new Figure("–", "figure");
    private final Figure xdp = new Figure("–", "strong");
    private final Figure blocks = new Figure("–", "figure");
    private final Tooltip tip = new Tooltip();
    private Optional<Tile> body = Optional.empty();

    /** @param pace when a tile in sight is drawn */
    RegionTile(RegionModel region, Pace pace, Consumer<Intent> intents) {
        this.region = region;
        this.pace = pace;
        setId("tile-" + region.id());
        getStyleClass().add("region-tile");
        setFocusTraversable(true);
        List.of(age, passed, dropped, nodes, xdp, blocks).forEach(figure -> figure.setMinWidth(USE_PREF_SIZE));
        name(age, "age");
        name(passed, "passed");
        name(dropped, "dropped");
        name(nodes, "nodes");
        name(xdp, "xdp");
        name(blocks, "blocks");
        passedLine.setPrefHeight(40);
        droppedLine.setPrefHeight(18);
        Tooltip.install(this, tip);
        setAccessibleRole(AccessibleRole.BUTTON);
        setAccessibleText(region.place().name());
        setOnMouseClicked(click -> {
            if (click.isStillSincePress()) {
                intents.accept(wish(click.getClickCount() == 2));
            }
        });
        setOnKeyPressed(key -> {
            if (key.getCode() == KeyCode.ENTER || key.getCode() == KeyCode.SPACE) {
                intents.accept(wish(key.isShiftDown()));
            }
        });
        Subjects.region(this, region.id());
        Shown.follow(this, region.state(), state -> changed());
    }

    /** What it missed out of sight it draws as it comes into sight. */
    void setInSight(boolean now) {
        if (now == inSight) {
            return;
        }
        inSight = now;
        if (now) {
            Tile shown = body.orElseGet(this::tile);
            body = Optional.of(shown);
            getChildren().setAll(shown);
            draw();
            applyCss(); // it may come into sight in the midst of a layout, after the pulse's styles
        } else {
            getChildren().clear();
        }
    }

    @Override
    protected double computePrefWidth(double height) {
        return snappedLeftInset() + WIDTH + snappedRightInset();
    }

    @Override
    protected double computePrefHeight(double width) {
        return snappedTopInset() + HEIGHT + snappedBottomInset();
    }

    private void changed() {
        behind = true;
        if (inSight) {
            pace.soon(this, this::draw);
        }
    }

    private void draw() {
        if (inSight && behind) {
            behind = false;
            show(region.state().get());
        }
    }

    String regionId() {
        return region.id();
    }

    /** A click selects the region, a second one opens it. */
    private Intent wish(boolean open) {
        return open ? new Intent.OpenRegion(region.id(), "") : new Intent.ShowRegion(region.id());
    }

    /** TilesFX lays the tile out; its own colours and texts are off, ours come from the theme. */
    private Tile tile() {
        VBox rows = new VBox(7, head(), rates(), new VBox(passedLine, droppedLine), foot());
        Tile tile = TileBuilder.create()
                .skinType(Tile.SkinType.CUSTOM)
                .prefSize(WIDTH, HEIGHT)
                .backgroundColor(Color.TRANSPARENT)
                .title("")
                .textVisible(false)
                .graphic(rows)
                .build();
        // TilesFX takes clicks for itself.
        tile.setMouseTransparent(true);
        tile.setFocusTraversable(false);
        return tile;
    }

    private HBox head() {
        return Texts.row(
                7,
                mark,
                whole(Texts.label(region.place().name(), "tile-name")),
                wholeOrNone(Texts.label(region.place().city(), "muted")),
                Texts.spacer(),
                age);
    }

    private static Label whole(Label label) {
        label.setMinWidth(USE_PREF_SIZE);
        return label;
    }

    /** What tells little is not shown rather than cut. */
    private static Label wholeOrNone(Label label) {
        label.setMinWidth(0);
        label.widthProperty().subscribe(width -> label.setVisible(width.doubleValue() + 0.5 >= label.prefWidth(-1)));
        return label;
    }

    private HBox rates() {
        HBox row = Texts.row(
                7,
                passed,
                wholeOrNone(Texts.label(Messages.of("throughput.tile.rate"), "muted", "unit")),
                Texts.spacer(),
                dropped,
                whole(Texts.label(Messages.of("throughput.tile.dropped"), "muted", "unit")));
        row.getStyleClass().add("tile-rates");
        return row;
    }

    private HBox foot() {
        return Texts.row(
                4,
                Texts.label(Messages.of("throughput.tile.nodes"), "muted", "unit"),
                nodes,
                Texts.spacer(),
                Texts.label("XDP", "muted", "unit"),
                xdp,
                Texts.spacer(),
                Texts.label(Messages.of("throughput.tile.blocks"), "muted", "unit"),
                blocks);
    }

    private void name(Label label, String figure) {
        label.setId("tile-" + region.id() + "-" + figure);
    }

    private void show(RegionState state) {
        boolean metered = isMetered(state.metered().freshness(), state.live().freshness());
        Rates rates = metered ? state.metered() : state.live();
        mark.show(state.health());
        Texts.mark(this, rates.freshness().level());
        figures(rates);
        age.setText(ageText(rates.freshness(), metered));
        countNodes(state);
        xdp.setText(state.xdpMode().isEmpty() ? "–" : state.xdpMode());
        blocks.setText(state.liveNodes() == 0 ? "–" : Figures.grouped(state.blocks()));
        draw(metered ? region.meteredHistory() : region.liveHistory());
        describe(state, metered);
    }

    /** The better of both; of two that are as good Prometheus, which tells of all nodes, and of two that are not, the younger. */
    private static boolean isMetered(Freshness metered, Freshness live) {
        int order = metered.level().compareTo(live.level());
        return order < 0
                || (order == 0 && (metered.isFresh() || metered.orYounger(live).equals(metered)));
    }

    /** Silent nodes are missing; when all are silent and nobody calls them down, their number is not known. */
    private void countNodes(RegionState state) {
        boolean unknown = state.liveNodes() == 0 && state.health() != RegionHealth.DOWN;
        String live = unknown ? "?" : Integer.toString(state.liveNodes());
        String degraded = state.degradedNodes() == 0
                ? ""
                : " ▲" + state.degradedNodes(); // the sign of what is degraded, as on the map
        nodes.setText(state.totalNodes() == 0 ? "–" : live + "/" + state.totalNodes() + degraded);
        boolean missing = !unknown && state.liveNodes() < state.totalNodes();
        String tone = missing ? "tone-bad" : state.degradedNodes() > 0 ? "tone-warn" : "tone-plain";
        Texts.style(nodes, "label", "figure", tone);
    }

    private void figures(Rates rates) {
        boolean gone = rates.freshness().isGone();
        passed.setText(gone ? "–" : Figures.grouped(rates.passedPerSecond()));
        dropped.setText(gone ? "–" : Figures.compact(rates.droppedPerSecond()));
    }

    private static String ageText(Freshness freshness, boolean metered) {
        return switch (freshness.level()) {
            case FRESH -> metered ? freshness.text() : Messages.of("throughput.tile.heartbeat", freshness.text());
            case STALE -> Messages.of("throughput.tile.stale", freshness.text());
            case GONE ->
                freshness.ageMillis() < 0
                        ? Messages.of("throughput.tile.never")
                        : Messages.of("throughput.tile.gone", freshness.text());
        };
    }

    private void draw(RateHistory history) {
        passedLine.show(history.size(), history::passed);
        double busiest = 0;
        for (int i = 0; i < history.size(); i++) {
            busiest = Math.max(busiest, Double.isNaN(history.dropped(i)) ? 0 : history.dropped(i));
        }
        droppedLine.show(history.size(), history::dropped, Math.max(busiest * 1.3, 10));
    }

    private void describe(RegionState state, boolean metered) {
        String source = Messages.of(metered ? "throughput.tile.from-prometheus" : "throughput.tile.from-heartbeats");
        tip.setText(Messages.of(
                        "throughput.tile.tip",
                        region.id(),
                        state.health().label(),
                        source,
                        state.live().freshness().text(),
                        state.metered().freshness().text())
                + degraded(state, "\n"));
        setAccessibleText(Messages.of(
                        "throughput.tile.accessible",
                        region.place().name(),
                        state.health().label(),
                        passed.getText(),
                        dropped.getText(),
                        age.getText())
                + degraded(state, ", "));
    }

    private static String degraded(RegionState state, String before) {
        return state.degradedNodes() == 0
                ? ""
                : before + Messages.of("throughput.tile.degraded", state.degradedNodes(), state.totalNodes());
    }
}
