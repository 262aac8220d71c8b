// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.throughput;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.RateQuestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.util.StringConverter;

/** What a person chooses of the chart: of what, split by what, how far back, compared with when. */
final class ChartControls extends FlowPane {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    /** A stretch of time that is offered. */
    private record Reach(String name, long millis) {}

    private static final List<Reach> REACHES = List.of(
            new Reach("5m", 5 * MINUTE),
            new Reach("15m", 15 * MINUTE),
            new Reach("1h", HOUR),
            new Reach("6h", 6 * HOUR),
            new Reach("24h", DAY),
            new Reach("7d", 7 * DAY));

    /** A time to compare with. */
    record Earlier(String text, long millis) {}

    private final ComboBox<String> scope = new ComboBox<>();
    private final ComboBox<Earlier> compare = new ComboBox<>();
    private final ToggleGroup split = new ToggleGroup();
    private final ToggleGroup reach = new ToggleGroup();
    private final ToggleButton byReason = segment("throughput-by-reason", Messages.of("throughput.by-reason"), split);
    private final ToggleButton byRegion = segment("throughput-by-region", Messages.of("throughput.by-region"), split);
    private final String fleet = Messages.of("throughput.fleet");
    private final Runnable changed;
    private long reachMillis = 15 * MINUTE;

    /** Controls that run {@code changed} after each choice. */
    ChartControls(Runnable changed) {
        super(10, 6);
        this.changed = changed;
        getStyleClass().add("chart-controls");
        scope.setId("throughput-scope");
        scope.setAccessibleText(Messages.of("throughput.scope.accessible"));
        scope.getItems().add(fleet);
        scope.getSelectionModel().selectFirst();
        scope.setPrefWidth(132);
        scope.valueProperty().addListener((any, before, now) -> changed.run());
        byReason.setSelected(true);
        keepOne(split);
        split.selectedToggleProperty().addListener((any, before, now) -> changedTo(now != null));
        getChildren().addAll(scope, segments(List.of(byReason, byRegion)), reaches(), compare());
    }

    /** Offers these regions besides the fleet; what is chosen stays. */
    void offer(List<String> regions) {
        for (String region : regions) {
            if (!scope.getItems().contains(region)) {
                int at = 1;
                while (at < scope.getItems().size() && scope.getItems().get(at).compareTo(region) < 0) {
                    at++;
                }
                scope.getItems().add(at, region);
            }
        }
    }

    /** Chooses a region as a person would. */
    void choose(String region) {
        offer(List.of(region));
        scope.setValue(region);
    }

    Optional<String> region() {
        return Optional.ofNullable(scope.getValue()).filter(chosen -> !chosen.equals(fleet));
    }

    RateQuestion.Split split() {
        return byRegion.isSelected() ? RateQuestion.Split.REGION : RateQuestion.Split.REASON;
    }

    long reachMillis() {
        return reachMillis;
    }

    long backMillis() {
        Earlier earlier = compare.getValue();
        return earlier == null ? 0 : earlier.millis();
    }

    private void changedTo(boolean some) {
        if (some) {
            changed.run();
        }
    }

    private HBox reaches() {
        List<ToggleButton> buttons = new ArrayList<>();
        for (Reach one : REACHES) {
            ToggleButton button = segment("throughput-range-" + one.name(), one.name(), reach);
            button.setSelected(one.millis() == reachMillis);
            button.setOnAction(event -> {
                button.setSelected(true);
                reachMillis = one.millis();
                changed.run();
            });
            buttons.add(button);
        }
        return segments(buttons);
    }

    private ComboBox<Earlier> compare() {
        compare.setId("throughput-compare");
        compare.setAccessibleText(Messages.of("throughput.compare.accessible"));
        compare.getItems()
                .setAll(
                        new Earlier(Messages.of("throughput.compare.none"), 0),
                        new Earlier(Messages.of("throughput.compare.hour"), HOUR),
                        new Earlier(Messages.of("throughput.compare.day"), DAY),
                        new Earlier(Messages.of("throughput.compare.week"), 7 * DAY));
        compare.setConverter(new StringConverter<>() {
            @Override
            public String toString(Earlier earlier) {
                return earlier == null ? "" : earlier.text();
            }

            @Override
            public Earlier fromString(String text) {
                return compare.getItems().getFirst();
            }
        });
        compare.getSelectionModel().selectFirst();
        compare.setPrefWidth(160);
        compare.valueProperty().addListener((any, before, now) -> changed.run());
        return compare;
    }

    private static ToggleButton segment(String id, String text, ToggleGroup group) {
        ToggleButton button = new ToggleButton(text);
        button.setId(id);
        button.getStyleClass().add("segment");
        button.setToggleGroup(group);
        button.setMinWidth(USE_PREF_SIZE);
        return button;
    }

    /** A click on the chosen one must not leave none. */
    private static void keepOne(ToggleGroup group) {
        group.getToggles().forEach(toggle -> ((ToggleButton) toggle).setOnAction(event -> toggle.setSelected(true)));
    }

    private static HBox segments(List<ToggleButton> buttons) {
        HBox row = new HBox();
        row.getStyleClass().add("segments");
        row.getChildren().setAll(buttons);
        return row;
    }
}
