// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.model.Rates;
import dev.secbeat.console.model.RegionHealth;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.console.model.RegionState;
import dev.secbeat.console.view.widget.Figure;
import dev.secbeat.console.view.widget.Texts;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.geometry.Dimension2D;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** The three lines beside a marker: name, packets passed, health with what matters most about it. */
final class MarkerLabel extends VBox {
    private final Figure figure = new Figure("", "marker-figure", "figure");
    private final Figure unit = new Figure("", "marker-note");
    private final Figure note = new Figure("", "marker-note");
    private final Figure shortTitle = new Figure("", "marker-short", "figure");
    private final List<Node> whole;
    private boolean shortened;
    private Optional<Dimension2D> wholeSize = Optional.empty();
    private Optional<Dimension2D> shortSize = Optional.empty();
    private final ReadOnlyStringWrapper text = new ReadOnlyStringWrapper("");
    private final Label title;
    private final String id;
    private final String plainName;
    private String name;
    private String shortName;

    MarkerLabel(RegionModel region) {
        id = region.id();
        plainName = region.place().name();
        name = plainName;
        shortName = plainName;
        setId("map-label-" + region.id());
        getStyleClass().add("marker-label");
        setManaged(false);
        setMouseTransparent(true);
        title = new Label(name);
        title.getStyleClass().add("marker-name");
        HBox rate = new HBox(7, figure, unit);
        rate.setAlignment(Pos.BASELINE_LEFT);
        whole = List.of(title, rate, note);
        getChildren().setAll(whole);
    }

    /** Tells it from another of the same name by its id, which in one line is all that it is called. */
    void tellApart(boolean on) {
        name = on ? Messages.of("map.label.apart", plainName, id) : plainName;
        shortName = on ? id : plainName;
        title.setText(name);
    }

    /**
     * How much room it takes in one line or in three. What is not shown now is not put there to be measured, which would
     * style it anew each time: its size is that of when it was last shown.
     */
    Dimension2D size(boolean inOneLine) {
        Optional<Dimension2D> known = inOneLine ? shortSize : wholeSize;
        if (inOneLine != shortened && known.isPresent()) {
            return known.get();
        }
        shorten(inOneLine);
        autosize();
        Dimension2D now = new Dimension2D(getWidth(), getHeight());
        if (inOneLine) {
            shortSize = Optional.of(now);
        } else {
            wholeSize = Optional.of(now);
        }
        return now;
    }

    /** One line in place of three, where many regions share the map. */
    void shorten(boolean on) {
        if (on != shortened) {
            shortened = on;
            getChildren().setAll(on ? List.of(shortTitle) : whole);
            applyCss();
        }
    }

    /** All of it as one sentence, for screen readers. */
    ReadOnlyStringProperty textProperty() {
        return text.getReadOnlyProperty();
    }

    void draw(RegionState state, Steered steered) {
        Rates rates = state.shown();
        boolean gone = rates.freshness().isGone();
        figure.setText(gone ? "–" : Figures.compact(rates.passedPerSecond()));
        String moved = steered.isMoved() ? " · " + steered.words() : "";
        shortTitle.setText(shortName + " " + figure.getText() + moved);
        Texts.style(
                figure, "label", "marker-figure", "figure", rates.freshness().isFresh() ? "fresh" : "stale");
        unit.setText(
                rates.freshness().isFresh() || gone
                        ? Messages.of("map.label.passed")
                        : Messages.of("map.label.ago", rates.freshness().text()));
        Texts.style(shortTitle, "label", "marker-short", "figure", MarkerSymbol.styleOf(state.health()));
        String told = (steered.isMoved() ? steered.words() + " · " : "") + note(state);
        if (told.length() != note.getText().length()) {
            wholeSize = Optional.empty();
        }
        note.setText(told);
        Texts.style(note, "label", "marker-note", MarkerSymbol.styleOf(state.health()));
        text.set(name + ", " + figure.getText() + " " + unit.getText() + ", " + note.getText());
    }

    static String note(RegionState state) {
        String health = state.health().label();
        String nodes = state.liveNodes() == state.totalNodes()
                ? state.totalNodes() == 1
                        ? Messages.of("map.label.node")
                        : Messages.of("map.label.nodes", state.totalNodes())
                : Messages.of("map.label.some-nodes", state.liveNodes(), state.totalNodes());
        double share = state.shown().dropShare();
        return switch (state.health()) {
            case HEALTHY -> health + " · " + nodes;
            case DEGRADED -> degraded(state);
            case MITIGATING -> {
                String dropped = Messages.of("map.label.dropped", health, share > 0 ? Figures.percent(share) : "<1 %");
                yield state.degradedNodes() > 0 ? dropped + " · " + degraded(state) : dropped;
            }
            case DOWN -> health + " · " + nodes;
            case STALE -> health + " · " + since(state);
            case DISCONNECTED -> Messages.of("map.label.no-link", since(state));
        };
    }

    private static String degraded(RegionState state) {
        return Messages.of("map.label.degraded", state.degradedNodes(), state.totalNodes());
    }

    private static String since(RegionState state) {
        return state.freshness().ageMillis() < 0
                ? Messages.of("map.label.nothing")
                : Messages.of("map.label.heard", state.freshness().text());
    }

    /** Whether the label says something urgent: then it is placed before others. */
    static boolean isUrgent(RegionState state) {
        return state.health() != RegionHealth.HEALTHY;
    }
}
