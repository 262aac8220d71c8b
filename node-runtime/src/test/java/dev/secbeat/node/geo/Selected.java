// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.geo;

import dev.secbeat.node.api.GeoSelection;
import dev.secbeat.node.api.GeoSelection.Asns;
import dev.secbeat.node.api.GeoSelection.Countries;
import dev.secbeat.node.support.MmdbFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** What a selection takes out of a database, as texts. */
record Selected(List<String> prefixes, GeoDatabase.Outcome outcome, String type, long builtMillis) {

    static Countries countries(String... codes) {
        return new Countries(new TreeSet<>(Arrays.asList(codes)));
    }

    static Asns asns(Long... numbers) {
        return new Asns(new TreeSet<>(Arrays.asList(numbers)));
    }

    static Selected from(MmdbFile database, GeoSelection selection) throws GeoFormatException {
        return from(database.bytes(), selection, Integer.MAX_VALUE);
    }

    static Selected from(byte[] database, GeoSelection selection, int room) throws GeoFormatException {
        try {
            Path file = Files.createTempFile("secbeat-test", ".mmdb");
            try {
                Files.write(file, database);
                return from(file, selection, room);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Selected from(Path file, GeoSelection selection, int room) throws IOException, GeoFormatException {
        List<String> prefixes = new ArrayList<>();
        try (GeoDatabase open = GeoDatabase.open(file)) {
            GeoDatabase.Outcome outcome = open.select(selection, into(prefixes, room));
            return new Selected(prefixes, outcome, open.type(), open.builtMillis());
        }
    }

    static PrefixSink into(List<String> prefixes, int room) {
        return new PrefixSink() {
            @Override
            public boolean add4(int address, int length) {
                return prefixes.size() < room
                        && prefixes.add(
                                text(ByteBuffer.allocate(4).putInt(address).array()) + "/" + length);
            }

            @Override
            public boolean add6(long upper, long lower, int length) {
                return prefixes.size() < room
                        && prefixes.add(text(ByteBuffer.allocate(16)
                                        .putLong(upper)
                                        .putLong(lower)
                                        .array()) + "/" + length);
            }
        };
    }

    private static String text(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
