// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.map;

import dev.secbeat.assets.Topology;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The world's land in Mercator's unit square.
 *
 * <p>A ring that crosses the antimeridian is unwrapped: it runs on beyond x = 1 (or below 0) instead of jumping across
 * the map, and the painter draws it once more shifted by a whole world. A ring around a pole ends a world away from its
 * start; it is closed along the map's edge.
 *
 * @param rings closed outlines of countries; outer rings and holes run in opposite directions, and neighbours run along
 *     their common border in opposite directions
 * @param borders lines that two countries share
 */
record Outline(List<Path> rings, List<Path> borders) {

    /** Points in unit-square coordinates, with their bounds. Immutable. */
    static final class Path {
        private final double[] points;
        private final double[] low = {Double.MAX_VALUE, Double.MAX_VALUE};
        private final double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE};

        /** Projects points given as longitude, latitude in degrees, interleaved. */
        Path(double[] degrees) {
            points = new double[degrees.length];
            for (int i = 0; i < degrees.length; i++) {
                points[i] = i % 2 == 0 ? Mercator.x(degrees[i]) : Mercator.y(degrees[i]);
                low[i % 2] = Math.min(low[i % 2], points[i]);
                high[i % 2] = Math.max(high[i % 2], points[i]);
            }
        }

        int size() {
            return points.length / 2;
        }

        double x(int index) {
            return points[2 * index];
        }

        double y(int index) {
            return points[2 * index + 1];
        }

        double minX() {
            return low[0];
        }

        double maxX() {
            return high[0];
        }

        boolean touches(double left, double top, double right, double bottom) {
            return low[0] <= right && high[0] >= left && low[1] <= bottom && high[1] >= top;
        }
    }

    static Outline of(Topology topology) {
        List<Path> rings = new ArrayList<>();
        int[] uses = new int[topology.arcs().size()];
        for (Topology.Area area : topology.areas()) {
            for (int[] ring : area.rings()) {
                for (int arc : ring) {
                    uses[index(arc)]++;
                }
                rings.add(new Path(closed(unwrapped(joined(topology, ring)))));
            }
        }
        List<Path> borders = new ArrayList<>();
        for (int arc = 0; arc < uses.length; arc++) {
            if (uses[arc] > 1) {
                borders.add(new Path(unwrapped(topology.arcs().get(arc).clone())));
            }
        }
        return new Outline(List.copyOf(rings), List.copyOf(borders));
    }

    private static int index(int arc) {
        return arc < 0 ? ~arc : arc;
    }

    /** The ring's arcs end to end; the last point of one arc is the first of the next and kept once. */
    private static double[] joined(Topology topology, int[] ring) {
        int size = 2;
        for (int arc : ring) {
            size += topology.arcs().get(index(arc)).length - 2;
        }
        double[] points = new double[size];
        int at = 0;
        for (int arc : ring) {
            double[] source = topology.arcs().get(index(arc));
            int count = source.length / 2;
            for (int i = at == 0 ? 0 : 1; i < count; i++) {
                int from = arc < 0 ? count - 1 - i : i;
                points[at++] = source[2 * from];
                points[at++] = source[2 * from + 1];
            }
        }
        return points;
    }

    /** Turns each jump of more than half the world into a step the short way round. */
    static double[] unwrapped(double[] degrees) {
        double shift = 0;
        for (int i = 2; i < degrees.length; i += 2) {
            double step = degrees[i] + shift - degrees[i - 2];
            if (Math.abs(step) > 180) {
                shift -= 360 * Math.rint(step / 360);
            }
            degrees[i] += shift;
        }
        return degrees;
    }

    /** Closes a ring that went round a pole along the edge of the map next to that pole. */
    static double[] closed(double[] degrees) {
        int end = degrees.length - 2;
        if (Math.abs(degrees[end] - degrees[0]) < 180) {
            return degrees;
        }
        double pole = degrees[1] < 0 ? -90 : 90;
        double[] whole = Arrays.copyOf(degrees, degrees.length + 6);
        whole[end + 2] = degrees[end];
        whole[end + 3] = pole;
        whole[end + 4] = degrees[0];
        whole[end + 5] = pole;
        whole[end + 6] = degrees[0];
        whole[end + 7] = degrees[1];
        return whole;
    }
}
