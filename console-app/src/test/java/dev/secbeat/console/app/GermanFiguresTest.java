// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.Figures;
import dev.secbeat.console.settings.Look;
import dev.secbeat.console.view.shell.NavEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Labeled;
import javafx.scene.control.Tooltip;
import javafx.scene.text.Text;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In German a figure has a comma where it has a decimal, on every page; and is read as it is written. */
class GermanFiguresTest {
    /** A figure with a decimal point, not a part of an address, a version, or groups of three. */
    private static final Pattern DECIMAL_POINT = Pattern.compile("(?<![\\d.:/])\\d+\\.(\\d{1,2}|\\d{4,})(?![\\d.:])");

    @AfterEach
    void english() {
        Desk.speakEnglish();
    }

    @Test
    void noPageShowsADecimalPoint() {
        Messages.speak(Locale.GERMAN);
        SampleFleet fleet = Fx.call(SampleFleet::threeRegions);
        try (Desk desk = Desk.over(fleet, Look.DARK, 1600, 1000)) {
            desk.run(45);
            List<String> texts = new ArrayList<>();
            for (NavEntry place : desk.window.places()) {
                Fx.run(() -> desk.window.shell().choose(place.id()));
                desk.run(1);
                Fx.run(() -> collect(desk.window.root(), texts));
            }
            assertThat(texts).as("there is something to look at").anyMatch(text -> text.matches(".*\\d,\\d.*"));
            assertThat(texts)
                    .filteredOn(text -> DECIMAL_POINT.matcher(text).find())
                    .isEmpty();
        }
    }

    private static void collect(Node node, List<String> into) {
        if (node instanceof Labeled labeled) {
            into.add(String.valueOf(labeled.getText()));
            Tooltip tip = labeled.getTooltip();
            if (tip != null) {
                into.add(String.valueOf(tip.getText()));
            }
        } else if (node instanceof Text text) {
            into.add(text.getText());
        }
        if (node.getAccessibleText() != null) {
            into.add(node.getAccessibleText());
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> collect(child, into));
        }
    }

    @Test
    void figuresAreReadAsTheyAreWritten() {
        assertThat(read("50", "0.5", "18,400", "1,234,567.5", "0.500"))
                .containsExactly(50.0, 0.5, 18_400.0, 1_234_567.5, 0.5);
        assertThat(Figures.read("0,5")).as("no English figure").isEmpty();
        assertThat(Figures.decimal(0.25)).isEqualTo("0.25");
        Messages.speak(Locale.GERMAN);
        assertThat(read("50", "0,5", "18.400", "1.234.567,5", "0.5", "0.500", "12.34"))
                .containsExactly(50.0, 0.5, 18_400.0, 1_234_567.5, 0.5, 0.5, 12.34);
        assertThat(Figures.decimal(0.25)).isEqualTo("0,25");
        assertThat(Figures.millis(1_200)).isEqualTo("1.200 ms");
        for (String wrong : List.of("", "x", "-1", "1e9", "1,2,3", "1.2.3", "٣", "9999999999999999999")) {
            assertThat(Figures.read(wrong)).as(wrong).isEmpty();
        }
    }

    private static List<Double> read(String... texts) {
        return List.of(texts).stream()
                .map(Figures::read)
                .map(OptionalDouble::orElseThrow)
                .toList();
    }
}
