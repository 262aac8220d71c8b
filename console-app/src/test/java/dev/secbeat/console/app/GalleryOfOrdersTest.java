// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.model.Intent;
import dev.secbeat.console.settings.Look;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Scope;
import java.io.IOException;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TextField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The dialogs of limits, trials and drills as pictures for the documents. */
class GalleryOfOrdersTest {
    @AfterEach
    void speakEnglishAgain() {
        Desk.speakEnglish();
    }

    @Test
    void limitsTrialsAndDrills() throws IOException {
        try (Desk desk = GalleryTest.open(Look.DARK, 1280, 900)) {
            GalleryTest.go(desk, "blocks");
            Fx.run(() -> desk.window.carryOut(new Intent.OpenLimitDialog("198.18.0.0/16", new Scope.Fleet())));
            write(desk, "limit-reason", "scrapers from a hosting range");
            choose(desk, "limit-canary-region");
            Gallery.hang(Picture.LIMIT_DIALOG, desk, Look.DARK);
            Fx.run(desk.window.shell()::closeSheet);
            trial(desk, true);
            Gallery.hang(Picture.CANARY, desk, Look.DARK);
            Fx.run(desk.window.shell()::closeSheet);
            trial(desk, false);
            Gallery.hang(Picture.CANARY_TAKEN_BACK, desk, Look.DARK);
            Fx.run(desk.window.shell()::closeSheet);
            Fx.run(() -> desk.window.carryOut(new Intent.OpenDrillDialog(new Scope.Fleet())));
            write(desk, "drill-reason", "weekly exercise");
            write(desk, "drill-confirm", "all");
            Fx.run(((Button) desk.node("#drill-send"))::fire);
            Intent.Act drill = (Intent.Act) desk.acts.getLast();
            Fx.run(() -> {
                new Exhibits(desk.fleet)
                        .said(drill.id(), "drill: block on the whole fleet", false, "", Receipt.State.DRILLED);
                desk.fleet.run(6);
            });
            Gallery.hang(Picture.DRILL, desk, Look.DARK);
        }
    }

    private static void trial(Desk desk, boolean harmless) {
        Fx.run(() -> desk.window.carryOut(new Intent.OpenBlockDialog("198.51.100.9")));
        choose(desk, "block-canary-region");
        Fx.run(((Button) desk.node("#block-send"))::fire);
        Intent.Act act = (Intent.Act) desk.acts.getLast();
        Fx.run(() -> {
            new Exhibits(desk.fleet).trial(act.id(), harmless);
            desk.fleet.run(1);
        });
    }

    private static void write(Desk desk, String field, String text) {
        Fx.run(() -> ((TextField) desk.node("#" + field)).setText(text));
    }

    private static void choose(Desk desk, String box) {
        Fx.run(() -> ((ComboBox<?>) desk.node("#" + box)).getSelectionModel().selectLast());
    }
}
