// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.RateAnswer;
import dev.secbeat.console.model.RateLine;
import dev.secbeat.console.model.RateQuestion;
import dev.secbeat.console.view.widget.Texts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Rectangle;

/**
 * All lines of an answer, to be switched on and off. Colours stay with their lines. Of many lines the busiest are on at first;
 * what a person switches stays so.
 */
final class ChartLegend extends ScrollPane {
    /** Lines of one panel that are on at first: as many as there are colours. */
    private static final int MOST = Inks.LINES;

    private static final double TALLEST = 92;

    private final Runnable changed;
    private final Inks inks;
    private final FlowPane passed = new FlowPane(6, 4);
    private final FlowPane dropped = new FlowPane(6, 4);
    private final Map<String, Integer> colours = new HashMap<>();
    private final Map<String, Boolean> chosen = new HashMap<>();
    private final Map<String, ToggleButton> buttons = new LinkedHashMap<>();
    private List<ChartLine> lines = List.of();
    private Set<String> busiest = Set.of();

    ChartLegend(Inks inks, Runnable changed) {
        this.inks = inks;
        this.changed = changed;
        setId("throughput-legend");
        getStyleClass().add("chart-legend");
        setFitToWidth(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        setMaxHeight(TALLEST);
        setMinHeight(30);
        setContent(new VBox(5, passed, dropped));
    }

    /** Forgets colours and choices: the lines to come are others. */
    void reset() {
        colours.clear();
        chosen.clear();
        buttons.clear();
    }

    /** Shows the lines of an answer. */
    void show(RateAnswer answer) {
        List<RateLine> sorted = answer.lines().stream()
                .sorted(Comparator.comparingDouble(RateLine::peak).reversed().thenComparing(RateLine::key))
                .toList();
        boolean byRegion = answer.question().split() == RateQuestion.Split.REGION;
        Map<String, RateLine> earlier = new HashMap<>();
        answer.earlier().forEach(line -> earlier.put(line.key(), line));
        List<ChartLine> next = new ArrayList<>();
        for (RateLine line : sorted) {
            next.add(new ChartLine(
                    line, Optional.ofNullable(earlier.get(line.key())), label(line), colour(line, byRegion)));
        }
        lines = next;
        busiest = busiest(next);
        fill();
    }

    /** The lines that are on. */
    List<ChartLine> shown() {
        return lines.stream().filter(this::isOn).toList();
    }

    private boolean isOn(ChartLine line) {
        String key = line.line().key();
        return chosen.getOrDefault(key, busiest.contains(key));
    }

    private static Set<String> busiest(List<ChartLine> lines) {
        Set<String> keys = new HashSet<>();
        for (boolean passed : new boolean[] {true, false}) {
            lines.stream()
                    .filter(line -> line.isPassed() == passed && line.line().peak() > 0)
                    .limit(MOST)
                    .forEach(line -> keys.add(line.line().key()));
        }
        return keys;
    }

    private static String label(RateLine line) {
        String name = line.region().isEmpty() ? line.reason() : line.region();
        String plain = name.isEmpty() ? Messages.of("throughput.line.unnamed") : name;
        return line.verdict() == RateLine.Verdict.ANSWERED ? Messages.of("throughput.line.answered", plain) : plain;
    }

    private int colour(RateLine line, boolean byRegion) {
        boolean passes = line.verdict() == RateLine.Verdict.PASSED;
        String group = byRegion ? "region " : passes ? "passed " : "dropped ";
        String key = byRegion ? group + line.region() : group + line.key();
        return colours.computeIfAbsent(key, any -> {
            int order = (int) colours.keySet().stream()
                    .filter(known -> known.startsWith(group))
                    .count();
            return byRegion ? Inks.region(order) : passes ? Inks.passed(order) : Inks.dropped(order);
        });
    }

    /** Buttons stay where they are until there are other lines: which is busiest just now would move them at each answer. */
    private void fill() {
        Set<String> keys = lines.stream().map(line -> line.line().key()).collect(Collectors.toSet());
        if (!keys.equals(buttons.keySet())) {
            Map<String, ToggleButton> known = Map.copyOf(buttons);
            buttons.clear();
            List<Node> above = new ArrayList<>();
            List<Node> below = new ArrayList<>();
            above.add(Texts.label(Messages.of("throughput.legend.passed"), "muted"));
            below.add(Texts.label(Messages.of("throughput.legend.dropped"), "muted"));
            for (ChartLine line : lines) {
                String key = line.line().key();
                ToggleButton button = Optional.ofNullable(known.get(key)).orElseGet(() -> button(line));
                buttons.put(key, button);
                (line.isPassed() ? above : below).add(button);
            }
            passed.getChildren().setAll(above);
            dropped.getChildren().setAll(below);
        }
        for (ChartLine line : lines) {
            ToggleButton button = buttons.get(line.line().key());
            if (button != null) {
                button.setSelected(isOn(line));
                button.setText(line.label() + "  " + newest(line.line()));
            }
        }
    }

    private static String newest(RateLine line) {
        return Readout.figure(line.size() == 0 ? Double.NaN : line.at(line.size() - 1));
    }

    private ToggleButton button(ChartLine line) {
        String key = line.line().key();
        Rectangle mark = new Rectangle(10, 10);
        mark.setFill(inks.line(line.ink()));
        ToggleButton button = new ToggleButton(line.label(), mark);
        button.setId("throughput-line-" + key.replaceAll("[^A-Za-z0-9_-]+", "-"));
        button.getStyleClass().add("legend-line");
        button.setMnemonicParsing(false); // Names of reasons hold underscores.
        button.setAccessibleText(line.label());
        button.setTooltip(new Tooltip(Messages.of("throughput.legend.hint")));
        button.setOnAction(event -> {
            chosen.put(key, button.isSelected());
            changed.run();
        });
        return button;
    }
}
