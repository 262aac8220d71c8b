// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import javafx.scene.image.Image;
import javafx.scene.image.PixelWriter;
import javafx.scene.image.WritableImage;
import javafx.scene.paint.Color;

/** The window's icon, painted: a ring with a beating dot, in the accent on the ground colour. */
final class AppIcon {
    private static final Color GROUND = Color.web("#121820");
    private static final Color ACCENT = Color.web("#5AA9E6");

    private AppIcon() {}

    static Image paint(int side) {
        WritableImage image = new WritableImage(side, side);
        PixelWriter pixels = image.getPixelWriter();
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                pixels.setColor(x, y, color(Math.hypot(x + 0.5 - side / 2.0, y + 0.5 - side / 2.0), side));
            }
        }
        return image;
    }

    private static Color color(double distance, int side) {
        double disc = inside(distance, side * 0.5);
        double ring = inside(distance, side * 0.36) - inside(distance, side * 0.27);
        double dot = inside(distance, side * 0.13);
        Color drawn = GROUND.interpolate(ACCENT, Math.min(1, ring + dot));
        return Color.color(drawn.getRed(), drawn.getGreen(), drawn.getBlue(), disc);
    }

    /** 1 within the radius, 0 outside, with an edge one pixel soft. */
    private static double inside(double distance, double radius) {
        return Math.clamp(radius - distance + 0.5, 0.0, 1.0);
    }
}
