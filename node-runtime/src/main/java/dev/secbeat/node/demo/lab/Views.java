// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import dev.secbeat.node.api.RegionId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The groups of clients, each a continent, that the lab's DNS tells apart, and the region whose home each is. Clients of a region
 * without a continent of its own do not ask the DNS.
 *
 * @param continents by region, in the order of the plan
 * @param last the region of clients that no continent knows
 */
record Views(Map<RegionId, String> continents, RegionId last) {
    static final String DEFAULT = "default";

    private static final Map<String, String> KNOWN = Map.of("us-east", "NA", "eu-west", "EU", "apac", "AS");
    private static final List<String> CONTINENTS = List.of("NA", "EU", "AS", "SA", "OC", "AF", "AN");

    static Views of(AddressPlan plan) {
        Map<RegionId, String> continents = new LinkedHashMap<>();
        List<String> free = new ArrayList<>(CONTINENTS);
        for (AddressPlan.Region region : plan.regions()) {
            free.remove(KNOWN.getOrDefault(region.id().value(), ""));
        }
        for (AddressPlan.Region region : plan.regions()) {
            String known = KNOWN.get(region.id().value());
            if (known != null) {
                continents.put(region.id(), known);
            } else if (!free.isEmpty()) {
                continents.put(region.id(), free.removeFirst());
            }
        }
        return new Views(continents, plan.regions().getFirst().id());
    }

    Optional<String> continent(RegionId region) {
        return Optional.ofNullable(continents.get(region));
    }

    /** All views whose home a region is. */
    List<String> of(RegionId region) {
        List<String> views = new ArrayList<>(continent(region).stream().toList());
        if (region.equals(last)) {
            views.add(DEFAULT);
        }
        return views;
    }
}
