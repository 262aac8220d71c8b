// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.failover;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.PlanState;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Texts;
import java.util.Locale;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/** An orchestrator's plan: what moves, what changes, what forbids it. */
final class PlanPane extends VBox {
    private static final double FULL = 0.8;

    PlanPane() {
        setId("failover-plan");
        getStyleClass().add("plan");
        clear();
    }

    void clear() {
        getChildren().clear();
        Forms.show(this, false);
    }

    void show(PlanState plan) {
        clear();
        Forms.show(this, true);
        Label verdict = Texts.wrapped(
                plan.isAllowed() ? Messages.of("failover.allowed") : Messages.of("failover.refused", plan.refusal()),
                plan.isAllowed() ? "tone-good" : "tone-bad");
        verdict.setId("failover-verdict");
        getChildren().add(verdict);
        figure(Messages.of("failover.moved"), percent(plan.clientsMoved()), "muted");
        figure(
                Messages.of("failover.load", plan.toRegion()),
                percent(plan.utilisationAfter()),
                plan.utilisationAfter() > FULL ? "tone-bad" : "tone-good");
        plan.changes().forEach(this::change);
        plan.notes().forEach(note -> getChildren().add(Texts.wrapped(note, "muted")));
        getChildren().add(Texts.wrapped(Messages.of("failover.answered", plan.orchestrator()), "muted"));
        plan.digest()
                .ifPresent(digest -> getChildren().add(Texts.wrapped(Messages.of("failover.digest", digest), "muted")));
    }

    private void change(PlanState.Change change) {
        Label name = Texts.label(change.name() + " " + change.type(), "figure");
        Label values = Texts.wrapped(
                String.join(", ", change.before()) + "  →  " + String.join(", ", change.after()), "figure");
        values.setId("failover-change-" + change.view());
        VBox record = new VBox(2, Texts.row(8, name, Texts.spacer(), Texts.label(change.view(), "muted")), values);
        record.getStyleClass().add("record-change");
        getChildren().add(record);
    }

    private void figure(String title, String value, String tone) {
        getChildren()
                .add(Texts.row(8, Texts.label(title, "muted"), Texts.spacer(), Texts.label(value, "figure", tone)));
    }

    private static String percent(double share) {
        return Double.isFinite(share)
                ? String.format(Locale.ROOT, "%.0f %%", share * 100)
                : Messages.of("failover.unknown");
    }
}
