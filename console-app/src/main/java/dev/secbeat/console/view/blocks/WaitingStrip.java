// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.blocks;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.WaitingOrder;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import java.util.function.Consumer;
import javafx.beans.InvalidationListener;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;

/** Orders that nodes hold until a second administrator agrees: who asks, what and why, and the way to agree. */
final class WaitingStrip extends VBox {
    private final FleetModel model;
    private final Consumer<Intent> intents;

    WaitingStrip(FleetModel model, Consumer<Intent> intents) {
        super(6);
        this.model = model;
        this.intents = intents;
        setId("blocks-waiting");
        getStyleClass().add("waiting");
        Shown.run(this, this::listen);
    }

    private Subscription listen() {
        InvalidationListener onOrders = changed -> arrange();
        model.actions().waiting().addListener(onOrders);
        Subscription clock = model.now().subscribe(millis -> countDown());
        Subscription rights = model.actions().access().subscribe(access -> arrange());
        return clock.and(rights).and(() -> model.actions().waiting().removeListener(onOrders));
    }

    private void arrange() {
        getChildren().setAll(model.actions().waiting().stream().map(this::card).toList());
        boolean some = !getChildren().isEmpty();
        Forms.show(this, some);
        countDown();
    }

    private void countDown() {
        for (int i = 0;
                i < getChildren().size() && i < model.actions().waiting().size();
                i++) {
            WaitingOrder order = model.actions().waiting().get(i);
            if (getChildren().get(i).lookup(".waiting-left") instanceof Label left) {
                left.setText(
                        Figures.timeLeft(order.expiresAtMillis(), model.now().get()));
            }
            if (getChildren().get(i).lookup("#blocks-approve-" + order.id()) instanceof Button approve) {
                approve.setDisable(!model.actions().rights().mayApprove(order));
            }
        }
    }

    private Node card(WaitingOrder order) {
        Label who = Texts.label(Messages.of("blocks.waiting.who", order.who()), "strong");
        Label words = Texts.label(order.words(), "figure");
        words.setTooltip(new Tooltip(order.words()));
        words.setWrapText(true);
        Label left = Texts.label("", "figure", "waiting-left");
        Label state = Texts.label(state(order), "muted");
        state.setWrapText(true);
        who.setMinWidth(USE_PREF_SIZE);
        left.setMinWidth(USE_PREF_SIZE);
        VBox told = new VBox(2, Texts.row(10, who, left, state), words);
        HBox.setHgrow(told, Priority.ALWAYS);
        Button approve = new Button(Messages.of("blocks.waiting.approve"));
        approve.setId("blocks-approve-" + order.id());
        approve.setMinWidth(USE_PREF_SIZE);
        approve.getStyleClass().add("good");
        approve.setOnAction(click -> {
            approve.setDisable(true); // until it is known that it failed
            intents.accept(model.actions().rights().approve(order.id(), order.actor(), order.scope()));
        });
        HBox card = Texts.row(12, told, approve);
        card.setId("blocks-waiting-" + order.id());
        card.getStyleClass().add("waiting-card");
        return card;
    }

    private static String state(WaitingOrder order) {
        if (order.doubtful()) {
            return Messages.of("blocks.waiting.doubtful");
        }
        return order.mine()
                ? Messages.of("blocks.waiting.mine", order.nodesWaiting())
                : Messages.of("blocks.waiting.other", order.nodesWaiting());
    }
}
