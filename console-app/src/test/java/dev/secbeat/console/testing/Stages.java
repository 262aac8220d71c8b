// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.testing;

import dev.secbeat.console.view.shell.Theme;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.stage.Stage;

/** Puts a view on the test's stage, dressed as in the product. */
public final class Stages {
    private Stages() {}

    public static void show(Stage stage, Parent view, double width, double height) {
        Theme.load();
        Scene scene = new Scene(view, width, height);
        Theme.apply(scene);
        stage.setScene(scene);
        stage.setX(0);
        stage.setY(0);
        stage.show();
        stage.sizeToScene(); // another test may have left it otherwise
    }
}
