// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.geo;

import static dev.secbeat.node.geo.Selected.asns;
import static dev.secbeat.node.geo.Selected.countries;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.GeoSelection;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.SourceKey;
import dev.secbeat.node.support.MmdbFile;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which prefixes a selection is, over all shapes of databases. */
class GeoDatabaseTest {
    private static MmdbFile six() {
        return new MmdbFile(6, 28);
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 28, 32})
    void bothFamiliesAreFoundWhateverTheSizeOfRecords(int bits) throws GeoFormatException {
        MmdbFile file = new MmdbFile(6, bits)
                .country("198.51.100.0/24", "XX")
                .country("203.0.113.0/24", "YY")
                .country("192.0.2.7/32", "XX")
                .country("2001:db8:1::/48", "XX")
                .country("2001:db8:2::/48", "ZZ")
                .country("2001:db8:3::1/128", "YY");
        Selected selected = Selected.from(file, countries("XX", "YY"));
        assertThat(selected.prefixes())
                .containsExactlyInAnyOrder(
                        "198.51.100.0/24",
                        "203.0.113.0/24",
                        "192.0.2.7/32",
                        "2001:db8:1:0:0:0:0:0/48",
                        "2001:db8:3:0:0:0:0:1/128");
        assertThat(selected.type()).isEqualTo("Test-Country");
        assertThat(selected.builtMillis()).isEqualTo(1_767_225_600_000L);
        assertThat(selected.outcome()).isEqualTo(new GeoDatabase.Outcome(5, 0, List.of()));
    }

    @Test
    void aDatabaseOfIpv4AloneIsOne() throws GeoFormatException {
        MmdbFile file = new MmdbFile(4, 24).country("198.51.100.0/24", "XX").country("128.0.0.0/2", "XX");
        assertThat(Selected.from(file, countries("XX")).prefixes())
                .containsExactlyInAnyOrder("128.0.0.0/2", "198.51.100.0/24");
    }

    @Test
    void ipv4IsTakenOnceHoweverItIsReached() throws GeoFormatException {
        MmdbFile file = six().country("198.51.100.0/24", "XX")
                .country("2001:db8::/32", "XX")
                .alias("::ffff:0:0/96")
                .alias("2002::/16")
                .alias("2001::/32")
                .alias("64:ff9b::/96");
        assertThat(Selected.from(file, countries("XX")).prefixes())
                .containsExactlyInAnyOrder("198.51.100.0/24", "2001:db8:0:0:0:0:0:0/32");
    }

    @Test
    void mappedAddressesAreNoneEvenWithNodesOfTheirOwn() throws GeoFormatException {
        MmdbFile file = six().country("198.51.100.0/24", "XX").country("::ffff:203.0.113.0/120", "XX");
        assertThat(Selected.from(file, countries("XX")).prefixes()).containsExactly("198.51.100.0/24");
    }

    @Test
    void otherPrefixesWithIpv4InThemAreOrdinaryWhenTheyAreNoAliases() throws GeoFormatException {
        MmdbFile file = six().country("198.51.100.0/24", "YY").country("2002:c633:6400::/40", "XX");
        assertThat(Selected.from(file, countries("XX")).prefixes()).containsExactly("2002:c633:6400:0:0:0:0:0/40");
    }

    @Test
    void aNetworkInsideAnotherHasItsOwnRecord() throws GeoFormatException {
        MmdbFile file = six().country("198.51.100.0/22", "XX")
                .country("198.51.101.0/24", "YY")
                .country("198.51.101.128/25", "XX");
        assertThat(Selected.from(file, countries("XX")).prefixes())
                .containsExactlyInAnyOrder("198.51.100.0/24", "198.51.101.128/25", "198.51.102.0/23");
    }

    @Test
    void neighboursBecomeOnePrefixWhateverRecordsTheyHave() throws GeoFormatException {
        MmdbFile file = six().country("198.51.100.0/24", "XX")
                .country("198.51.101.0/25", "YY")
                .country("198.51.101.128/25", "XX")
                .country("2001:db8:0:1::/65", "XX")
                .country("2001:db8:0:1:8000::/65", "YY");
        assertThat(Selected.from(file, countries("XX", "YY")).prefixes())
                .containsExactlyInAnyOrder("198.51.100.0/23", "2001:db8:0:1:0:0:0:0/64");
    }

    @Test
    void whatNoListCanHoldIsSkippedAndCounted() throws GeoFormatException {
        MmdbFile file = six().country("2001:db8::/65", "XX")
                .country("2001:db8:1::/127", "XX")
                .country("2001:db8:2::/64", "XX");
        Selected selected = Selected.from(file, countries("XX"));
        assertThat(selected.prefixes()).containsExactly("2001:db8:2:0:0:0:0:0/64");
        assertThat(selected.outcome().skipped()).isEqualTo(2);
    }

    static Stream<Arguments> countryRecords() {
        return Stream.of(
                Arguments.of(
                        "GeoLite2", Map.of("country", Map.of("iso_code", "XX"), "continent", Map.of("code", "EU"))),
                Arguments.of("flat", Map.of("country_code", "XX", "country", "Country of X")),
                Arguments.of("text", Map.of("country", "XX")),
                Arguments.of("small letters", Map.of("country", "xx")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("countryRecords")
    void aCountryIsFoundUnderTheUsualNames(String shape, Object record) throws GeoFormatException {
        MmdbFile file = six().network("198.51.100.0/24", record).country("192.0.2.0/24", "YY");
        assertThat(Selected.from(file, countries("XX")).prefixes()).as(shape).containsExactly("198.51.100.0/24");
    }

    static Stream<Arguments> asnRecords() {
        return Stream.of(
                Arguments.of("GeoLite2", Map.of("autonomous_system_number", 64_496)),
                Arguments.of("small", Map.of("autonomous_system_number", (short) 64)),
                Arguments.of("text", Map.of("asn", "AS64496")),
                Arguments.of("digits", Map.of("asn", "64496")),
                Arguments.of("number", Map.of("asn", 64_496L)),
                Arguments.of("large", Map.of("asn", BigInteger.valueOf(64_496), "country", "XX")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("asnRecords")
    void anAutonomousSystemIsFoundUnderTheUsualNames(String shape, Object record) throws GeoFormatException {
        MmdbFile file = six().network("198.51.100.0/24", record)
                .network("192.0.2.0/24", Map.of("autonomous_system_number", 64_511));
        assertThat(Selected.from(file, asns(64_496L, 64L)).prefixes()).as(shape).containsExactly("198.51.100.0/24");
    }

    @Test
    void whereTheHolderIsRegisteredDoesNotCount() throws GeoFormatException {
        Map<String, Object> elsewhere = Map.of("registered_country", Map.of("iso_code", "XX"));
        MmdbFile file = six().network("198.51.100.0/24", elsewhere).country("192.0.2.0/24", "YY");
        assertThat(Selected.from(file, countries("XX")).prefixes()).isEmpty();
    }

    @Test
    void valuesOfOtherKindsAreNoCountryAndNoNumber() throws GeoFormatException {
        Map<String, Object> odd = new HashMap<>();
        odd.put("country", List.of("XX", true, 1.5, 2.5f, new byte[] {1}));
        odd.put("country_code", 7);
        odd.put("asn", "AS99999999999");
        odd.put("autonomous_system_number", "none");
        MmdbFile file = six().network("198.51.100.0/24", odd)
                .network("198.51.101.0/24", "XX")
                .network("198.51.102.0/24", List.of("XX"))
                .network("192.0.2.0/24", Map.of("country", "XX", "asn", 7));
        assertThat(Selected.from(file, countries("XX")).prefixes()).containsExactly("192.0.2.0/24");
        assertThat(Selected.from(file, asns(7L)).prefixes()).containsExactly("192.0.2.0/24");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3_000, 600_000})
    void textsBehindPointersAreRead(int bytesBefore) throws GeoFormatException {
        MmdbFile file = six().pointers(bytesBefore)
                .network("198.51.100.0/24", Map.of("a", "XX", "country", Map.of("iso_code", "XX")))
                .network("192.0.2.0/24", Map.of("country", Map.of("iso_code", "XX")))
                .network("2001:db8::/32", Map.of("country_code", "XX", "b", "YY"));
        assertThat(Selected.from(file, countries("XX")).prefixes())
                .containsExactlyInAnyOrder("198.51.100.0/24", "192.0.2.0/24", "2001:db8:0:0:0:0:0:0/32");
    }

    @Test
    void aSelectionOfNothingIsToldByWhatIsMissing() throws GeoFormatException {
        MmdbFile file = six().country("198.51.100.0/24", "XX").network("192.0.2.0/24", Map.of("asn", "AS64496"));
        GeoSelection selection = countries("QQ", "XX", "UK");
        assertThat(Selected.from(file, selection).outcome().missing()).containsExactly("QQ", "UK");
        assertThat(Selected.from(file, asns(1L)).outcome()).isEqualTo(new GeoDatabase.Outcome(0, 0, List.of("1")));
        assertThat(Selected.from(six().country("::/8", "YY"), countries("XX")).prefixes())
                .isEmpty();
    }

    @Test
    void theWrongKindOfDatabaseIsTold() {
        MmdbFile asn = six().network("198.51.100.0/24", Map.of("asn", "AS64496"));
        assertThatThrownBy(() -> Selected.from(asn, countries("XX")))
                .isInstanceOf(GeoFormatException.class)
                .hasMessageContaining("no record of the database tells a country (country.iso_code, country_code");
        MmdbFile country = six().country("198.51.100.0/24", "XX");
        assertThatThrownBy(() -> Selected.from(country, asns(64_496L)))
                .isInstanceOf(GeoFormatException.class)
                .hasMessageContaining("tells an autonomous system");
    }

    @ParameterizedTest
    @ValueSource(strings = {"::/96", "::/64", "::/1"})
    void everybodyIsNoList(String prefix) {
        MmdbFile file = six().country(prefix, "XX");
        assertThatThrownBy(() -> Selected.from(file, countries("XX")))
                .isInstanceOf(GeoFormatException.class)
                .hasMessageContaining("every IPv4 address");
    }

    @Test
    void everybodyInHalvesIsNoneEither() {
        MmdbFile file = new MmdbFile(4, 24).country("0.0.0.0/1", "XX").country("128.0.0.0/1", "YY");
        assertThatThrownBy(() -> Selected.from(file, countries("XX", "YY")))
                .isInstanceOf(GeoFormatException.class)
                .hasMessageContaining("every IPv4 address");
    }

    @Test
    void moreThanThereIsRoomForIsRefused() {
        MmdbFile file = six().country("198.51.100.0/24", "XX")
                .country("192.0.2.0/24", "XX")
                .country("2001:db8::/32", "XX");
        assertThatThrownBy(() -> Selected.from(file.bytes(), countries("XX"), 2))
                .isInstanceOf(GeoFormatException.class)
                .hasMessageContaining("more than the 2 prefixes that there is room for: raise [xdp] list_entries");
    }

    @ParameterizedTest
    @ValueSource(ints = {24, 28, 32})
    void oneSourceIsFoundAsTheNetworkItIsIn(int bits, @TempDir Path folder) throws Exception {
        Path path = folder.resolve("places.mmdb");
        new MmdbFile(6, bits)
                .country("198.51.100.0/24", "XX")
                .network("203.0.113.42/32", Map.of("country_code", "NL", "asn", "AS64511"))
                .country("2001:db8:42::/48", "BR")
                .country("2001:db8:43::/96", "ZZ")
                .write(path);
        try (GeoDatabase database = GeoDatabase.open(path)) {
            assertThat(database.find(source("198.51.100.9")).country()).hasValue("XX");
            assertThat(database.find(source("203.0.113.42")))
                    .isEqualTo(new GeoPlace(Optional.of("NL"), Optional.of(64_511L)));
            assertThat(database.find(source("203.0.113.43"))).isEqualTo(GeoPlace.UNKNOWN);
            assertThat(database.find(source("2001:db8:42:7::")).country()).hasValue("BR");
            assertThat(database.find(source("2001:db8:43::")).country()).hasValue("ZZ");
            assertThat(database.find(source("2001:db8:44::"))).isEqualTo(GeoPlace.UNKNOWN);
        }
    }

    @Test
    void aDatabaseOfIpv4AloneKnowsNoIpv6(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("four.mmdb");
        new MmdbFile(4, 24).country("198.51.100.0/24", "XX").write(path);
        try (GeoDatabase database = GeoDatabase.open(path)) {
            assertThat(database.find(source("198.51.100.9")).country()).hasValue("XX");
            assertThat(database.find(source("2001:db8:42:7::"))).isEqualTo(GeoPlace.UNKNOWN);
        }
    }

    private static SourceKey source(String address) {
        return SourceKey.of(Prefix.parse(address));
    }
}
