// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.assets.Place;
import dev.secbeat.assets.RegionCatalogue;
import dev.secbeat.console.model.RegionPlace;
import java.util.function.Function;

/** Where regions are, out of the shipped catalogue. */
final class Places {
    private Places() {}

    /** Name and place of a region by its id; one that no catalogue knows has a name only. */
    static Function<String, RegionPlace> shipped() {
        RegionCatalogue catalogue = RegionCatalogue.shipped();
        return id -> catalogue.find(id).map(Places::place).orElseGet(() -> RegionPlace.unknown(id));
    }

    private static RegionPlace place(Place place) {
        return new RegionPlace(place.id(), place.name(), place.city(), place.latitude(), place.longitude());
    }
}
