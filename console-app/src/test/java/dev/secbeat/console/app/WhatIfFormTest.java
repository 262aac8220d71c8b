// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.Intent;
import dev.secbeat.console.model.Origins;
import dev.secbeat.console.model.Update;
import dev.secbeat.console.view.incident.WhatIfForm;
import dev.secbeat.console.view.shell.Theme;
import dev.secbeat.node.api.Dimension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.GridPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Trying a rule that nobody sends. */
@SuppressWarnings("NullAway.Init") // set before each test
class WhatIfFormTest {
    private final List<Intent> intents = new ArrayList<>();
    private SampleFleet fleet;
    private Stage stage;
    private WhatIfForm form;

    @BeforeEach
    void open() {
        fleet = Fx.call(SampleFleet::threeRegions);
        stage = Fx.call(Stage::new);
        Fx.run(() -> {
            fleet.run(30);
            form = new WhatIfForm(fleet.model, intents::add);
            Scene scene = new Scene(form);
            Theme.apply(scene);
            stage.setScene(scene);
            stage.show();
        });
    }

    @AfterEach
    void close() {
        Fx.run(stage::close);
    }

    @Test
    void aLimitIsTriedAsItIsTypedAndNonsenseIsExplained() throws IOException {
        Fx.run(() -> {
            ((ToggleButton) find("whatif-limit")).setSelected(true);
            type("whatif-most", "1000000");
        });
        Fx.until("tried", () -> text("whatif-text").startsWith("It would have hit none"));
        Fx.run(() -> type("whatif-most", "1"));
        Fx.until(
                "all sources",
                () -> text("whatif-text").startsWith("It would have hit ")
                        && !text("whatif-text").contains("none"));
        picture("whatif-limit");
        Fx.run(() -> type("whatif-window", "0"));
        assertThat(Fx.call(() -> text("whatif-problem"))).contains("1 to 3600");
        assertThat(Fx.call(() -> text("whatif-text"))).startsWith("Write a rule");
        Fx.run(() -> {
            type("whatif-window", "10");
            choose("whatif-dimension", Dimension.BYTES);
        });
        Fx.until("nothing counts bytes", () -> text("whatif-text").startsWith("It would have hit none"));
        assertThat(intents).as("nothing is ordered").isEmpty();
    }

    @Test
    void whereSourcesComeFromIsAskedOnceAndShownWhenItIsKnown() throws IOException {
        Fx.run(() -> {
            fleet.offer(new Update.Located(new Origins(true, Map.of(), "")));
            fleet.run(1);
            type("whatif-prefixes", "203.0.113.0/24");
        });
        Fx.until("asked", () -> !intents.isEmpty());
        Intent.AskOrigins asked = (Intent.AskOrigins) intents.getFirst();
        assertThat(asked.sources()).contains("203.0.113.42");
        Fx.run(() -> locate(Map.of("198.51.100.77", "US AS1")));
        assertThat(Fx.call(() -> intents.getLast()))
                .as("its own answer was not among it")
                .isEqualTo(asked);
        Map<String, String> known = new HashMap<>();
        asked.sources().forEach(source -> known.put(source, source.startsWith("203.") ? "NL AS64511" : "US AS64496"));
        Fx.run(() -> locate(known));
        Fx.until("told by country and network", () -> cells().containsAll(Set.of("NL", "AS64511", "US", "AS64496")));
        int questions = Fx.call(intents::size);
        Fx.run(() -> type("whatif-prefixes", "203.0.113.42"));
        Fx.until("tried anew", () -> cells().containsAll(Set.of("NL", "AS64511")));
        assertThat(Fx.call(intents::size)).isEqualTo(questions);
        picture("whatif-origins");
    }

    private void locate(Map<String, String> known) {
        fleet.offer(new Update.Located(new Origins(true, known, "")));
        fleet.drain();
    }

    private Node find(String id) {
        return form.lookup("#" + id);
    }

    private String text(String id) {
        return ((Labeled) find(id)).getText();
    }

    private void type(String id, String text) {
        ((TextField) find(id)).setText(text);
    }

    @SuppressWarnings("unchecked") // what the form puts into its box
    private <T> void choose(String id, T value) {
        ((ComboBox<T>) find(id)).setValue(value);
    }

    private Set<String> cells() {
        return ((GridPane) find("whatif-table"))
                .getChildren().stream().map(cell -> ((Labeled) cell).getText()).collect(Collectors.toSet());
    }

    private void picture(String name) throws IOException {
        Path pictures = Files.createDirectories(Path.of("target", "snapshots"));
        PngFile.write(
                Fx.call(() -> {
                    stage.sizeToScene();
                    return Snapshots.draw(form);
                }),
                pictures.resolve(name + ".png"));
    }
}
