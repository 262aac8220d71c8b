// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.i18n.Times;
import dev.secbeat.console.model.Alert;
import dev.secbeat.console.model.AlertLog;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.view.widget.AlertMark;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Shown;
import dev.secbeat.console.view.widget.Texts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** All alerts, those that last above those that have ended, each with who has seen it; and the way to say so. */
public final class AlertsPane extends VBox {
    private static final double TALLEST = 520;

    private final AlertLog log;
    private final Consumer<Intent> intents;
    private final VBox rows = new VBox();
    private final Label count = Texts.label("", "muted");
    private final Button all = new Button(Messages.of("shell.alerts.seen-all"));
    private final Map<AlertLog.Entry, Node> drawn = new HashMap<>();

    /** A list of this log; emits {@link Intent.ShowNodes} and {@link Intent.OpenFailoverDialog}. */
    public AlertsPane(AlertLog log, Consumer<Intent> intents) {
        super(12);
        this.log = log;
        this.intents = intents;
        setId("alerts-pane");
        getStyleClass().addAll("alerts-pane", "sheet-body");
        count.setId("alerts-count");
        all.setId("alerts-acknowledge-all");
        all.getStyleClass().add("plain-button");
        all.setOnAction(click -> log.acknowledgeAll());
        ScrollPane scroll = new ScrollPane(rows);
        scroll.setId("alerts-scroll");
        scroll.setAccessibleText(Messages.of("shell.alerts.title"));
        scroll.getStyleClass().add("plain-scroll");
        scroll.setFitToWidth(true);
        scroll.setMaxHeight(TALLEST);
        rows.heightProperty()
                .subscribe(height -> scroll.setPrefViewportHeight(Math.min(TALLEST, height.doubleValue())));
        getChildren().addAll(Texts.row(10, count, Texts.spacer(), all), scroll);
        Shown.follow(this, log.entries(), this::show);
    }

    private void show() {
        List<AlertLog.Entry> entries = log.entries();
        int pending = log.pending().size();
        long lasting = entries.stream().filter(AlertLog.Entry::lasts).count();
        count.setText(Messages.of("shell.alerts.count", lasting, pending));
        all.setDisable(pending == 0);
        drawn.keySet().retainAll(entries);
        rows.getChildren()
                .setAll(entries.stream()
                        .map(entry -> drawn.computeIfAbsent(entry, this::row))
                        .toList());
        if (entries.isEmpty()) {
            Label none = Texts.label(Messages.of("shell.alerts.calm"), "muted");
            none.setId("alerts-none");
            rows.getChildren().add(none);
        }
    }

    private Node row(AlertLog.Entry entry) {
        Alert alert = entry.alert();
        AlertMark mark = new AlertMark();
        mark.show(alert.kind());
        Label title = Texts.label(alert.title(), "alert-title", Banner.tone(alert.severity()));
        title.setWrapText(true);
        Label text = Texts.label(alert.text(), "muted");
        text.setWrapText(true);
        Label when = Texts.label(when(entry), "muted", "alert-when");
        when.setWrapText(true);
        Label code = Texts.label(alert.kind().code(), "figure", "muted", "alert-code");
        code.setMinWidth(USE_PREF_SIZE);
        VBox words = new VBox(2, title, text, Texts.row(10, when, code));
        HBox.setHgrow(words, Priority.ALWAYS);
        HBox row = new HBox(12, mark, words);
        row.getStyleClass().addAll("alert-row", entry.lasts() ? "lasting" : "ended");
        row.setId("alert-" + id(alert));
        row.setAccessibleRole(AccessibleRole.LIST_ITEM);
        row.setAccessibleText(alert.kind().label() + ": " + alert.title() + ", " + when.getText());
        if (!alert.regionId().isEmpty() && entry.lasts()) {
            row.getChildren()
                    .add(button(
                            "alert-show-",
                            alert,
                            Messages.of("shell.alerts.show"),
                            () -> intents.accept(new Intent.ShowNodes(alert.regionId()))));
        }
        if (entry.isPending()) {
            row.getChildren()
                    .add(button(
                            "alert-acknowledge-",
                            alert,
                            Messages.of("shell.alerts.seen"),
                            () -> log.acknowledge(alert.key())));
        }
        return row;
    }

    private static String when(AlertLog.Entry entry) {
        String since =
                Messages.of("shell.alerts.since", Times.ofDay(entry.alert().sinceEpochMillis()));
        String until =
                entry.lasts() ? since : Messages.of("shell.alerts.until", since, Times.ofDay(entry.endedAtMillis()));
        return entry.seen()
                .map(seen -> Messages.of("shell.alerts.seen-by", until, seen.person(), Times.ofDay(seen.atMillis())))
                .orElse(until);
    }

    private static Button button(String id, Alert alert, String text, Runnable action) {
        Button button = Forms.button(id + id(alert), text, action, "plain-button");
        button.setAccessibleText(text + ": " + alert.title());
        return button;
    }

    private static String id(Alert alert) {
        return alert.key().replace('.', '-').replace('/', '-');
    }
}
