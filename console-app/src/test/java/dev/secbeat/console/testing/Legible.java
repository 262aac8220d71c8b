// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.layout.BackgroundFill;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.paint.Paint;
import javafx.scene.paint.RadialGradient;
import javafx.scene.text.Text;

/** Finds words that are hard to read, in the colours in which they are really drawn. FX thread only. */
public final class Legible {
    /** Icons, and words that cannot be used now, may be fainter: they only have to be seen. */
    private static final double GRAPHIC = 3;

    private Legible() {}

    /** Words below {@code root} whose contrast to what lies behind them is less than {@code least}, and that contrast. */
    public static List<String> faint(Parent root, double least) {
        List<String> faint = new ArrayList<>();
        look(root, least, faint);
        return faint;
    }

    private static void look(Node node, double least, List<String> faint) {
        if (!node.isVisible()) {
            return;
        }
        if (node instanceof Text text && !text.getText().isBlank() && text.getFill() instanceof Color ink) {
            Color ground = ground(text);
            Color seen = over(ink, opacity(text), ground);
            double contrast = Contrast.of(seen, ground);
            boolean icon = text.getStyleClass().contains("ikonli-font-icon");
            if (contrast < (text.isDisabled() || icon ? Math.min(GRAPHIC, least) : least)) {
                faint.add(String.format(
                        Locale.ROOT,
                        "%.1f:1 '%s' %s on %s in %s",
                        contrast,
                        text.getText(),
                        hex(seen),
                        hex(ground),
                        owner(text)));
            }
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> look(child, least, faint));
        }
    }

    /** What lies behind it: the backgrounds of all it is in, the nearest on top. */
    private static Color ground(Node node) {
        List<Color> above = new ArrayList<>();
        for (Parent at = node.getParent(); at != null; at = at.getParent()) {
            if (at instanceof Region region && region.getBackground() != null) {
                List<BackgroundFill> fills = region.getBackground().getFills();
                for (int i = fills.size() - 1; i >= 0; i--) {
                    above.add(colour(fills.get(i).getFill()));
                    if (above.getLast().isOpaque()) {
                        return stack(above);
                    }
                }
            }
        }
        return stack(above);
    }

    private static Color stack(List<Color> above) {
        Color ground = Color.BLACK;
        for (Color each : above.reversed()) {
            ground = over(each, 1, ground);
        }
        return ground;
    }

    private static Color colour(Paint paint) {
        return switch (paint) {
            case Color color -> color;
            case RadialGradient gradient -> gradient.getStops().getFirst().getColor();
            default -> Color.TRANSPARENT;
        };
    }

    private static Color over(Color top, double opacity, Color ground) {
        double share = top.getOpacity() * opacity;
        return Color.color(
                top.getRed() * share + ground.getRed() * (1 - share),
                top.getGreen() * share + ground.getGreen() * (1 - share),
                top.getBlue() * share + ground.getBlue() * (1 - share));
    }

    private static double opacity(Node node) {
        double opacity = 1;
        for (Node at = node; at != null; at = at.getParent()) {
            opacity *= at.getOpacity();
        }
        return opacity;
    }

    private static String owner(Node node) {
        List<String> path = new ArrayList<>();
        for (Node at = node; at != null && path.size() < 4; at = at.getParent()) {
            path.add((at.getId() == null ? "" : "#" + at.getId()) + at.getStyleClass());
        }
        return String.join(" < ", path);
    }

    private static String hex(Color colour) {
        return String.format(
                Locale.ROOT,
                "#%02X%02X%02X",
                Math.round(colour.getRed() * 255),
                Math.round(colour.getGreen() * 255),
                Math.round(colour.getBlue() * 255));
    }
}
