// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a person left the window of one profile.
 *
 * @param page id of the rail's entry that was open, such as {@code nav-map}
 * @param divider share of the middle that the map has above the table, 0 to 1
 * @param listShown whether the list of regions and nodes was shown
 * @param sideShown whether the tiles at the right were shown
 * @param tableShown whether the table below the map was shown
 * @param window where the window was
 * @param tables columns of each table by the table's id, in their order
 * @param tiles ids of regions in the order of their tiles; those not named follow
 * @param wall the wallboard of this profile; empty when there never was one
 */
public record Layout(
        String page,
        double divider,
        boolean listShown,
        boolean sideShown,
        boolean tableShown,
        Optional<Place> window,
        Map<String, List<Column>> tables,
        List<String> tiles,
        Optional<Wall> wall) {
    /** As designed. */
    public static final Layout STANDARD =
            new Layout("nav-map", 0.66, true, true, true, Optional.empty(), Map.of(), List.of(), Optional.empty());

    public Layout {
        tables = Map.copyOf(tables);
        tiles = List.copyOf(tiles);
    }

    /** The same with another wallboard. */
    public Layout with(Optional<Wall> other) {
        return new Layout(page, divider, listShown, sideShown, tableShown, window, tables, tiles, other);
    }

    /**
     * A wallboard as it was left.
     *
     * @param shown whether it was open
     * @param place where it was, and so on which screen
     * @param fullScreen whether it had that screen to itself
     * @param tiles ids of regions in the order of their tiles; those not named follow
     */
    public record Wall(boolean shown, Place place, boolean fullScreen, List<String> tiles) {
        public Wall {
            tiles = List.copyOf(tiles);
        }
    }

    /** Where a window is, in pixels of the desktop. */
    public record Place(double x, double y, double width, double height, boolean maximized) {}

    /** One column of a table. */
    public record Column(String id, double width, boolean visible) {}
}
