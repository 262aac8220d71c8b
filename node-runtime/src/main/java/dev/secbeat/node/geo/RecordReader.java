// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.geo;

import com.maxmind.db.Reader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Decodes records that were looked at before. Owned by one thread. */
final class RecordReader {
    private final Reader reader;
    private final DatabaseLayout layout;
    private final ValueCheck check;

    RecordReader(Reader reader, DatabaseLayout layout, ValueCheck check) {
        this.reader = reader;
        this.layout = layout;
        this.check = check;
    }

    /** Where the record stands in the data, from 0: the same for all networks that share it. */
    int placeOf(long record) throws GeoFormatException {
        return layout.dataAt(record) - layout.dataStart();
    }

    /** The record of a network; see {@link NetworkLabels#labelOf}. */
    @Nullable
    Object decode(long record, long upper, long lower, boolean four) throws GeoFormatException {
        check.check(layout.dataAt(record));
        try {
            return reader.get(InetAddress.getByAddress(address(upper, lower, four)), Object.class);
        } catch (IOException | RuntimeException | StackOverflowError e) { // The file may have changed since the check.
            throw GeoFormatException.damaged("a record cannot be decoded", e);
        }
    }

    private static byte[] address(long upper, long lower, boolean four) {
        return four
                ? ByteBuffer.allocate(Integer.BYTES).putInt((int) lower).array()
                : ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(upper)
                        .putLong(lower)
                        .array();
    }
}
