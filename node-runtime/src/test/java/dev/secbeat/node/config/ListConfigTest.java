// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secbeat.node.api.GeoSelection;
import dev.secbeat.node.api.GeoSelection.Asns;
import dev.secbeat.node.api.GeoSelection.Countries;
import dev.secbeat.node.config.NodeConfig.ListFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code [[xdp.lists]]} made of databases: what is read, and what is refused, where. */
class ListConfigTest {
    /** Six lines, so that what follows starts in the seventh. */
    private static final String GOOD = """
            [platform]
            region = "us-east"
            [network]
            backend_url = "http://origin:8080"
            [[xdp.lists]]
            name = "geo"
            """;

    private static List<ListFile> lists(String text) {
        return NodeConfig.parse(GOOD + text, "node.toml", Map.of("COUNTRY", "NL"))
                .xdp()
                .lists()
                .files();
    }

    private static List<String> problems(String text) {
        return catchThrowableOfType(ConfigException.class, () -> lists(text)).problems();
    }

    @Test
    void aDatabaseWithCountriesOrNumbersIsAList() {
        List<ListFile> lists = lists("""
                database = "/geo/country.mmdb"
                countries = ["YY", "XX", "${COUNTRY}", "XX"]
                [[xdp.lists]]
                name = "hosters"
                database = "/geo/asn.mmdb"
                asns = [64511, 64496, 4294967295]
                [[xdp.lists]]
                name = "text"
                file = "/drop.txt"
                dry_run = true
                """);
        assertThat(lists)
                .containsExactly(
                        new ListFile(
                                "geo",
                                Path.of("/geo/country.mmdb"),
                                Optional.of(new Countries(new TreeSet<>(List.of("NL", "XX", "YY"))))),
                        new ListFile(
                                "hosters",
                                Path.of("/geo/asn.mmdb"),
                                Optional.of(new Asns(new TreeSet<>(List.of(64_496L, 64_511L, 4_294_967_295L))))),
                        new ListFile("text", Path.of("/drop.txt"), Optional.empty(), true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            database = "/d.mmdb"                                        | 7:1: xdp.lists[0].database: stands without countries or asns
            database = "/d.mmdb", countries = ["XX"], asns = [1]        | 9:1: xdp.lists[0].asns: stands beside countries
            database = "/d.mmdb", countries = ["XX"], file = "/d.txt"   | 7:1: xdp.lists[0].database: stands beside file
            file = "/d.txt", countries = ["XX"]                         | 8:1: xdp.lists[0].countries: stands without database
            file = "/d.txt", asns = [1]                                 | 8:1: xdp.lists[0].asns: stands without database
            countries = ["XX"]                                          | 5:1: xdp.lists[0].file: is missing, and there is no database
            database = "d.mmdb", countries = ["XX"]                     | 7:1: xdp.lists[0].database: found 'd.mmdb'; allowed: a file path from the root, such as
            file = "/d.txt", dry_run = "yes"                            | 8:1: xdp.lists[0].dry_run: found 'yes'; allowed: true or false
            database = "/d.mmdb", countries = []                        | 8:1: xdp.lists[0].countries: is empty
            database = "/d.mmdb", asns = []                             | 8:1: xdp.lists[0].asns: is empty
            database = "/d.mmdb", countries = ["XX"; "xx"]              | 8:20: xdp.lists[0].countries[1]: found 'xx'; allowed: a country as ISO 3166
            database = "/d.mmdb", countries = ["XX"; "XXX"]             | 8:20: xdp.lists[0].countries[1]: found 'XXX'
            database = "/d.mmdb", countries = "XX"                      | 8:1: xdp.lists[0].countries: 'XX'; an array is allowed
            database = "/d.mmdb", asns = [1; 0]                         | 8:12: xdp.lists[0].asns[1]: found the number 0; allowed: an AS number, 1 to 4294967295
            database = "/d.mmdb", asns = [1; 4294967296]                | 8:12: xdp.lists[0].asns[1]: found the number 4294967296
            database = "/d.mmdb", asns = ["AS1"]                        | 8:9: xdp.lists[0].asns[0]: found 'AS1'
            """)
    void whatDoesNotFitTogetherIsRefusedWithItsPlace(String keys, String problem) {
        String text = keys.replace(", ", "\n").replace(';', ',') + "\n";
        assertThat(problems(text))
                .singleElement()
                .asString()
                .startsWith("node.toml:")
                .contains(problem);
    }

    @Test
    void aSelectionIsBounded() {
        String numbers = IntStream.rangeClosed(1, GeoSelection.MOST + 1)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(","));
        assertThat(problems("database = \"/d.mmdb\"\nasns = [" + numbers + "]\n"))
                .singleElement()
                .asString()
                .contains("asns: has 1025 members; at most 1024 are possible");
    }

    @Test
    void aLongSelectionIsToldShort() {
        Asns many = new Asns(
                IntStream.rangeClosed(1, 20).mapToObj(Long::valueOf).collect(Collectors.toCollection(TreeSet::new)));
        assertThat(many.told()).isEqualTo("1,2,3,4,5,6,7,8,+12");
        assertThat(new Countries(new TreeSet<>(List.of("YY", "XX"))).told()).isEqualTo("XX,YY");
    }
}
