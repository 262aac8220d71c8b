// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.geo;

import dev.secbeat.node.api.GeoSelection;
import dev.secbeat.node.api.GeoSelection.Asns;
import dev.secbeat.node.api.GeoSelection.Countries;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a record is of the selection. Many networks share a record, so each is decoded once: two bits for each byte
 * of data remember the answer. Owned by one thread.
 */
final class RecordChoice implements NetworkLabels {
    private final RecordReader records;
    private final GeoSelection selection;
    private final BitSet known = new BitSet();
    private final BitSet chosen = new BitSet();
    private final Set<Object> found = new HashSet<>();
    private boolean hasField;

    RecordChoice(RecordReader records, GeoSelection selection) {
        this.records = records;
        this.selection = selection;
    }

    /** 1 when the record of a network is of the selection. */
    @Override
    public int labelOf(long record, long upper, long lower, boolean four) throws GeoFormatException {
        int place = records.placeOf(record);
        if (!known.get(place)) {
            known.set(place);
            chosen.set(place, isSelected(records.decode(record, upper, lower, four)));
        }
        return chosen.get(place) ? 1 : NONE;
    }

    /** What of the selection no record was of. */
    List<String> missing() {
        Collection<?> all = switch (selection) {
            case Countries countries -> countries.codes();
            case Asns asns -> asns.numbers();
        };
        return all.stream()
                .filter(one -> !found.contains(one))
                .map(Object::toString)
                .toList();
    }

    /** @throws GeoFormatException when there are records and none tells what the selection asks for */
    void requireField() throws GeoFormatException {
        if (!hasField && !known.isEmpty()) {
            String wanted = switch (selection) {
                case Countries _ -> "a country (" + RecordFields.COUNTRY + ")";
                case Asns _ -> "an autonomous system (" + RecordFields.ASN + ")";
            };
            throw new GeoFormatException("no record of the database tells " + wanted
                    + ": give one that does, or select by what this one tells");
        }
    }

    private boolean isSelected(@Nullable Object data) {
        Optional<?> told = switch (selection) {
            case Countries _ -> RecordFields.country(data);
            case Asns _ -> RecordFields.asn(data);
        };
        hasField |= told.isPresent();
        boolean selected = told.filter(this::isMember).isPresent();
        if (selected) {
            found.add(told.get());
        }
        return selected;
    }

    private boolean isMember(Object told) {
        return switch (selection) {
            case Countries countries -> countries.codes().contains(told);
            case Asns asns -> asns.numbers().contains(told);
        };
    }
}
