// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.failover;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.FailoverStep;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Texts;
import javafx.scene.control.Label;
import javafx.scene.layout.VBox;

/** What became of an order on a region: the verdict, how long it took, and what was seen. */
final class OutcomePane extends VBox {

    OutcomePane() {
        super(5);
        setId("failover-outcome");
        getStyleClass().add("plan");
        clear();
    }

    void clear() {
        getChildren().clear();
        Forms.show(this, false);
    }

    void show(FailoverStep step) {
        Forms.show(this, true);
        Label verdict = Texts.wrapped(verdict(step), step.isApplied() ? "tone-good" : "tone-bad");
        verdict.setId("failover-result");
        getChildren()
                .setAll(
                        verdict,
                        Texts.label(
                                Messages.of("failover.took", Figures.grouped((double) step.tookMillis())), "muted"));
        step.evidence().forEach(line -> getChildren().add(Texts.wrapped("· " + line, "muted")));
    }

    /** The result in words that say what to do. */
    static String verdict(FailoverStep step) {
        return switch (step.result()) {
            case "APPLIED" -> Messages.of("failover.result.applied");
            case "REFUSED" -> Messages.of("failover.result.refused");
            case FailoverStep.PLAN_CHANGED -> Messages.of("failover.result.changed");
            case "FENCED" -> Messages.of("failover.result.fenced");
            case "ROLLED_BACK" -> Messages.of("failover.result.rolled-back");
            default -> Messages.of("failover.result.failed");
        };
    }
}
