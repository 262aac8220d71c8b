// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.geo;

import com.maxmind.db.Reader;
import dev.secbeat.node.api.GeoSelection;
import dev.secbeat.node.api.GeoSelection.Asns;
import dev.secbeat.node.api.GeoSelection.Countries;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
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
final class RecordChoice {
    private final Reader reader;
    private final DatabaseLayout layout;
    private final ValueCheck check;
    private final GeoSelection selection;
    private final BitSet known = new BitSet();
    private final BitSet chosen = new BitSet();
    private final Set<Object> found = new HashSet<>();
    private boolean hasField;

    RecordChoice(Reader reader, DatabaseLayout layout, ValueCheck check, GeoSelection selection) {
        this.reader = reader;
        this.layout = layout;
        this.check = check;
        this.selection = selection;
    }

    /**
     * Whether the record of a network is of the selection.
     *
     * @param record as in the search tree, above the number of nodes
     * @param upper of an address within the network
     * @param four whether it is an IPv4 address, in the last 32 bits
     */
    boolean holds(long record, long upper, long lower, boolean four) throws GeoFormatException {
        int at = layout.dataAt(record);
        int place = at - layout.dataStart();
        if (!known.get(place)) {
            known.set(place);
            check.check(at);
            chosen.set(place, isSelected(decode(reader, upper, lower, four)));
        }
        return chosen.get(place);
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

    private static byte[] address(long upper, long lower, boolean four) {
        return four
                ? ByteBuffer.allocate(Integer.BYTES).putInt((int) lower).array()
                : ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(upper)
                        .putLong(lower)
                        .array();
    }

    /** The record of an address, which was checked before. */
    static @Nullable Object decode(Reader reader, long upper, long lower, boolean four) throws GeoFormatException {
        try {
            return reader.get(InetAddress.getByAddress(address(upper, lower, four)), Object.class);
        } catch (IOException | RuntimeException | StackOverflowError e) { // The file may have changed since the check.
            throw GeoFormatException.damaged("a record cannot be decoded", e);
        }
    }
}
