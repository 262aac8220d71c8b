// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.region;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.LinkState;
import dev.secbeat.console.model.NodeState;
import dev.secbeat.console.model.Rates;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.model.RegionState;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.HealthMark;
import dev.secbeat.console.view.widget.Sheets;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.css.PseudoClass;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** A region from near. Draws at most once per drain of the model, and nothing while it is not shown. */
public final class RegionView extends VBox {
    private static final PseudoClass OLD = PseudoClass.getPseudoClass("old");

    private final FleetModel model;
    private final Consumer<Intent> intents;
    private final HealthMark mark = new HealthMark();
    private final Label name = Texts.label("", "view-title");
    private final Label state = Texts.label("", "muted");
    private final FlowPane figures = new FlowPane(26, 6);
    private final LastMinute traffic = new LastMinute();
    private final NodeTable nodes = new NodeTable();
    private final NodePane node = new NodePane();
    private final EventList events = new EventList();
    private String regionId = "";

    /**
     * A view that shows no region yet.
     *
     * @param intents takes {@link Intent.ShowNodes}, {@link Intent.ShowThroughput}, {@link Intent.OpenLimitDialog}, {@link
     *     Intent.OpenDrillDialog} and {@link Intent.OpenFailoverDialog}
     */
    public RegionView(FleetModel model, Consumer<Intent> intents) {
        this.model = model;
        this.intents = intents;
        setId("region-view");
        getStyleClass().add("region-view");
        Sheets.dress(this, RegionView.class, "region.css");
        figures.setId("region-figures");
        HBox below = new HBox(10, node, events);
        HBox.setHgrow(node, Priority.ALWAYS);
        HBox.setHgrow(events, Priority.ALWAYS);
        node.setPrefWidth(340);
        events.setPrefWidth(340);
        below.setMinHeight(180);
        VBox.setVgrow(nodes, Priority.ALWAYS);
        VBox.setVgrow(below, Priority.ALWAYS);
        nodes.setMinHeight(90);
        nodes.setPrefHeight(340);
        below.setPrefHeight(280);
        getChildren().addAll(head(), figures, traffic, nodes, below);
        nodes.getSelectionModel()
                .selectedItemProperty()
                .subscribe((NodeState chosen) -> node.show(Optional.ofNullable(chosen)));
        Shown.follow(this, model.now(), now -> refresh());
        sceneProperty().subscribe(this::refresh);
    }

    /** Shows this region, with one of its nodes chosen; with an empty name the first. */
    public void show(String id, String nodeName) {
        regionId = id;
        nodes.getSelectionModel().clearSelection();
        draw();
        if (nodeName.isEmpty()) {
            nodes.getSelectionModel().selectFirst();
        } else {
            nodes.choose(nodeName);
        }
    }

    private HBox head() {
        name.setId("region-name");
        state.setId("region-state");
        name.setMinWidth(USE_PREF_SIZE);
        return Texts.row(
                10,
                mark,
                name,
                state,
                Texts.spacer(),
                Forms.link(
                        "region-on-map",
                        Messages.of("region.on-map"),
                        () -> intents.accept(new Intent.ShowNodes(regionId))),
                Forms.link(
                        "region-throughput",
                        Messages.of("region.throughput"),
                        () -> intents.accept(new Intent.ShowThroughput(regionId))),
                Forms.button(
                        "region-limit",
                        Messages.of("region.limit"),
                        () -> intents.accept(new Intent.OpenLimitDialog("", scope()))),
                Forms.button(
                        "region-drill",
                        Messages.of("region.drill"),
                        () -> intents.accept(new Intent.OpenDrillDialog(scope()))),
                Forms.button(
                        "region-failover",
                        Messages.of("region.failover"),
                        () -> intents.accept(new Intent.OpenFailoverDialog(regionId))));
    }

    private Scope scope() {
        return new Scope.Region(new RegionId(regionId));
    }

    private void refresh() {
        if (getScene() != null) {
            draw();
        }
    }

    private void draw() {
        Optional<RegionModel> region = model.region(regionId);
        if (region.isEmpty()) {
            name.setText(Messages.of("region.unknown"));
            return;
        }
        RegionState now = region.get().state().get();
        mark.show(now.health());
        name.setText(region.get().place().name());
        state.setText(region.get().place().city() + " · " + now.health().label());
        figures(now);
        traffic.show(region.get().liveHistory());
        nodes.show(region.get().nodes());
        events.show(region.get().events());
    }

    private void figures(RegionState now) {
        figures.getChildren()
                .setAll(
                        figure(Messages.of("region.figure.nodes"), now.liveNodes() + " / " + now.totalNodes(), ""),
                        rates(Messages.of("region.figure.live"), now.live()),
                        rates(Messages.of("region.figure.metered"), now.metered()),
                        figure("XDP", now.xdpMode().isEmpty() ? "–" : now.xdpMode(), ""),
                        figure(
                                Messages.of("region.figure.blocks"),
                                now.liveNodes() == 0 ? "–" : Figures.grouped(now.blocks()),
                                ""),
                        slowest());
    }

    private VBox slowest() {
        Optional<LinkState> slowest = model.links().stream()
                .filter(link -> link.from().equals(regionId) || link.to().equals(regionId))
                .max(Comparator.comparingLong(LinkState::lagMillis));
        return slowest.map(link -> {
                    String other = link.from().equals(regionId) ? link.to() : link.from();
                    return figure(
                            Messages.of("region.figure.lag", other),
                            Figures.grouped((double) link.lagMillis()) + " ms",
                            link.freshness().text());
                })
                .orElseGet(() -> figure(Messages.of("region.figure.no-lag"), "–", ""));
    }

    private static VBox rates(String title, Rates rates) {
        String value = rates.freshness().isGone()
                ? "–"
                : Figures.compact(rates.passedPerSecond()) + " / " + Figures.compact(rates.droppedPerSecond());
        VBox box = figure(title, value, rates.freshness().text());
        box.pseudoClassStateChanged(OLD, !rates.freshness().isFresh());
        return box;
    }

    private static VBox figure(String title, String value, String age) {
        Label figure = Texts.label(value, "figure", "big");
        Label old = Texts.label(age, "figure", "muted", "small");
        return new VBox(2, Texts.label(title, "muted", "small"), Texts.row(6, figure, old));
    }
}
