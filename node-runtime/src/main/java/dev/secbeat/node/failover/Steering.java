// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import dev.secbeat.node.api.RegionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where clients are meant to go when all is well.
 *
 * @param name the steered name, fully qualified, with the final dot
 * @param homes by view: the region whose addresses it answers
 */
public record Steering(String name, Map<String, RegionId> homes) {

    public Steering {
        homes = Map.copyOf(homes);
    }

    /** The record sets that say so, ordered by view and type; for when the DNS itself has not been asked. */
    public List<SteeredRecord> records(Map<RegionId, RegionView> regions) {
        List<SteeredRecord> records = new ArrayList<>();
        new TreeMap<>(homes).forEach((view, home) -> {
            RegionView region = regions.get(home);
            if (region != null) {
                addRecords(records, view, region);
            }
        });
        return records;
    }

    private void addRecords(List<SteeredRecord> records, String view, RegionView region) {
        for (String type : List.of("A", "AAAA")) {
            List<String> addresses = region.addressesFor(type);
            if (!addresses.isEmpty()) {
                records.add(new SteeredRecord(view, name, type, addresses));
            }
        }
    }
}
