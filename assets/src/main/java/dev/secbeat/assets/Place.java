// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.assets;

/**
 * Where a region is.
 *
 * @param id the region's id, such as {@code us-east}
 * @param name as shown to people, such as {@code US East}
 * @param city as shown to people, such as {@code N. Virginia}
 * @param latitude degrees, north positive, -90 to 90
 * @param longitude degrees, east positive, -180 to 180
 */
public record Place(String id, String name, String city, double latitude, double longitude) {
    public Place {
        if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) {
            throw new IllegalArgumentException(
                    "region " + id + ": no place on Earth has latitude " + latitude + ", longitude " + longitude);
        }
    }
}
