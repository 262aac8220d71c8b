// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.GeoSelection;
import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.geo.GeoDatabase;
import dev.secbeat.node.geo.GeoFormatException;
import dev.secbeat.node.geo.PrefixSink;
import dev.secbeat.node.kernel.ListBuilder;
import dev.secbeat.node.kernel.ListEntries;
import dev.secbeat.node.kernel.ListFormatException;
import dev.secbeat.node.kernel.ListParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** One version of a list, as its file had it. Immutable. */
record ListVersion(ListEntries entries, ListOrigin origin) {

    /** What is in force before anything was read. */
    static ListVersion none(NodeConfig.ListFile list) {
        return new ListVersion(ListEntries.none(), ListOrigin.of(list.selection()));
    }

    /**
     * Reads the file, as text or as a database.
     *
     * @param room entries that there is room for
     */
    static ListVersion read(NodeConfig.ListFile list, int room)
            throws IOException, ListFormatException, GeoFormatException {
        Optional<GeoSelection> selection = list.selection();
        if (selection.isPresent()) {
            return select(list.file(), selection.get(), room);
        }
        try (InputStream in = Files.newInputStream(list.file())) {
            return new ListVersion(ListParser.parse(in, room), ListOrigin.of(selection));
        }
    }

    private static ListVersion select(Path file, GeoSelection selection, int room)
            throws IOException, GeoFormatException {
        ListBuilder list = new ListBuilder(room);
        try (GeoDatabase database = GeoDatabase.open(file)) {
            GeoDatabase.Outcome outcome = database.select(selection, into(list));
            ListOrigin origin = ListOrigin.of(Optional.of(selection))
                    .in(database.type(), database.builtMillis(), outcome.skipped(), outcome.missing());
            return new ListVersion(list.build(), origin);
        }
    }

    private static PrefixSink into(ListBuilder list) {
        return new PrefixSink() {
            @Override
            public boolean add4(int address, int length) {
                return list.add4(address, length);
            }

            @Override
            public boolean add6(long upper, long lower, int length) {
                return list.add6(upper, lower, length);
            }
        };
    }
}
