// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import javafx.scene.transform.Scale;

/**
 * A window larger than its screen. The Headless platform has one screen of 1000 x 1000 pixels and fails at larger
 * windows; what is not in a shown window is not laid out in full (TilesFX waits for it). So a small window is shown and
 * what it holds reaches beyond it: pulses, styles and input are real, and a picture shows all of it. FX thread only.
 */
final class OffScreen {
    private static final double LARGEST = 1000;

    private OffScreen() {}

    /** A scene that fits the Headless platform's screen, around {@code root} at its own size. */
    static Scene scene(Parent root, double width, double height) {
        resize(root, width, height);
        return new Scene(new Pane(root), Math.min(width, LARGEST), Math.min(height, LARGEST));
    }

    /**
     * The same, drawn narrower, so that the window holds all of it: of what changes beyond its edge the toolkit knows no part to
     * draw anew and draws the whole window, which no real one does. For measuring.
     */
    static Scene whole(Parent root, double width, double height) {
        resize(root, width, height);
        Pane all = new Pane(root);
        all.getTransforms().add(new Scale(Math.min(1, LARGEST / width), Math.min(1, LARGEST / height)));
        return new Scene(new Pane(all), Math.min(width, LARGEST), Math.min(height, LARGEST));
    }

    /** Gives {@code root} another size. */
    static void resize(Parent root, double width, double height) {
        if (root instanceof Region region) {
            region.setMinSize(width, height);
            region.setPrefSize(width, height);
            region.setMaxSize(width, height);
        }
    }
}
