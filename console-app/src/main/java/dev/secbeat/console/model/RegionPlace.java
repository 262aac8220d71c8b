// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

/**
 * Where a region is, from the catalogue.
 *
 * @param id the region's id, such as {@code us-east}
 * @param name as shown, such as {@code US East}
 * @param city as shown, such as {@code N. Virginia}; empty when unknown
 * @param latitude degrees, north positive; NaN when unknown
 * @param longitude degrees, east positive; NaN when unknown
 */
public record RegionPlace(String id, String name, String city, double latitude, double longitude) {
    /** A region that no catalogue knows: it has a name and no place on the map. */
    public static RegionPlace unknown(String id) {
        return new RegionPlace(id, id, "", Double.NaN, Double.NaN);
    }

    /** Whether it can be drawn on a map. */
    public boolean isPlaced() {
        return Double.isFinite(latitude) && Double.isFinite(longitude);
    }
}
