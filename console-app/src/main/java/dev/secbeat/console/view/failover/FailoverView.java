// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.failover;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.i18n.Times;
import dev.secbeat.console.model.DnsAnswer;
import dev.secbeat.console.model.FailoverState;
import dev.secbeat.console.model.FailoverStep;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Freshness;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.LeaderState;
import dev.secbeat.console.view.widget.Pill;
import dev.secbeat.console.view.widget.Sheets;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.beans.InvalidationListener;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;

/** Every region with its evidence and the ways to move its clients; what clients are answered; what became of orders. */
public final class FailoverView extends VBox {
    private static final int STEPS_SHOWN = 20;

    private final FleetModel model;
    private final Consumer<Intent> intents;
    private final VBox cards = new VBox(10);
    private final VBox answers = new VBox(6);
    private final VBox steps = new VBox(8);
    private final Label leader = Texts.label("", "muted");
    private final Label age = Texts.label("", "muted");
    private final Map<String, Node> known = new HashMap<>();
    private List<DnsAnswer> shownAnswers = List.of();

    /** A view over this model; emits {@link Intent.OpenFailoverDialog} and {@link Intent.OpenMoveDialog}. */
    public FailoverView(FleetModel model, Consumer<Intent> intents) {
        this.model = model;
        this.intents = intents;
        setId("failover-view");
        getStyleClass().add("failover-view");
        Sheets.dress(this, FailoverView.class, "failover.css");
        leader.setId("failover-leader");
        age.setId("failover-age");
        answers.setId("failover-answers");
        steps.setId("failover-steps");
        VBox left = panel(Messages.of("failover.answers"), answers);
        VBox right = panel(Messages.of("failover.steps"), steps);
        HBox below = new HBox(14, left, right);
        left.setPrefWidth(400);
        right.setPrefWidth(400);
        HBox.setHgrow(left, Priority.ALWAYS);
        HBox.setHgrow(right, Priority.ALWAYS);
        ScrollPane scroll = new ScrollPane(new VBox(14, cards, below));
        scroll.setFitToWidth(true);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        getChildren()
                .addAll(
                        Texts.row(
                                10,
                                Texts.label(Messages.of("failover.title"), "view-title"),
                                leader,
                                Texts.spacer(),
                                age),
                        scroll);
        Shown.run(this, this::listen);
    }

    private static VBox panel(String title, VBox content) {
        VBox panel = new VBox(8, Texts.label(title, "tile-name"), content);
        panel.getStyleClass().add("failover-card");
        panel.setMinWidth(0);
        return panel;
    }

    private Subscription listen() {
        InvalidationListener onRegions = changed -> arrange();
        model.regions().addListener(onRegions);
        arrange();
        Subscription heard = Subscription.combine(
                model.actions().leader().subscribe(this::lead),
                model.actions().failover().subscribe(this::tell));
        return heard.and(() -> model.regions().removeListener(onRegions));
    }

    private void arrange() {
        cards.getChildren()
                .setAll(model.regions().stream()
                        .map(region -> known.computeIfAbsent(region.id(), id -> new RegionCard(model, region, intents)))
                        .toList());
    }

    private void lead(LeaderState heard) {
        leader.setText(
                heard.epoch() == 0
                        ? heard.text()
                        : heard.text() + " · " + Messages.of("failover.epoch", heard.epoch()));
    }

    private void tell(FailoverState failover) {
        Freshness freshness = failover.freshness();
        String told = freshness.ageMillis() < 0
                ? Messages.of("failover.never-told")
                : freshness.isFresh() ? failover.trouble() : Messages.of("failover.old", freshness.text());
        age.setText(told);
        Texts.style(age, "label", told.isEmpty() || freshness.ageMillis() < 0 ? "muted" : "tone-warn");
        Texts.style(answers, "answers", freshness.isFresh() ? "is-new" : "is-old");
        if (!shownAnswers.equals(failover.answers()) || answers.getChildren().isEmpty()) {
            shownAnswers = failover.answers();
            answers.getChildren()
                    .setAll(
                            shownAnswers.isEmpty()
                                    ? List.of(Texts.wrapped(Messages.of("failover.no-answers"), "muted"))
                                    : shownAnswers.stream()
                                            .map(FailoverView::line)
                                            .toList());
        }
        List<Node> next = failover.steps().stream()
                .limit(STEPS_SHOWN)
                .map(FailoverView::line)
                .toList();
        steps.getChildren()
                .setAll(next.isEmpty() ? List.of(Texts.wrapped(Messages.of("failover.no-steps"), "muted")) : next);
    }

    private static Node line(DnsAnswer answer) {
        Label view = Texts.label(answer.view(), "muted");
        view.setMinWidth(64);
        Label name = Texts.label(answer.name() + " " + answer.type(), "figure");
        Label addresses = Texts.label(String.join(", ", answer.addresses()), "figure", "strong");
        addresses.setId("failover-answer-" + answer.view());
        addresses.setMinWidth(USE_PREF_SIZE);
        return Texts.row(8, view, name, Texts.spacer(), addresses);
    }

    private static Node line(FailoverStep step) {
        Pill pill = new Pill();
        pill.show(step.word(), step.isApplied() ? "good" : step.alarm() ? "bad" : "warn");
        pill.setMinWidth(USE_PREF_SIZE);
        HBox row = Texts.row(
                8,
                Texts.label(Times.ofDay(step.atMillis()), "figure", "muted"),
                Texts.label(step.what(), "strong"),
                Texts.spacer(),
                Texts.label(
                        Messages.of("failover.took", Figures.grouped((double) step.tookMillis())), "figure", "muted"),
                pill);
        VBox line = new VBox(3, row);
        step.evidence().forEach(seen -> line.getChildren().add(Texts.wrapped(seen, "muted")));
        return line;
    }
}
