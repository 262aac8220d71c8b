// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.WhatIf;
import dev.secbeat.console.view.shell.Theme;
import dev.secbeat.console.view.widget.WhatIfPane;
import dev.secbeat.node.api.Prefix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;

/** The pane beside the dialog that blocks. */
class WhatIfPaneTest {
    @Test
    void aRuleIsTriedOnTheLastMinutes() throws IOException {
        SampleFleet fleet = Fx.call(SampleFleet::threeRegions);
        Stage stage = Fx.call(Stage::new);
        WhatIfPane pane = Fx.call(() -> new WhatIfPane(fleet.model, ask -> {}));
        Fx.run(() -> {
            pane.setPrefWidth(500);
            Scene scene = new Scene(pane);
            Theme.apply(scene);
            stage.setScene(scene);
            stage.show();
            pane.tryOut(block("203.0.113.42"));
        });
        assertThat(text(pane)).contains("Nothing was counted yet");

        Fx.run(() -> {
            fleet.run(30);
            fleet.sample();
            fleet.run(1);
            pane.tryOut(block("198.18.0.0/15"));
            pane.tryOut(block("203.0.113.42"));
        });
        Fx.until("tried", () -> shown(pane).contains("It would have hit 1 of the busiest sources"));
        assertThat(text(pane)).contains("30 of 120 packets").contains("Over the last 30 s");
        Path pictures = Files.createDirectories(Path.of("target", "snapshots"));
        PngFile.write(
                Fx.call(() -> {
                    stage.sizeToScene();
                    return Snapshots.draw(pane);
                }),
                pictures.resolve("whatif.png"));
        Fx.run(stage::close);
    }

    private static String text(WhatIfPane pane) {
        return Fx.call(() -> shown(pane));
    }

    private static String shown(WhatIfPane pane) {
        return ((Label) pane.lookup("#whatif-text")).getText();
    }

    private static Optional<WhatIf.Rule> block(String prefix) {
        return Optional.of(new WhatIf.Rule.Block(List.of(Prefix.parse(prefix))));
    }
}
