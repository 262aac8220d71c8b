// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

/**
 * The web's Mercator projection (EPSG:3857) onto a square world of side 1: x from 0 at 180 W to 1 at 180 E, y from 0 in
 * the north to 1 in the south.
 */
final class Mercator {
    /** Latitude at which the square ends, degrees. */
    static final double MAX_LATITUDE = 85.0511287798066;

    private Mercator() {}

    /** Longitudes beyond 180 degrees give x beyond the square: an unwrapped shape stays in one piece. */
    static double x(double longitude) {
        return longitude / 360 + 0.5;
    }

    /** Latitudes beyond the square's edge are put onto the edge. */
    static double y(double latitude) {
        double bounded = Math.clamp(latitude, -MAX_LATITUDE, MAX_LATITUDE);
        double sine = Math.sin(Math.toRadians(bounded));
        return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
    }

    static double longitude(double x) {
        return (x - 0.5) * 360;
    }

    static double latitude(double y) {
        return Math.toDegrees(Math.atan(Math.sinh(Math.PI * (1 - 2 * y))));
    }
}
