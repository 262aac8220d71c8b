// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.settings;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.AlertKind;
import dev.secbeat.console.settings.AlertRule;
import dev.secbeat.console.settings.Look;
import dev.secbeat.console.settings.Preferences;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Texts;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Spinner;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.VBox;

/** How a person likes the console; each choice holds at once, and there is nothing to confirm. */
public final class PreferencesPane extends ScrollPane {
    private static final int SCALE_STEP = 10;
    private static final double TALLEST = 600;

    private final Consumer<Preferences> onChange;
    private final Map<AlertKind, ComboBox<AlertRule>> rules = new EnumMap<>(AlertKind.class);
    private final ComboBox<Locale> language;
    private final ComboBox<Look> look;
    private final Spinner<Integer> scale;
    private final ComboBox<Boolean> figures;
    private final ComboBox<Optional<ZoneId>> zone;
    private final TileFields tiles;
    private final CheckBox sounds = new CheckBox(Messages.of("settings.sounds"));

    /** A form that begins with {@code now}; each change goes to {@code onChange} as a whole. */
    public PreferencesPane(Preferences now, Consumer<Preferences> onChange) {
        this.onChange = onChange;
        setId("preferences-pane");
        getStyleClass().addAll("plain-scroll", "settings-form");
        setAccessibleText(Messages.of("settings.title"));
        setFitToWidth(true);
        setMaxHeight(TALLEST);
        language = Forms.choice(
                "preferences-language",
                Messages.LANGUAGES,
                now.language(),
                choice -> choice.getDisplayLanguage(choice));
        look = Forms.choice("preferences-look", List.of(Look.values()), now.look(), Look::label);
        scale = new Spinner<>(Preferences.LEAST_SCALE, Preferences.MOST_SCALE, now.scalePercent(), SCALE_STEP);
        scale.setId("preferences-scale");
        scale.setMaxWidth(Double.MAX_VALUE);
        scale.getEditor().setId("preferences-scale-editor");
        scale.getEditor().setAccessibleText(Messages.of("settings.scale"));
        figures = Forms.choice(
                "preferences-figures",
                List.of(false, true),
                now.wholeFigures(),
                whole -> whole ? Messages.of("settings.figures-whole") : Messages.of("settings.figures-short"));
        zone = Forms.choice("preferences-zone", zones(), now.zone(), PreferencesPane::text);
        sounds.setId("preferences-sounds");
        sounds.setSelected(now.sounds());
        tiles = new TileFields(now.tiles(), this::change);
        VBox body = new VBox(18, general(), tiles, alerts(now));
        body.getStyleClass().add("sheet-body");
        setContent(body);
        listen();
    }

    private GridPane general() {
        GridPane grid = Forms.aligned();
        Forms.row(grid, Messages.of("settings.language"), language);
        Forms.row(grid, Messages.of("settings.theme"), look);
        Forms.row(grid, Messages.of("settings.scale"), scale);
        Forms.row(grid, Messages.of("settings.figures"), figures);
        Forms.row(grid, Messages.of("settings.zone"), zone);
        return grid;
    }

    private VBox alerts(Preferences now) {
        GridPane grid = Forms.aligned();
        for (AlertKind kind : AlertKind.values()) {
            ComboBox<AlertRule> rule = Forms.choice(
                    "preferences-alert-" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    List.of(AlertRule.values()),
                    now.rule(kind),
                    AlertRule::label);
            rules.put(kind, rule);
            Forms.row(grid, kind.label(), rule);
        }
        Label title = Texts.label(Messages.of("settings.alerts"), "strong");
        return new VBox(10, title, sounds, grid);
    }

    private void listen() {
        language.valueProperty().addListener(changed -> change());
        look.valueProperty().addListener(changed -> change());
        scale.valueProperty().addListener(changed -> change());
        figures.valueProperty().addListener(changed -> change());
        zone.valueProperty().addListener(changed -> change());
        sounds.selectedProperty().addListener(changed -> change());
        rules.values().forEach(rule -> rule.valueProperty().addListener(changed -> change()));
    }

    private void change() {
        Map<AlertKind, AlertRule> chosen = new EnumMap<>(AlertKind.class);
        rules.forEach((kind, rule) -> chosen.put(kind, rule.getValue()));
        onChange.accept(new Preferences(
                language.getValue(),
                look.getValue(),
                scale.getValue(),
                figures.getValue(),
                sounds.isSelected(),
                zone.getValue(),
                chosen,
                tiles.server()));
    }

    /** UTC and this computer's first: those are what most want. */
    private static List<Optional<ZoneId>> zones() {
        List<Optional<ZoneId>> zones = new ArrayList<>();
        zones.add(Optional.of(ZoneOffset.UTC));
        zones.add(Optional.empty());
        ZoneId.getAvailableZoneIds().stream()
                .filter(id -> id.contains("/") && !id.startsWith("Etc/") && !id.startsWith("SystemV/"))
                .sorted()
                .map(id -> Optional.of(ZoneId.of(id)))
                .forEach(zones::add);
        return zones;
    }

    private static String text(Optional<ZoneId> zone) {
        return zone.map(id -> id.equals(ZoneOffset.UTC) ? "UTC" : id.getId())
                .orElseGet(() -> Messages.of("settings.zone-local", ZoneId.systemDefault()));
    }
}
