// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.assets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads TopoJSON in one pass; quantised, delta-encoded arcs are turned into degrees at the end. One thread. */
final class TopologyReader {
    private final JsonCursor cursor;
    private final String object;
    private final List<double[]> arcs = new ArrayList<>();
    private final List<Topology.Area> areas = new ArrayList<>();
    private double[] scale = {1, 1};
    private double[] translate = {0, 0};
    private boolean quantised;

    TopologyReader(String json, String object) {
        this.cursor = new JsonCursor(json);
        this.object = object;
    }

    Topology read() {
        cursor.expect('{');
        for (boolean first = true; cursor.more('}', first); first = false) {
            switch (cursor.name()) {
                case "transform" -> readTransform();
                case "objects" -> readObjects();
                case "arcs" -> readArcs();
                default -> cursor.skip();
            }
        }
        if (areas.isEmpty()) {
            throw new IllegalArgumentException("TopoJSON: no areas in an object named " + object);
        }
        if (quantised) {
            arcs.forEach(this::decode);
        }
        areas.forEach(this::check);
        return new Topology(arcs, areas);
    }

    private void readTransform() {
        quantised = true;
        cursor.expect('{');
        for (boolean first = true; cursor.more('}', first); first = false) {
            switch (cursor.name()) {
                case "scale" -> scale = readPoint();
                case "translate" -> translate = readPoint();
                default -> cursor.skip();
            }
        }
    }

    private double[] readPoint() {
        cursor.expect('[');
        double first = cursor.number();
        cursor.expect(',');
        double second = cursor.number();
        while (cursor.accept(',')) {
            cursor.skip();
        }
        cursor.expect(']');
        return new double[] {first, second};
    }

    private void readObjects() {
        cursor.expect('{');
        for (boolean first = true; cursor.more('}', first); first = false) {
            if (cursor.name().equals(object)) {
                readGeometry();
            } else {
                cursor.skip();
            }
        }
    }

    /** Members come in any order, and what {@code arcs} means depends on {@code type}: its depth tells it as well. */
    private void readGeometry() {
        String name = "";
        List<int[]> rings = new ArrayList<>();
        cursor.expect('{');
        for (boolean first = true; cursor.more('}', first); first = false) {
            switch (cursor.name()) {
                case "geometries" -> readGeometries();
                case "arcs" -> readRings(rings);
                case "properties" -> name = readName();
                default -> cursor.skip();
            }
        }
        if (!rings.isEmpty()) {
            areas.add(new Topology.Area(name, rings));
        }
    }

    private void readGeometries() {
        cursor.expect('[');
        for (boolean first = true; cursor.more(']', first); first = false) {
            readGeometry();
        }
    }

    private String readName() {
        String name = "";
        cursor.expect('{');
        for (boolean first = true; cursor.more('}', first); first = false) {
            if (cursor.name().equals("name") && cursor.isNext('"')) {
                name = cursor.string();
            } else {
                cursor.skip();
            }
        }
        return name;
    }

    /** A polygon's arcs are {@code [[0,1],[2]]}, a multipolygon's one level deeper; both give plain rings. */
    private void readRings(List<int[]> rings) {
        cursor.expect('[');
        if (cursor.isNext('[')) {
            for (boolean first = true; cursor.more(']', first); first = false) {
                readRings(rings);
            }
            return;
        }
        int[] ring = new int[8];
        int size = 0;
        for (boolean first = true; cursor.more(']', first); first = false) {
            ring = size == ring.length ? Arrays.copyOf(ring, size * 2) : ring;
            ring[size++] = cursor.integer();
        }
        if (size > 0) {
            rings.add(Arrays.copyOf(ring, size));
        }
    }

    private void readArcs() {
        double[] points = new double[256];
        cursor.expect('[');
        for (boolean firstArc = true; cursor.more(']', firstArc); firstArc = false) {
            int size = 0;
            cursor.expect('[');
            for (boolean first = true; cursor.more(']', first); first = false) {
                points = size + 2 > points.length ? Arrays.copyOf(points, size * 2) : points;
                double[] point = readPoint();
                points[size++] = point[0];
                points[size++] = point[1];
            }
            arcs.add(Arrays.copyOf(points, size));
        }
    }

    private void decode(double[] arc) {
        double x = 0;
        double y = 0;
        for (int i = 0; i + 1 < arc.length; i += 2) {
            x += arc[i];
            y += arc[i + 1];
            arc[i] = x * scale[0] + translate[0];
            arc[i + 1] = y * scale[1] + translate[1];
        }
    }

    private void check(Topology.Area area) {
        for (int[] ring : area.rings()) {
            for (int arc : ring) {
                if ((arc < 0 ? ~arc : arc) >= arcs.size()) {
                    throw new IllegalArgumentException("TopoJSON: " + area.name() + " refers to missing arc " + arc);
                }
            }
        }
    }
}
