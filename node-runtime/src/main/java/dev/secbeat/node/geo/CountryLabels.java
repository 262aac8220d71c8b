// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.geo;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import java.util.HashMap;
import java.util.Map;

/** Labels networks by country. Many share a record, so each is decoded once. Owned by one thread. */
final class CountryLabels implements NetworkLabels, NetworkSink {
    private static final int LETTERS = 26;

    private final RecordReader records;
    private final CountrySink sink;
    private final Map<Integer, Integer> labels = new HashMap<>();
    private boolean hasField;

    CountryLabels(RecordReader records, CountrySink sink) {
        this.records = records;
        this.sink = sink;
    }

    @Override
    public int labelOf(long record, long upper, long lower, boolean four) throws GeoFormatException {
        int place = records.placeOf(record);
        Integer known = labels.get(place);
        if (known == null) {
            known = RecordFields.country(records.decode(record, upper, lower, four))
                    .map(CountryLabels::label)
                    .orElse(NONE);
            hasField |= known != NONE;
            labels.put(place, known);
        }
        return known;
    }

    /** @throws GeoFormatException when there are records and none tells a country */
    void requireField() throws GeoFormatException {
        if (!hasField && !labels.isEmpty()) {
            throw new GeoFormatException(
                    "no record of the database tells a country (" + RecordFields.COUNTRY + "): give one that does");
        }
    }

    @Override
    public boolean add4(int label, int address, int length) {
        return sink.add(code(label), new Prefix(Family.IPV4, 0, Integer.toUnsignedLong(address), length));
    }

    @Override
    public boolean add6(int label, long upper, long lower, int length) {
        return sink.add(code(label), new Prefix(Family.IPV6, upper, lower, length));
    }

    private static int label(String code) {
        return 1 + (code.charAt(0) - 'A') * LETTERS + code.charAt(1) - 'A';
    }

    private static String code(int label) {
        int number = label - 1;
        return "" + (char) ('A' + number / LETTERS) + (char) ('A' + number % LETTERS);
    }
}
