// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.geo;

import com.maxmind.db.Metadata;

/**
 * Where the parts of a file lie: the search tree, 16 zero bytes, the data section, a marker, the metadata. All offsets in
 * bytes of the file.
 *
 * <p>Format: MaxMind DB File Format Specification 2.0.
 *
 * @param nodes of the search tree; a record below it names a node, one above it a place in the data section
 * @param recordBits 24, 28 or 32
 * @param six false: the tree is of IPv4 addresses alone
 */
record DatabaseLayout(long nodes, int recordBits, boolean six, int dataStart, int dataEnd) {
    /** Between tree and data. */
    static final int SEPARATOR_BYTES = 16;

    /** The marker's bytes are told by the specification: {@code \xAB\xCD\xEFMaxMind.com}. */
    static final int MARKER_BYTES = 14;

    private static final int FORMAT = 2;
    private static final int RECORDS = 2;

    /**
     * The layout that the metadata tell.
     *
     * @param metadataStart where the metadata begin, behind their marker
     * @throws GeoFormatException when no such file can be
     */
    static DatabaseLayout of(Metadata metadata, int metadataStart) throws GeoFormatException {
        if (metadata.binaryFormatMajorVersion() != FORMAT) {
            throw new GeoFormatException("the database is of format version " + metadata.binaryFormatMajorVersion()
                    + " and this build reads version " + FORMAT + ": fetch one of that version");
        }
        int bits = metadata.recordSize();
        if (bits != 24 && bits != 28 && bits != 32) {
            throw GeoFormatException.damaged("it tells of records of " + bits + " bits, where 24, 28 and 32 are known");
        }
        int version = metadata.ipVersion();
        if (version != 4 && version != 6) {
            throw GeoFormatException.damaged("it tells of IP version " + version);
        }
        long nodes = metadata.nodeCount();
        int dataEnd = metadataStart - MARKER_BYTES;
        long nodeBytes = (long) bits * RECORDS / Byte.SIZE;
        if (nodes < 1 || nodes > (dataEnd - SEPARATOR_BYTES) / nodeBytes) {
            throw GeoFormatException.damaged("it tells of " + nodes + " nodes, which do not fit into its size");
        }
        return new DatabaseLayout(nodes, bits, version == 6, (int) (nodes * nodeBytes) + SEPARATOR_BYTES, dataEnd);
    }

    /** Where a record above {@link #nodes} points to. */
    int dataAt(long record) throws GeoFormatException {
        long at = record - nodes - SEPARATOR_BYTES + dataStart;
        if (at < dataStart || at >= dataEnd) {
            throw GeoFormatException.damaged("its search tree points out of the data");
        }
        return (int) at;
    }
}
