// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.assets;

import java.util.List;

/**
 * Areas that share their borders: each border is stored once, as an arc, and rings refer to arcs. Immutable by
 * convention (the arrays are not copied); any thread.
 *
 * @param arcs longitude, latitude in degrees, interleaved
 * @param areas the areas of one object of the file
 */
public record Topology(List<double[]> arcs, List<Area> areas) {
    public Topology {
        arcs = List.copyOf(arcs);
        areas = List.copyOf(areas);
    }

    /**
     * An area.
     *
     * @param rings each a list of arc indices; {@code ~i} (negative) is arc {@code i} backwards. Outer rings and holes
     *     run in opposite directions.
     */
    public record Area(String name, List<int[]> rings) {
        public Area {
            rings = List.copyOf(rings);
        }
    }

    /**
     * Reads one object of a TopoJSON text (github.com/topojson/topojson-specification, version 1).
     *
     * @throws IllegalArgumentException if the text is not TopoJSON, has no such object, or a ring refers to no arc
     */
    public static Topology read(String json, String object) {
        return new TopologyReader(json, object).read();
    }
}
