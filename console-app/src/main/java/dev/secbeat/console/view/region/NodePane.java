// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.region;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.NodeState;
import dev.secbeat.console.view.widget.Dimensions;
import dev.secbeat.console.view.widget.Texts;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.LimitTerms;
import dev.secbeat.node.api.NodeStatus;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** One node in full, as its newest heartbeat told it; the age of all that stands above. */
final class NodePane extends VBox {
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private final Label title = Texts.label("", "pane-title");
    private final Label age = Texts.label("", "muted");
    private final GridPane facts = new GridPane();

    NodePane() {
        super(8);
        setId("region-node");
        getStyleClass().add("region-pane");
        title.setId("region-node-title");
        age.setId("region-node-age");
        facts.getStyleClass().add("facts");
        ColumnConstraints name = new ColumnConstraints();
        name.setMinWidth(104);
        ColumnConstraints value = new ColumnConstraints();
        value.setHgrow(Priority.ALWAYS);
        facts.getColumnConstraints().setAll(name, value);
        ScrollPane scroll = new ScrollPane(facts);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        getChildren().addAll(Texts.row(10, title, age), scroll);
    }

    /** Shows a node; says what to do while none is chosen. */
    void show(Optional<NodeState> chosen) {
        facts.getChildren().clear();
        if (chosen.isEmpty()) {
            title.setText(Messages.of("region.node.none"));
            age.setText("");
            return;
        }
        NodeState node = chosen.get();
        title.setText(node.name());
        Texts.style(age, "label", node.isLive() ? "muted" : "problem");
        age.setText(Messages.of(
                node.isLive() ? "region.heard" : "region.silent",
                node.rates().freshness().text()));
        fill(node, node.heard());
    }

    private void fill(NodeState node, NodeStatus heard) {
        fact(Messages.of("region.fact.up"), uptime(heard.uptimeMillis() / 1_000));
        fact(Messages.of("region.fact.version"), heard.version());
        fact(Messages.of("region.fact.sources"), Figures.grouped(heard.sourcesTracked()));
        fact(Messages.of("region.fact.blocks"), blocks(heard.blocks()));
        for (NodeStatus.LimitStatus limit : heard.limits()) {
            LimitTerms terms = limit.terms();
            fact(
                    Messages.of("region.fact.limit"),
                    Messages.of(
                            limit.inForce() ? "region.fact.limited" : "region.fact.limit-pending",
                            LimitRule.named(limit.key().within()),
                            Figures.grouped((double) terms.most()),
                            Dimensions.word(limit.key().dimension()),
                            terms.windowMillis() / 1_000));
        }
        fact(Messages.of("region.fact.digest"), Long.toHexString(heard.blockDigest()));
        for (NodeStatus.MapFill map : heard.maps()) {
            map(map);
        }
        if (heard.maps().isEmpty()) {
            fact(Messages.of("region.fact.maps"), Messages.of("region.fact.no-maps"));
        }
        new TreeMap<>(heard.lagMillis())
                .forEach((region, lag) ->
                        fact(Messages.of("region.fact.lag", region), Figures.grouped(lag.doubleValue()) + " ms"));
        Map<String, Long> lost = new TreeMap<>(heard.queueDropped());
        lost.values().removeIf(count -> count == 0);
        fact(Messages.of("region.fact.lost"), lost.isEmpty() ? Messages.of("region.fact.none") : lost(lost));
        if (node.isDegraded()) {
            String why = node.losses().isEmpty() ? Messages.of("region.fact.see-log") : node.losses();
            fact(Messages.of("region.fact.degraded"), why);
        }
    }

    private void fact(String name, String value) {
        Label text = Texts.label(value, "fact");
        text.setWrapText(true);
        facts.addRow(facts.getRowCount(), Texts.label(name, "muted"), text);
    }

    private void map(NodeStatus.MapFill map) {
        ProgressBar bar = new ProgressBar(map.share());
        bar.getStyleClass().add(map.share() > 0.9 ? "nearly-full" : "has-room");
        bar.setPrefSize(90, 8);
        String name = Messages.of("region.fact.map", map.map());
        bar.setAccessibleText(name + " " + Figures.percent(map.share()));
        Label text = Texts.label(
                Messages.of(
                        "region.fact.fill",
                        Figures.percent(map.share()),
                        Figures.grouped((double) map.entries()),
                        Figures.grouped((double) map.capacity())),
                "fact");
        bar.setMinWidth(40);
        text.setMinWidth(USE_PREF_SIZE);
        facts.addRow(facts.getRowCount(), Texts.label(name, "muted"), Texts.row(8, bar, text));
    }

    private static String blocks(Map<String, Integer> byOrigin) {
        return byOrigin.isEmpty()
                ? Messages.of("region.fact.none")
                : new TreeMap<>(byOrigin)
                        .entrySet().stream()
                                .map(origin -> Figures.grouped(origin.getValue()) + " " + origin.getKey())
                                .collect(Collectors.joining(" · "));
    }

    private static String lost(Map<String, Long> queues) {
        return queues.entrySet().stream()
                .map(queue -> queue.getKey() + " " + Figures.grouped((double) queue.getValue()))
                .collect(Collectors.joining(" · "));
    }

    /** {@code 3 d 4 h}, {@code 4 h 12 min}, {@code 95 s}. */
    static String uptime(long seconds) {
        if (seconds >= DAY) {
            return seconds / DAY + " d " + seconds % DAY / HOUR + " h";
        }
        if (seconds >= HOUR) {
            return seconds / HOUR + " h " + seconds % HOUR / MINUTE + " min";
        }
        return seconds >= 2 * MINUTE ? seconds / MINUTE + " min" : seconds + " s";
    }
}
