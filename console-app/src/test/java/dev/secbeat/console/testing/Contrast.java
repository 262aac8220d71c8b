// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.testing;

import javafx.scene.paint.Color;

/** Contrast of two opaque colours as WCAG 2.1 defines it: 1 to 21. Pure. */
public final class Contrast {
    private Contrast() {}

    public static double of(Color one, Color other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(Color colour) {
        return 0.2126 * linear(colour.getRed())
                + 0.7152 * linear(colour.getGreen())
                + 0.0722 * linear(colour.getBlue());
    }

    /** The share of light that a channel's value stands for. */
    public static double linear(double channel) {
        return channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4);
    }
}
