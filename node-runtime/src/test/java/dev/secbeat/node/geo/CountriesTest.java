// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.support.MmdbFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The networks of all countries in one walk. */
class CountriesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {24, 28, 32})
    void neighboursOfOneCountryAreOneNetworkAndThoseOfTwoAreTwo(int bits) throws Exception {
        MmdbFile file = new MmdbFile(6, bits)
                .country("198.51.100.0/24", "AA")
                .country("198.51.101.0/25", "AA")
                .country("198.51.101.128/25", "AA")
                .country("203.0.113.0/25", "NL")
                .country("203.0.113.128/25", "ZZ")
                .country("2001:db8::/33", "NL")
                .country("2001:db8:8000::/33", "NL")
                .country("2001:db9::1/128", "NL")
                .alias("2002::/16");
        List<String> found = new ArrayList<>();
        assertThat(countries(file, found, Integer.MAX_VALUE)).isEqualTo(5);
        assertThat(found)
                .containsExactlyInAnyOrder(
                        "AA 198.51.100.0/23",
                        "NL 203.0.113.0/25",
                        "ZZ 203.0.113.128/25",
                        "NL 2001:db8::/32",
                        "NL 2001:db9::1");
    }

    /** Each country taken by itself, as lists do, gives the same. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void eachCountryHasWhatASelectionOfItAloneGives(long seed) throws Exception {
        Random random = new Random(seed);
        List<String> codes = List.of("NL", "SE", "US");
        MmdbFile file = new MmdbFile(6, 28);
        for (int i = 0; i < 60; i++) {
            int length = 16 + random.nextInt(12);
            int mask = -1 << (32 - length);
            int address = (10 << 24 | random.nextInt(1 << 20)) & mask;
            file.country(
                    (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "."
                            + (address & 255) + "/" + length,
                    codes.get(random.nextInt(codes.size())));
        }
        List<String> found = new ArrayList<>();
        long _ = countries(file, found, Integer.MAX_VALUE);
        for (String code : codes) {
            List<String> alone = Selected.from(file, Selected.countries(code)).prefixes();
            assertThat(found.stream()
                            .filter(line -> line.startsWith(code))
                            .map(line -> line.contains("/") ? line.substring(3) : line.substring(3) + "/32"))
                    .as(code)
                    .containsExactlyInAnyOrderElementsOf(new TreeSet<>(alone));
        }
    }

    @Test
    void withoutCountriesItIsNoDatabaseOfThem() {
        MmdbFile file = new MmdbFile(6, 28).network("198.51.100.0/24", Map.of("autonomous_system_number", 64496L));
        assertThatThrownBy(() -> countries(file, new ArrayList<>(), 9))
                .isInstanceOf(GeoFormatException.class)
                .hasMessageContaining("no record of the database tells a country");
    }

    @Test
    void withoutRoomItEnds() {
        MmdbFile file = new MmdbFile(6, 28).country("198.51.100.0/24", "AA").country("203.0.113.0/24", "AA");
        assertThatThrownBy(() -> countries(file, new ArrayList<>(), 1)).isInstanceOf(GeoFormatException.class);
    }

    private long countries(MmdbFile file, List<String> found, int room) throws IOException, GeoFormatException {
        Path path = folder.resolve("countries.mmdb");
        Files.write(path, file.bytes());
        try (GeoDatabase database = GeoDatabase.open(path)) {
            return database.countries((country, network) -> found.size() < room && found.add(country + " " + network));
        }
    }
}
