// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.failover;

import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.Rates;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.model.RegionState;
import dev.secbeat.console.view.widget.HealthMark;
import dev.secbeat.console.view.widget.Sheets;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/** Every region with its evidence, and the way to a plan for moving clients away from it. */
public final class FailoverView extends VBox {
    private final FleetModel model;
    private final Consumer<Intent> intents;
    private final VBox cards = new VBox(10);
    private final Map<String, Node> known = new HashMap<>();

    /** A view over this model; emits {@link Intent.OpenFailoverDialog}. */
    public FailoverView(FleetModel model, Consumer<Intent> intents) {
        this.model = model;
        this.intents = intents;
        setId("failover-view");
        getStyleClass().add("failover-view");
        Sheets.dress(this, FailoverView.class, "failover.css");
        Label leader = Texts.label("", "muted");
        leader.setId("failover-leader");
        Shown.follow(leader, model.actions().leader(), heard -> leader.setText(heard.text()));
        getChildren().addAll(Texts.row(10, Texts.label("Failover", "view-title"), leader), cards);
        Shown.follow(this, model.regions(), this::arrange);
    }

    private void arrange() {
        cards.getChildren()
                .setAll(model.regions().stream()
                        .map(region -> known.computeIfAbsent(region.id(), id -> card(region)))
                        .toList());
    }

    private Node card(RegionModel region) {
        HealthMark mark = new HealthMark();
        Label evidence = Texts.label("", "muted");
        evidence.setWrapText(true);
        evidence.setId("failover-evidence-" + region.id());
        Button plan = new Button("Plan failover…");
        plan.setId("failover-plan-" + region.id());
        plan.setMinWidth(USE_PREF_SIZE);
        plan.setOnAction(click -> intents.accept(new Intent.OpenFailoverDialog(region.id())));
        Shown.follow(plan, model.actions().access(), access -> plan.setDisable(!access.canAct()));
        Shown.follow(evidence, region.state(), state -> {
            mark.show(state.health());
            evidence.setText(evidence(state));
        });
        VBox words = new VBox(
                2,
                Texts.row(
                        8,
                        mark,
                        Texts.label(region.place().name(), "tile-name"),
                        Texts.label(region.place().city(), "muted")),
                evidence);
        var card = Texts.row(12, words, Texts.spacer(), plan);
        card.getStyleClass().add("failover-card");
        return card;
    }

    private static String evidence(RegionState state) {
        Rates rates = state.shown();
        String traffic = rates.freshness().isGone()
                ? "no rates"
                : Figures.compact(rates.passedPerSecond()) + " pkt/s passed, " + Figures.percent(rates.dropShare())
                        + " dropped";
        return state.health().label() + " · " + state.liveNodes() + " of " + state.totalNodes() + " nodes report"
                + (state.degradedNodes() > 0 ? ", " + state.degradedNodes() + " degraded" : "") + " · "
                + traffic + " · heartbeat " + state.live().freshness().text() + ", Prometheus "
                + state.metered().freshness().text();
    }
}
