// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.RateAnswer;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Texts;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** What stands where there is no chart, or above one that could not be renewed. */
final class ChartNotice extends VBox {
    private final Label title = Texts.label("", "notice-title");
    private final Label text = Texts.label("", "muted");
    private final Button retry = new Button(Messages.of("throughput.retry"));

    ChartNotice(Runnable again) {
        super(8);
        setId("throughput-notice");
        getStyleClass().add("chart-notice");
        setAlignment(Pos.CENTER);
        setMaxSize(460, USE_PREF_SIZE);
        title.setId("throughput-notice-title");
        text.setId("throughput-notice-text");
        text.setWrapText(true);
        title.setWrapText(true);
        retry.setId("throughput-retry");
        retry.setOnAction(event -> again.run());
        getChildren().addAll(title, text, retry);
    }

    /**
     * Says what is to be said, or hides.
     *
     * @param off no Prometheus is configured
     * @param answer the last that came
     * @param problem why the newest question got none; empty when it did
     * @param asking whether one is under way
     */
    void show(boolean off, Optional<RateAnswer> answer, String problem, boolean asking) {
        if (off) {
            say("is-empty", Messages.of("throughput.off.title"), Messages.of("throughput.off.text"), false);
        } else if (!problem.isEmpty()) {
            say("is-error", Messages.of("throughput.error.title"), problem, true);
        } else if (answer.isEmpty()) {
            String what = Messages.of(asking ? "throughput.loading.title" : "throughput.waiting.title");
            say("is-loading", what, Messages.of("throughput.loading.text"), false);
        } else if (answer.get().lines().isEmpty()) {
            say("is-empty", Messages.of("throughput.empty.title"), Messages.of("throughput.empty.text"), false);
        } else {
            setVisible(false);
            return;
        }
        boolean over = answer.filter(known -> !known.lines().isEmpty()).isPresent();
        StackPane.setAlignment(this, over ? Pos.TOP_CENTER : Pos.CENTER);
        setVisible(true);
    }

    private void say(String state, String what, String more, boolean canRetry) {
        Texts.style(this, "chart-notice", state);
        title.setText(what);
        text.setText(more);
        Forms.show(retry, canRetry);
    }
}
