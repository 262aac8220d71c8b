// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.audit;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.i18n.Times;
import dev.secbeat.console.model.AuditOrder;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.OrderRights;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Pill;
import dev.secbeat.console.view.widget.Texts;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** One order of the trail in full: who, what, and each writer's answer; the way to undo it or to agree to it. */
final class AuditDetail extends HBox {
    private static final double FACTS = 380;
    private static final double LEAST_ANSWERS = 250;
    private static final double LEAST_FACTS = 290;
    private static final double ANSWERS = 460;

    private final FleetModel model;
    private final Label title = Texts.label("", "detail-title");
    private final Label facts = Texts.label("", "muted");
    private final Label id = Texts.label("", "figure", "muted");
    private final Label caveat = Texts.label("", "audit-problem", "tone-warn");
    private final VBox lines = new VBox(5);
    private final Button undo = new Button(Messages.of("audit.undo"));
    private final Button approve = new Button(Messages.of("audit.approve"));
    private final Label whyNot = Texts.label("", "muted");
    private final Hyperlink copy;
    private Optional<AuditOrder> shown = Optional.empty();
    private Map<UUID, AuditOrder> known = Map.of();

    AuditDetail(FleetModel model, Consumer<Intent> intents) {
        super(24);
        this.model = model;
        setId("audit-detail");
        getStyleClass().add("audit-detail");
        copy = Forms.link("audit-copy", Messages.of("audit.copy"), () -> shown.ifPresent(AuditDetail::copy));
        title.setId("audit-detail-title");
        title.setWrapText(true);
        facts.setId("audit-detail-facts");
        facts.setWrapText(true);
        id.setId("audit-detail-id");
        id.setMinWidth(USE_PREF_SIZE);
        caveat.setId("audit-detail-caveat");
        caveat.setWrapText(true);
        whyNot.setId("audit-undo-why");
        whyNot.setWrapText(true);
        button(undo, "audit-undo");
        button(approve, "audit-approve");
        undo.setOnAction(click -> shown.ifPresent(order -> intents.accept(
                new Intent.Undo(UUID.randomUUID(), order.id(), order.scope(), Messages.of("audit.undo-reason")))));
        approve.setOnAction(click -> shown.ifPresent(order -> {
            approve.setDisable(true); // until it is known that it failed
            intents.accept(model.actions().rights().approve(order.id(), order.actor(), order.scope()));
        }));
        ScrollPane scroll = new ScrollPane(lines);
        scroll.setFitToWidth(true);
        lines.setMaxWidth(ANSWERS);
        HBox.setHgrow(scroll, Priority.ALWAYS);
        scroll.setMinWidth(LEAST_ANSWERS);
        HBox acts = Texts.row(10, undo, approve, copy, whyNot);
        HBox.setHgrow(whyNot, Priority.ALWAYS);
        VBox told = new VBox(8, title, facts, id, caveat, acts);
        told.setMinWidth(LEAST_FACTS);
        told.setPrefWidth(FACTS);
        getChildren().addAll(told, scroll);
        show(Optional.empty(), Map.of());
    }

    /** @param all the orders of the trail by id */
    void show(Optional<AuditOrder> order, Map<UUID, AuditOrder> all) {
        known = all;
        shown = order;
        Forms.show(this, order.isPresent());
        order.ifPresent(this::fill);
    }

    /** Only what is in force can be undone, and only what still waits be agreed to, by another than who gave it. */
    void permit() {
        OrderRights rights = model.actions().rights();
        long now = model.now().get();
        shown.ifPresent(order -> {
            boolean waits = rights.waits(order, now);
            Forms.show(approve, waits);
            approve.setDisable(!rights.mayApprove(order, now));
            String why = rights.whyNotUndone(order, now);
            undo.setDisable(!why.isEmpty());
            whyNot.setText(waits ? "" : why);
            caveat.setText(!waits ? "" : caveat(rights, order));
            Forms.show(caveat, !caveat.getText().isEmpty());
        });
    }

    private static String caveat(OrderRights rights, AuditOrder order) {
        if (rights.isDoubtful(order)) {
            return Messages.of("audit.doubtful");
        }
        return rights.isMine(order) ? Messages.of("audit.mine") : "";
    }

    private void fill(AuditOrder order) {
        title.setText(AuditWords.what(order, known));
        id.setText(order.id().toString());
        String proof = order.proven() ? Messages.of("audit.proven") : Messages.of("audit.unproven");
        facts.setText(Messages.of(
                        "audit.facts",
                        order.who(),
                        Times.full(order.epochMillis()),
                        Times.zoneName(order.epochMillis()))
                + "\n" + proof);
        permit();
        lines.getChildren()
                .setAll(order.replies().stream().map(AuditDetail::line).toList());
        if (order.replies().isEmpty()) {
            Label none = Texts.label(Messages.of("audit.no-replies"), "muted");
            none.setWrapText(true);
            lines.getChildren().setAll(none);
        }
    }

    private static Node line(AuditOrder.Reply reply) {
        Pill pill = new Pill();
        pill.show(
                AuditWords.outcome(reply.state().name()),
                AuditWords.tone(reply.state().name()));
        pill.setMinWidth(USE_PREF_SIZE);
        Label writer = Texts.label(reply.writer(), "figure");
        writer.setTooltip(new Tooltip(Messages.of("audit.record", reply.writer(), reply.sequence())));
        Label time = Texts.label(Times.ofDay(reply.epochMillis()), "figure", "muted");
        time.setMinWidth(USE_PREF_SIZE);
        HBox row = Texts.row(8, writer, Texts.spacer(), time, pill);
        VBox line = new VBox(2, row);
        if (!reply.text().isEmpty()) {
            Label text = Texts.label(reply.text(), "muted");
            text.setWrapText(true);
            line.getChildren().add(text);
        }
        return line;
    }

    private static void button(Button button, String id) {
        button.setId(id);
        button.setMinWidth(USE_PREF_SIZE);
    }

    private static void copy(AuditOrder order) {
        ClipboardContent content = new ClipboardContent();
        content.putString(order.id().toString());
        Clipboard.getSystemClipboard().setContent(content);
    }
}
