// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.settings.Look;
import dev.secbeat.console.testing.Cut;
import dev.secbeat.console.testing.Legible;
import dev.secbeat.console.view.shell.NavEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.geometry.Bounds;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.scene.paint.Color;
import javafx.scene.shape.Polygon;
import javafx.scene.shape.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every view in every theme, at every scale and in both languages; pictures go to target/snapshots. */
class LooksTest {
    @AfterEach
    void speakEnglishAgain() {
        Desk.speakEnglish();
    }

    @ParameterizedTest
    @EnumSource
    void everyViewIsDrawnInEveryTheme(Look look) throws IOException {
        try (Desk desk = Desk.open(look, 1, 1600, 1000).run(61)) {
            Fx.run(() -> {
                desk.fleet.sample();
                desk.fleet.run(1);
            });
            double least = look == Look.CONTRAST ? 7 : 4.5;
            for (NavEntry page : Fx.call(desk.window::places)) {
                Fx.run(((Button) desk.node("#" + page.id()))::fire);
                Fx.run(() -> desk.fleet.run(1));
                desk.picture("look-" + look.name().toLowerCase(Locale.ROOT) + "-" + page.id());
                assertThat(Fx.call(() -> Legible.faint(desk.window.root(), least)))
                        .as(page.id())
                        .isEmpty();
            }
            assertThat(Fx.call(desk.window::places)).hasSize(9);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 150, 200})
    void everythingKeepsItsPlaceAtEveryScale(int percent) throws IOException {
        try (Desk desk = Desk.open(Look.DARK, percent / 100.0, 1920, 1080).run(30)) {
            desk.picture("scale-" + percent);
            Bounds root = Fx.call(() -> desk.window.root().getLayoutBounds());
            assertThat(root.getWidth()).isCloseTo(Math.max(1000, 1920 * 100.0 / percent), within());
            for (String inside : List.of("#top-clock", "#status-command", "#map-fit", "#throughput-column")) {
                Bounds bounds = Fx.call(() -> desk.window
                        .root()
                        .sceneToLocal(
                                desk.node(inside).localToScene(desk.node(inside).getLayoutBounds())));
                assertThat(bounds.getMaxX()).as(inside).isLessThanOrEqualTo(root.getWidth() + 0.5);
                assertThat(bounds.getMaxY()).as(inside).isLessThanOrEqualTo(root.getHeight() + 0.5);
            }
        }
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(1.0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1600})
    void germanFitsWhereEnglishDoes(int width) throws IOException {
        List<String> english = cutWords(width);
        assertThat(english)
                .as("in English nothing but a long profile's name may be cut")
                .isEmpty();
        Messages.speak(Locale.GERMAN);
        try (Desk desk = Desk.open(width, width == 1000 ? 700 : 1000).run(61)) {
            assertThat(desk.text("#nav-blocks")).isEqualTo("Sperren");
            assertThat(desk.text("#banner-title")).startsWith("APAC wird angegriffen seit");
            desk.picture("german-" + width);
        }
        assertThat(cutWords(width)).isEmpty();
    }

    /** Names that have no room on any page, with the page. */
    private static List<String> cutWords(int width) throws IOException {
        List<String> cut = new ArrayList<>();
        try (Desk desk = Desk.open(width, width == 1000 ? 700 : 1000).run(3)) {
            for (NavEntry page : Fx.call(desk.window::places)) {
                Fx.run(((Button) desk.node("#" + page.id()))::fire);
                Fx.run(() -> desk.fleet.run(1));
                desk.picture("fits-" + Messages.language() + "-" + page.id() + "-" + width);
                String profile = desk.text("#top-profile");
                Fx.call(() -> Cut.words(desk.window.root())).stream()
                        .filter(word -> !word.startsWith(profile + " as "))
                        .forEach(word -> cut.add(page.id() + ": " + word));
            }
        }
        return cut;
    }

    @Test
    void silenceALostLinkAndARegionThatIsDownLookDifferent() throws IOException {
        try (Desk desk = Desk.open(1600, 1000).run(61)) {
            Set<String> looks = new LinkedHashSet<>();
            looks.add(marker(desk));
            Fx.run(() -> {
                desk.fleet.takeDown("apac");
                desk.fleet.run(40);
            });
            assertThat(Fx.call(() -> desk.node("#banner").getStyleClass())).contains("is-region_down");
            looks.add(marker(desk));
            Fx.run(() -> desk.fleet.silence(25));
            assertThat(Fx.call(() -> desk.node("#banner").getStyleClass())).contains("is-telemetry_stale");
            looks.add(marker(desk));
            desk.picture("state-stale");
            Fx.run(() -> {
                desk.fleet.connected(false);
                desk.fleet.silence(100);
            });
            assertThat(Fx.call(() -> desk.node("#banner").getStyleClass())).contains("is-connection");
            looks.add(marker(desk));
            desk.picture("state-disconnected");
            assertThat(looks)
                    .as("mitigating, down, stale, disconnected: shape, fill, stroke, dashes and words")
                    .hasSize(4);
            assertThat(looks.stream().map(look -> look.substring(0, look.indexOf('|'))))
                    .as("also for who sees no colour")
                    .doesNotHaveDuplicates();
        }
    }

    /** Round, or its corners, whatever its size. */
    private static String outline(Shape symbol) {
        if (symbol instanceof Polygon polygon) {
            double most =
                    polygon.getPoints().stream().mapToDouble(Math::abs).max().orElse(1);
            return polygon.getPoints().stream()
                    .map(at -> Math.abs(at) > most / 2)
                    .toList()
                    .toString();
        }
        return symbol.getClass().getSimpleName();
    }

    /** How APAC's marker looks: first its shape, outline and words, then its colours. */
    private static String marker(Desk desk) {
        return Fx.call(() -> {
            desk.window.root().applyCss();
            desk.window.root().layout();
            Parent marker = (Parent) desk.node("#map-region-apac");
            Shape symbol = (Shape) marker.lookup(".symbol");
            String words = desk.window.root().lookupAll(".marker-note").stream()
                    .filter(note -> note.isVisible() && note instanceof Labeled)
                    .map(note -> ((Labeled) note).getText())
                    .collect(Collectors.joining(","));
            return outline(symbol) + symbol.getStrokeDashArray() + Color.TRANSPARENT.equals(symbol.getFill()) + "|"
                    + symbol.getFill() + symbol.getStroke() + words;
        });
    }
}
