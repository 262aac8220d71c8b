// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.LimitRow;
import dev.secbeat.console.view.widget.Dimensions;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import dev.secbeat.node.api.Scope;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javafx.beans.InvalidationListener;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;

/** Limits that operators have given, with what they allow, where they are in force and until when, and the way to lift each. */
final class LimitStrip extends VBox {
    /** So many are seen at once. */
    private static final int ROWS = 4;

    private static final double ROW_HEIGHT = 24;

    /** A row with what changes by the clock alone. */
    private record Line(LimitRow limit, Label left) {}

    private final FleetModel model;
    private final Consumer<Intent> intents;
    private final VBox rows = new VBox();
    private final ScrollPane scroll = new ScrollPane(rows);
    private List<Line> lines = List.of();

    LimitStrip(FleetModel model, Consumer<Intent> intents) {
        super(6);
        this.model = model;
        this.intents = intents;
        setId("blocks-limits");
        getStyleClass().add("limits");
        scroll.setFitToWidth(true);
        scroll.setAccessibleText(Messages.of("orders.limits.title"));
        getChildren().addAll(Texts.label(Messages.of("orders.limits.title"), "strong"), scroll);
        Shown.run(this, this::listen);
    }

    private Subscription listen() {
        InvalidationListener onLimits = changed -> arrange();
        model.actions().limits().addListener(onLimits);
        Subscription clock = model.now().subscribe(millis -> countDown());
        Subscription rights = model.actions().access().subscribe(access -> arrange());
        return clock.and(rights).and(() -> model.actions().limits().removeListener(onLimits));
    }

    private void arrange() {
        lines = model.actions().limits().stream()
                .map(limit -> new Line(limit, Texts.label("", "figure", "muted")))
                .toList();
        rows.getChildren().setAll(lines.stream().map(this::row).toList());
        double height = Math.min(ROWS, lines.size()) * ROW_HEIGHT + 2;
        scroll.setMinHeight(height);
        scroll.setMaxHeight(height);
        Forms.show(this, !lines.isEmpty());
        countDown();
    }

    private void countDown() {
        lines.forEach(line -> line.left.setText(
                Figures.timeLeft(line.limit.terms().untilMillis(), model.now().get())));
    }

    private HBox row(Line line) {
        LimitRow limit = line.limit;
        String id = Texts.idOf(limit.of()) + "-" + limit.key().dimension().label();
        Label of = Texts.label(limit.of(), "figure");
        Label allows = Texts.label(Messages.of(
                "orders.limits.allows",
                Figures.grouped((double) limit.terms().most()),
                Dimensions.word(limit.key().dimension()),
                limit.terms().windowMillis() / 1_000,
                limit.terms().blockSeconds()));
        Label where = Texts.label(place(limit.key().scope()), "muted");
        Label share = Texts.label(limit.nodesInForce() + "/" + limit.nodesMeant(), "figure");
        share.setId("limits-nodes-" + id);
        share.getStyleClass().add(limit.missing().isEmpty() ? "muted" : "problem");
        if (!limit.missing().isEmpty()) {
            share.setTooltip(new Tooltip(Messages.of("orders.limits.missing", String.join(", ", limit.missing()))));
        }
        Hyperlink lift = new Hyperlink(Messages.of("orders.limits.lift"));
        lift.setId("limits-lift-" + id);
        lift.setDisable(!model.actions().access().get().canAct());
        lift.setOnAction(click -> intents.accept(
                new Intent.Unlimit(UUID.randomUUID(), limit.key(), Messages.of("orders.limits.lift-reason"))));
        List.of(of, share, line.left, lift).forEach(fixed -> fixed.setMinWidth(USE_PREF_SIZE));
        HBox row = Texts.row(14, of, allows, where, Texts.spacer(), share, line.left, lift);
        row.setId("limits-row-" + id);
        row.setMinHeight(ROW_HEIGHT);
        row.setMaxHeight(ROW_HEIGHT);
        return row;
    }

    private static String place(Scope scope) {
        return switch (scope) {
            case Scope.Fleet _ -> "";
            case Scope.Region(var region) -> Messages.of("widget.scope.region", region);
            case Scope.Node(var node) -> Messages.of("widget.scope.region", node);
        };
    }
}
