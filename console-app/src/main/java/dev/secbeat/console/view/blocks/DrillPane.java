// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Access;
import dev.secbeat.console.model.BlockDraft;
import dev.secbeat.console.model.CommandState;
import dev.secbeat.console.model.CommandState.Outcome;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.NodeState;
import dev.secbeat.console.model.PlanState;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.ScopeBox;
import dev.secbeat.console.view.widget.Sheets;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import dev.secbeat.node.api.DrillGround;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.Scope;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;

/**
 * Holds a drill: what it sends and to whom, where it is for typed once more, then each node's answer and whether it is over; or,
 * of a drain, what the orchestrator would do.
 */
public final class DrillPane extends VBox {
    private static final long PLAN_PATIENCE_MILLIS = 10_000;

    /** Beyond its end a node may tell of it for so long: its clock, and a heartbeat each second. */
    private static final long SLACK_MILLIS = 3_000;

    /** What can be exercised. */
    private enum Kind {
        BLOCK(DrillGround.BLOCK),
        LIMIT(DrillGround.LIMIT),
        DRAIN(DrillGround.DRAIN);

        private final String drill;

        Kind(String drill) {
            this.drill = drill;
        }
    }

    private final FleetModel model;
    private final Consumer<Intent> intents;
    private final Segments<Kind> kind;
    private final Label meaning = Texts.told("drill-meaning", "muted");
    private final ScopeBox scope;
    private final TextField reason = new TextField();
    private final Label ask = Texts.told("drill-ask", "muted");
    private final TextField confirm = new TextField();
    private final Label readOnly = Texts.told("drill-read-only", "warning");
    private final Label result = Texts.told("drill-result", "strong");
    private final OrderTrack track;
    private final Button send = new Button(Messages.of("orders.drill.send"));
    private Optional<UUID> ordered = Optional.empty();
    private long sinceMillis;

    /**
     * A pane for a drill on these nodes.
     *
     * @param first where it is for, unless another is chosen
     * @param done is called when it is to be closed
     */
    public DrillPane(FleetModel model, Scope first, Consumer<Intent> intents, Runnable done) {
        this.model = model;
        this.intents = intents;
        Map<Kind, String> kinds = new EnumMap<>(Map.of(
                Kind.BLOCK, Messages.of("orders.drill.block"),
                Kind.LIMIT, Messages.of("orders.drill.limit"),
                Kind.DRAIN, Messages.of("orders.drill.drain")));
        kind = new Segments<>("drill-kind", kinds, Kind.BLOCK);
        scope = new ScopeBox("drill-scope", model, first);
        track = new OrderTrack("drill", model);
        setId("drill-pane");
        getStyleClass().addAll("dialog-pane-content", "block-pane");
        Sheets.dress(this, DrillPane.class, "blocks.css");
        Forms.field(reason, "drill-reason", Messages.of("blocks.form.reason-hint"), Messages.of("blocks.form.reason"));
        Forms.limit(reason, BlockDraft.MAX_REASON);
        confirm.setId("drill-confirm");
        confirm.textProperty().subscribe(typed -> allow());
        result.managedProperty().bind(result.textProperty().isNotEmpty());
        getChildren().addAll(kind, meaning, form(), confirmation(), track, result, buttons(done));
        setMaxHeight(USE_PREF_SIZE);
        kind.onChange(this::change);
        scope.valueProperty().subscribe(chosen -> change());
        Shown.run(this, this::listen);
    }

    private Subscription listen() {
        return Subscription.combine(
                model.actions().access().subscribe(access -> allow()),
                model.actions().failover().subscribe(state -> conclude()),
                model.now().subscribe(now -> conclude()),
                track.listen(this::conclude));
    }

    private VBox form() {
        return new VBox(
                6,
                Texts.label(Messages.of("blocks.form.scope"), "muted"),
                scope,
                Texts.label(Messages.of("blocks.form.reason"), "muted"),
                reason);
    }

    private VBox confirmation() {
        VBox box = new VBox(6, ask, confirm, readOnly);
        box.getStyleClass().add("preview");
        return box;
    }

    private HBox buttons(Runnable done) {
        send.setId("drill-send");
        send.getStyleClass().add("danger");
        send.setOnAction(click -> send());
        Button close = new Button(Messages.of("blocks.form.close"));
        close.setId("drill-close");
        close.setCancelButton(true);
        close.setOnAction(click -> done.run());
        List.of(send, close).forEach(button -> button.setMinWidth(USE_PREF_SIZE));
        return Texts.row(8, Texts.spacer(), close, send);
    }

    /** What was typed confirms this drill for these nodes, and no other. */
    private void change() {
        meaning.setText(
                switch (kind.chosen()) {
                    case BLOCK -> Messages.of("orders.drill.meaning-block", DrillGround.ADDRESS, lasts());
                    case LIMIT -> Messages.of("orders.drill.meaning-limit", DrillGround.ADDRESS, lasts());
                    case DRAIN -> Messages.of("orders.drill.meaning-drain");
                });
        String reached = kind.chosen() == Kind.DRAIN ? "" : Confirmation.reach(model, scope.chosen());
        ask.setText(
                isPossible()
                        ? Messages.of("orders.drill.confirm", where())
                                + (reached.isEmpty() ? "" : " " + Messages.of("orders.drill.reach", reached))
                        : Messages.of("orders.drill.one-region"));
        confirm.setPromptText(isPossible() ? where() : "");
        confirm.setAccessibleText(ask.getText());
        confirm.clear();
        allow();
    }

    private static long lasts() {
        return DrillGround.LASTS.toSeconds();
    }

    /** What is typed: the region's name, or {@code all}. */
    private String where() {
        return scope.chosen() instanceof Scope.Region(var region)
                ? region.value()
                : scope.chosen().toString();
    }

    private boolean isPossible() {
        return kind.chosen() != Kind.DRAIN || !scope.chosen().isFleet();
    }

    private void allow() {
        Access access = model.actions().access().get();
        readOnly.setText(access.reason());
        Forms.show(readOnly, !access.canAct());
        boolean free = ordered.isEmpty();
        List.of(kind, scope, reason, confirm).forEach(input -> input.setDisable(!free));
        boolean ready = access.canAct()
                && free
                && isPossible()
                && confirm.getText().strip().equals(where());
        send.setDisable(!ready);
        send.setDefaultButton(ready);
        Forms.show(send, free);
    }

    private void send() {
        UUID id = track.order();
        ordered = Optional.of(id);
        sinceMillis = model.now().get();
        intents.accept(new Intent.Drill(id, kind.chosen().drill, scope.chosen(), reason.getText()));
        conclude();
    }

    private void conclude() {
        allow();
        ordered.flatMap(this::command).ifPresent(drill -> result.setText(told(drill)));
    }

    private String told(CommandState drill) {
        if (!drill.problem().isEmpty()) {
            return "";
        }
        return kind.chosen() == Kind.DRAIN ? planned(drill.id()) : exercised(drill);
    }

    private String planned(UUID id) {
        Optional<PlanState> plan = model.actions()
                .failover()
                .get()
                .plan()
                .filter(heard -> heard.commandId().equals(id));
        if (plan.isEmpty()) {
            return model.now().get() - sinceMillis > PLAN_PATIENCE_MILLIS
                    ? Messages.of("orders.drill.no-plan")
                    : Messages.of("orders.drill.planning");
        }
        return plan.get().isAllowed()
                ? Messages.of(
                        "orders.drill.planned",
                        plan.get().orchestrator(),
                        plan.get().toRegion(),
                        plan.get().changes().size(),
                        Figures.percent(plan.get().clientsMoved()))
                : Messages.of("orders.drill.plan-refused", plan.get().refusal());
    }

    /** Whether it is over by itself, as heartbeats tell once it must be. */
    private String exercised(CommandState drill) {
        if (drill.count(Outcome.DRILLED) == 0) {
            return "";
        }
        long overMillis = drill.issuedAtMillis() + DrillGround.LASTS.toMillis();
        if (model.now().get() < overMillis) {
            return Messages.of("orders.drill.running");
        }
        List<String> holding = model.regions().stream()
                .flatMap(region -> region.nodes().stream())
                .filter(node -> drill.answers().stream()
                        .anyMatch(answer -> answer.nodeId().equals(node.id())))
                .filter(node -> holds(node.heard()))
                .map(NodeState::id)
                .toList();
        if (holding.isEmpty()) {
            return Messages.of("orders.drill.over");
        }
        return model.now().get() < overMillis + SLACK_MILLIS
                ? Messages.of("orders.drill.running")
                : Messages.of("orders.drill.left", String.join(", ", holding));
    }

    private static boolean holds(NodeStatus node) {
        return node.newestBlocks().stream().anyMatch(block -> block.prefix().equals(DrillGround.ADDRESS))
                || node.limits().stream()
                        .anyMatch(limit -> limit.key().within().equals(Optional.of(DrillGround.ADDRESS)));
    }

    private Optional<CommandState> command(UUID id) {
        return model.actions().commands().stream()
                .filter(command -> command.id().equals(id))
                .findFirst();
    }
}
