// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.settings.Preferences;
import dev.secbeat.console.view.settings.PreferencesPane;
import java.util.Optional;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.stage.Stage;

/** The form of preferences, which stays open over windows that are made anew by what it changes. FX thread only. */
final class PreferenceSheet {
    private final Workplace desk;
    private final Stage stage;

    PreferenceSheet(Workplace desk, Stage stage) {
        this.desk = desk;
        this.stage = stage;
    }

    void open() {
        desk.openSheet(Messages.of("settings.title"), new PreferencesPane(desk.preferences(), next -> {
            // Later: the control that changed is still at work, and may be gone with its window.
            Platform.runLater(() -> chosen(next));
        }));
    }

    /** The same by a key, which works over the form as well: that shows what holds then. */
    void preferByKey(Preferences next) {
        desk.prefer(next);
        if (desk.root().lookup("#preferences-pane") != null) {
            open();
        }
    }

    private void chosen(Preferences next) {
        String cursor = Optional.ofNullable(stage.getScene())
                .map(Scene::getFocusOwner)
                .map(Node::getId)
                .orElse("");
        Parent before = desk.root();
        desk.prefer(next);
        if (!desk.root().equals(before)) { // made anew: the sheet comes back, with the cursor where it was
            open();
            Optional.ofNullable(desk.root().lookup("#" + cursor))
                    .filter(node -> !cursor.isEmpty())
                    .ifPresent(Node::requestFocus);
        }
    }
}
