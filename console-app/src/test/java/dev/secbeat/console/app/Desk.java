// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Digits;
import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.i18n.Times;
import dev.secbeat.console.model.AlertLog;
import dev.secbeat.console.model.Intent;
import dev.secbeat.console.settings.Look;
import dev.secbeat.console.view.shell.Scaled;
import dev.secbeat.console.view.shell.Theme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.Labeled;
import javafx.scene.image.ImageView;
import javafx.stage.Stage;

/** A whole window over the sample fleet, in any theme, size and language, with what it asks for. */
final class Desk implements AutoCloseable {
    final SampleFleet fleet;
    final List<Intent.OfFleet> acts = new ArrayList<>();
    final List<Intent.OfNode> wishes = new ArrayList<>();
    final AlertLog alerts;
    final ConsoleWindow window;
    final Stage stage = Fx.call(Stage::new);
    private final Parent shown;

    private Desk(SampleFleet fleet, Look look, double scale, double width, double height) {
        this.fleet = fleet;
        alerts = Fx.call(() -> new AlertLog(fleet.model, "tester", alert -> {}));
        window = Fx.call(() -> {
            Theme.use(look);
            return new ConsoleWindow(fleet.model, alerts, acts::add, wishes::add, wish -> {}, List.of());
        });
        shown = Fx.call(() -> {
            Parent root = scale == 1 ? window.root() : new Scaled(window.root(), scale, 1000, 700);
            Scene scene = OffScreen.scene(root, width, height);
            Theme.apply(scene, look, (int) (100 * scale));
            window.installShortcuts(scene);
            stage.setScene(scene);
            stage.setX(0);
            stage.setY(0);
            stage.show();
            return root;
        });
        Fx.until("laid out", () -> shown.getLayoutBounds().getWidth() == width);
    }

    static Desk open(Look look, double scale, double width, double height) {
        return new Desk(Fx.call(SampleFleet::threeRegions), look, scale, width, height);
    }

    static Desk over(SampleFleet fleet, Look look, double width, double height) {
        return new Desk(fleet, look, 1, width, height);
    }

    static Desk open(double width, double height) {
        return open(Look.DARK, 1, width, height);
    }

    /** As if no test had spoken anything else. */
    static void speakEnglish() {
        Messages.speak(Locale.ENGLISH);
        Times.in(ZoneOffset.UTC);
        Digits.writeWhole(false);
        Locale.setDefault(Locale.ENGLISH);
        Fx.run(() -> Theme.use(Look.DARK));
    }

    Desk run(int seconds) {
        Fx.run(() -> fleet.run(seconds));
        return this;
    }

    Node node(String selector) {
        return window.root().lookup(selector);
    }

    String text(String selector) {
        return Fx.call(() -> label(selector));
    }

    /** The same, on the FX thread. */
    String label(String selector) {
        return node(selector) instanceof Labeled labeled ? labeled.getText() : "";
    }

    void picture(String name) throws IOException {
        picture(shown, name);
    }

    static void picture(Parent root, String name) throws IOException {
        Fx.until(
                "tiles painted",
                () -> root.lookupAll("TileImageView").stream().allMatch(tile -> ((ImageView) tile).getImage() != null));
        Path folder = Files.createDirectories(Path.of("target", "snapshots"));
        PngFile.write(Fx.call(() -> Snapshots.draw(root)), folder.resolve(name + ".png"));
    }

    @Override
    public void close() {
        Fx.run(stage::close);
    }
}
