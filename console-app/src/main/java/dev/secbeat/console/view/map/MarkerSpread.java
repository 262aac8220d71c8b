// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Point2D;

/**
 * Moves round markers apart that would cover each other, as little as it takes and never far from where they belong. Of two
 * that touch each gives way by half, some rounds long; the order of the markers decides nothing but which way two of the very
 * same place go. Pure; any thread.
 */
final class MarkerSpread {
    /** Farthest that a marker is moved, pixels. */
    static final double FARTHEST = 34;

    private static final int ROUNDS = 40;
    private static final double GAP = 1;

    private MarkerSpread() {}

    /**
     * The places after spreading, in the order given.
     *
     * @param reaches radius that each marker takes, pixels
     */
    static List<Point2D> apart(List<Point2D> places, List<Double> reaches) {
        double[] x = places.stream().mapToDouble(Point2D::getX).toArray();
        double[] y = places.stream().mapToDouble(Point2D::getY).toArray();
        boolean moved = true;
        for (int round = 0; moved && round < ROUNDS; round++) {
            moved = false;
            for (int i = 0; i < x.length; i++) {
                for (int j = i + 1; j < x.length; j++) {
                    moved |= part(x, y, i, j, reaches.get(i) + reaches.get(j) + GAP);
                }
            }
            leash(places, x, y);
        }
        List<Point2D> spread = new ArrayList<>(x.length);
        for (int i = 0; i < x.length; i++) {
            spread.add(new Point2D(x[i], y[i]));
        }
        return spread;
    }

    private static boolean part(double[] x, double[] y, int i, int j, double wanted) {
        double dx = x[j] - x[i];
        double dy = y[j] - y[i];
        double distance = Math.hypot(dx, dy);
        if (distance >= wanted - 0.1) {
            return false;
        }
        if (distance < 0.01) { // The very same place: a direction of their own for each pair.
            double angle = 2.399963 * (i + j); // The golden angle spreads evenly.
            dx = Math.cos(angle);
            dy = Math.sin(angle);
            distance = 1;
        }
        double push = (wanted - Math.hypot(x[j] - x[i], y[j] - y[i])) / 2 / distance;
        x[i] -= dx * push;
        y[i] -= dy * push;
        x[j] += dx * push;
        y[j] += dy * push;
        return true;
    }

    private static void leash(List<Point2D> places, double[] x, double[] y) {
        for (int i = 0; i < x.length; i++) {
            Point2D home = places.get(i);
            double away = Math.hypot(x[i] - home.getX(), y[i] - home.getY());
            if (away > FARTHEST) {
                x[i] = home.getX() + (x[i] - home.getX()) * FARTHEST / away;
                y[i] = home.getY() + (y[i] - home.getY()) * FARTHEST / away;
            }
        }
    }
}
