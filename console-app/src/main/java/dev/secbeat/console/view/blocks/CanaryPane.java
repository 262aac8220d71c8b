// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.CanaryState;
import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.view.widget.Texts;
import dev.secbeat.node.api.RegionFlow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** How the trial of an order goes: its stages as they are reached, what was judged, and what became of it. */
final class CanaryPane extends VBox {
    private static final double NAME_WIDTH = 104;

    private final FleetModel model;
    private final Label headline = Texts.label("", "receipts-headline");
    private final VBox stages = new VBox(4);

    CanaryPane(FleetModel model) {
        super(8);
        this.model = model;
        setId("canary");
        getStyleClass().add("receipts");
        headline.setId("canary-headline");
        headline.setWrapText(true);
        headline.setMinHeight(USE_PREF_SIZE);
        stages.setId("canary-stages");
        getChildren().addAll(headline, stages);
    }

    void show(CanaryState trial) {
        headline.setText(headline(trial));
        Texts.mark(headline, worst(trial));
        List<Node> rows = new ArrayList<>();
        answered(trial.asked()).ifPresent(told -> rows.add(row("asked", Messages.of("orders.canary.asked"), told)));
        trial.before().ifPresent(flow -> rows.add(row("before", Messages.of("orders.canary.before"), words(flow))));
        answered(trial.tried()).ifPresent(told -> rows.add(row("tried", Messages.of("orders.canary.tried"), told)));
        watched(trial).ifPresent(told -> rows.add(row("after", Messages.of("orders.canary.after"), told)));
        String end = trial.phase() == CanaryState.Phase.GONE_ON || trial.phase() == CanaryState.Phase.GOING_ON
                ? Messages.of("orders.canary.fleet")
                : Messages.of("orders.canary.back");
        answered(trial.last()).ifPresent(told -> rows.add(row("end", end, told)));
        for (String note : trial.notes()) {
            Label text = Texts.label(note, "warning", "canary-note");
            text.setWrapText(true);
            text.setMinHeight(USE_PREF_SIZE);
            rows.add(text);
        }
        stages.getChildren().setAll(rows);
    }

    /** Where it stands in one line; while it is watched, with the time that is left by the model's clock. */
    private String headline(CanaryState trial) {
        if (trial.phase() != CanaryState.Phase.WATCHING) {
            return phase(trial);
        }
        long left = Math.max(0, trial.watchedUntilMillis() - model.now().get() + 999) / 1_000;
        return phase(trial) + (left == 0 ? "" : " · " + Messages.of("orders.canary.left", left));
    }

    /** Where it stands in one line. */
    static String phase(CanaryState trial) {
        return switch (trial.phase()) {
            case ASKING -> Messages.of("orders.canary.asking", trial.region());
            case MEASURING -> Messages.of("orders.canary.measuring", trial.region());
            case WATCHING -> Messages.of("orders.canary.watching", trial.region());
            case TAKING_BACK -> Messages.of("orders.canary.taking-back", trial.region());
            case GOING_ON -> Messages.of("orders.canary.going-on");
            case NOT_TRIED -> Messages.of("orders.canary.not-tried");
            case TAKEN_BACK -> Messages.of("orders.canary.taken-back", trial.region());
            case GONE_ON -> Messages.of("orders.canary.gone-on");
            case BROKEN_OFF -> Messages.of("orders.canary.broken-off");
        };
    }

    /** As of an order that went as well. */
    static CommandState.Outcome worst(CanaryState trial) {
        return switch (trial.phase()) {
            case ASKING, MEASURING, WATCHING, GOING_ON -> CommandState.Outcome.WAITING;
            case TAKING_BACK, NOT_TRIED, TAKEN_BACK -> CommandState.Outcome.REFUSED;
            case GONE_ON -> CommandState.Outcome.APPLIED;
            case BROKEN_OFF -> CommandState.Outcome.MISSING;
        };
    }

    private static Optional<String> watched(CanaryState trial) {
        return trial.after().map(flow -> flow.seconds() == 0 ? Messages.of("orders.canary.untold") : words(flow));
    }

    private Optional<String> answered(Optional<UUID> order) {
        return order.flatMap(id -> model.actions().commands().stream()
                        .filter(command -> command.id().equals(id))
                        .findFirst())
                .map(ReceiptsPane::headline);
    }

    private static String words(RegionFlow flow) {
        return Messages.of(
                "orders.canary.flow",
                Figures.compact(flow.passed()),
                Figures.compact(flow.dropped()),
                Figures.compact(flow.served()),
                Figures.percent(flow.failedShare()));
    }

    private static HBox row(String id, String name, String told) {
        Label what = Texts.label(name, "muted");
        what.setMinWidth(NAME_WIDTH);
        Label text = Texts.label(told);
        text.setId("canary-" + id);
        text.setWrapText(true);
        text.setMinHeight(USE_PREF_SIZE);
        HBox.setHgrow(text, Priority.ALWAYS);
        return new HBox(8, what, text);
    }
}
