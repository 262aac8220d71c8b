// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

/**
 * Radii of markers: area grows with throughput, the busiest region gets the largest marker, and many regions share less
 * room.
 *
 * @param largest radius of the busiest region, pixels
 * @param busiest packets per second of the busiest region
 */
record MarkerSizes(double largest, double busiest) {
    private static final double SMALLEST_SHARE = 0.36;

    static MarkerSizes of(int regions, double busiest) {
        double largest = regions <= 6 ? 34 : regions <= 16 ? 22 : 14;
        return new MarkerSizes(largest, busiest);
    }

    double radius(double passedPerSecond) {
        double share = busiest <= 0 ? 0 : Math.sqrt(Math.clamp(passedPerSecond / busiest, 0.0, 1.0));
        return largest * Math.max(SMALLEST_SHARE, share);
    }
}
