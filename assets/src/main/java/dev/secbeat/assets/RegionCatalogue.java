// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.assets;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/** Names and places of the regions people commonly run in. Immutable; any thread. */
public final class RegionCatalogue {
    private final Map<String, Place> places;

    private RegionCatalogue(Map<String, Place> places) {
        this.places = places;
    }

    /** The catalogue that ships with the product. */
    public static RegionCatalogue shipped() {
        try {
            return parse(AssetFiles.text("regions/regions.properties"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads lines such as {@code us-east = US East; N. Virginia; 38.9; -77.5}.
     *
     * @throws IllegalArgumentException naming the region whose line is wrong
     */
    public static RegionCatalogue parse(String text) {
        Properties lines = new Properties();
        try {
            lines.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, Place> places = new TreeMap<>();
        lines.stringPropertyNames().forEach(id -> places.put(id, place(id, lines.getProperty(id))));
        return new RegionCatalogue(places);
    }

    /** The region's place; empty when the catalogue does not know the id. */
    public Optional<Place> find(String id) {
        return Optional.ofNullable(places.get(id));
    }

    /** All places, by id. */
    public Collection<Place> all() {
        return places.values();
    }

    private static Place place(String id, String line) {
        String[] parts = line.split(";", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException(
                    "region " + id + ": expected name; city; latitude; longitude but found: " + line);
        }
        try {
            double latitude = Double.parseDouble(parts[2].strip());
            double longitude = Double.parseDouble(parts[3].strip());
            return new Place(id, parts[0].strip(), parts[1].strip(), latitude, longitude);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("region " + id + ": not a coordinate in: " + line, e);
        }
    }
}
