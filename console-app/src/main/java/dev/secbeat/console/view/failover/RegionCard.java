// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.failover;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.FailoverState;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Freshness;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.Intent.Move;
import dev.secbeat.console.model.Rates;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.model.RegionStanding;
import dev.secbeat.console.model.RegionState;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.HealthMark;
import dev.secbeat.console.view.widget.Pill;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;

/** A region: what this console sees of it, what the orchestrator holds of it and why, and the ways to move its clients. */
final class RegionCard extends HBox {
    private final FleetModel model;
    private final RegionModel region;
    private final HealthMark mark = new HealthMark();
    private final Pill standing = new Pill();
    private final Label since = Texts.label("", "muted");
    private final Label seen = Texts.label("", "muted");
    private final Label evidence = Texts.label("", "muted", "evidence");
    private final List<Button> acts;

    RegionCard(FleetModel model, RegionModel region, Consumer<Intent> intents) {
        super(12);
        this.model = model;
        this.region = region;
        String id = region.id();
        getStyleClass().add("failover-card");
        setAlignment(javafx.geometry.Pos.CENTER_LEFT);
        standing.setId("failover-state-" + id);
        standing.setMinWidth(USE_PREF_SIZE);
        since.setId("failover-since-" + id);
        seen.setId("failover-evidence-" + id);
        seen.setWrapText(true);
        evidence.setId("failover-why-" + id);
        evidence.setWrapText(true);
        Button failover = Forms.button(
                "failover-plan-" + id,
                Messages.of("failover.plan-button"),
                () -> intents.accept(new Intent.OpenFailoverDialog(id)));
        Button drain = Forms.button(
                "failover-drain-" + id,
                Messages.of("failover.drain-button"),
                () -> intents.accept(new Intent.OpenMoveDialog(Move.DRAIN, id)));
        Button failback = Forms.button(
                "failover-failback-" + id,
                Messages.of("failover.failback-button"),
                () -> intents.accept(new Intent.OpenMoveDialog(Move.FAILBACK, id)));
        acts = List.of(failback, drain, failover);
        VBox words = new VBox(
                3,
                Texts.row(
                        8,
                        mark,
                        Texts.label(region.place().name(), "tile-name"),
                        Texts.label(region.place().city(), "muted"),
                        standing,
                        since),
                seen,
                evidence);
        HBox.setHgrow(words, Priority.ALWAYS);
        words.setMinWidth(0);
        getChildren().addAll(words, failback, drain, failover);
        Shown.run(this, this::listen);
    }

    private Subscription listen() {
        return Subscription.combine(
                model.actions().access().subscribe(access -> acts.forEach(act -> act.setDisable(!access.canAct()))),
                model.actions().failover().subscribe(this::tell),
                region.state().subscribe(state -> {
                    mark.show(state.health());
                    seen.setText(seen(state));
                }));
    }

    /** What the orchestrator holds of it, with how long it has; grey when that is old news. */
    private void tell(FailoverState failover) {
        Optional<RegionStanding> told =
                failover.region(region.id()).filter(any -> !failover.freshness().isGone());
        boolean fresh = failover.freshness().isFresh();
        standing.show(
                told.map(RegionStanding::word).orElse(Messages.of("failover.untold")),
                told.isEmpty() || !fresh ? "quiet" : tone(told.get().state()));
        since.setText(told.filter(any -> fresh)
                .map(state -> Messages.of(
                        "failover.since",
                        new Freshness(
                                        Freshness.Level.FRESH,
                                        Math.max(0, model.now().get() - state.sinceMillis()))
                                .text()))
                .orElse(""));
        evidence.setText(told.map(state -> String.join(" · ", state.evidence()))
                .filter(words -> !words.isEmpty())
                .map(words -> Messages.of("failover.why", words))
                .orElse(""));
        evidence.setManaged(!evidence.getText().isEmpty());
        Forms.show(acts.getFirst(), told.filter(RegionStanding::isMoved).isPresent());
    }

    private static String tone(String state) {
        return switch (state) {
            case "HEALTHY" -> "good";
            case "UNHEALTHY" -> "bad";
            case "SUSPECT", "DRAINING", "OUT", "PROBATION" -> "warn";
            default -> "quiet";
        };
    }

    private static String seen(RegionState state) {
        Rates rates = state.shown();
        String traffic = rates.freshness().isGone()
                ? Messages.of("failover.no-rates")
                : Messages.of(
                        "failover.rates", Figures.compact(rates.passedPerSecond()), Figures.percent(rates.dropShare()));
        String nodes = Messages.of("failover.nodes", state.health().label(), state.liveNodes(), state.totalNodes());
        String degraded =
                state.degradedNodes() > 0 ? ", " + Messages.of("failover.degraded", state.degradedNodes()) : "";
        return nodes + degraded + " · " + traffic + " · "
                + Messages.of(
                        "failover.ages",
                        state.live().freshness().text(),
                        state.metered().freshness().text());
    }
}
