// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.CountryShare;
import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of a country prefixes are. */
class CountryMapTest {
    @Test
    void theFamilyCountsOfWhichMoreIsCovered() {
        CountryMap map = map("NL 10.0.0.0/24", "NL 2001:db8::/32", "SE 10.0.1.0/24");
        assertThat(most(map, "10.0.0.0/25")).isEqualTo(new CountryShare("NL", 0.5));
        assertThat(most(map, "10.0.0.0/25", "2001:db8::/33", "2001:db8:8000::/34"))
                .isEqualTo(new CountryShare("NL", 0.75));
        assertThat(most(map, "10.0.0.0/23")).extracting(CountryShare::part).isEqualTo(1.0);
        assertThat(most(map, "2000::/16", "10.0.1.0/26")).isEqualTo(new CountryShare("SE", 0.25));
        assertThat(map.cover().most()).isEmpty();
        assertThat(most(map, "2001::/16")).isEqualTo(new CountryShare("NL", 1));
    }

    @Test
    void whatNobodyKnowsIsOfNoCountry() {
        CountryMap.Cover cover = CountryMap.NONE.cover();
        cover.add(Prefix.parse("10.0.0.0/8"));
        cover.add(Prefix.parse("ffff::/16"));
        assertThat(cover.most()).isEmpty();
        assertThat(CountryMap.NONE.isEmpty()).isTrue();
    }

    @Test
    void theEndsOfAllAddressesAreAddresses() {
        CountryMap map = map("AA 0.0.0.0/8", "AA 255.0.0.0/8", "BB ::/16", "BB ffff::/16");
        assertThat(most(map, "255.0.0.0/8")).isEqualTo(new CountryShare("AA", 0.5));
        assertThat(most(map, "ffff::/16")).isEqualTo(new CountryShare("BB", 0.5));
        assertThat(most(map, "255.255.255.255").part()).isEqualTo(1.0 / (2 << 24));
    }

    /** Random networks and orders of prefixes that lie apart, against a list of all addresses. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void itIsWhatCountingEachAddressGives(long seed) {
        Random random = new Random(seed);
        CountryMap.Builder builder = new CountryMap.Builder();
        Map<Integer, String> countryOf = new HashMap<>();
        for (int at = 0; at < 1 << 12; ) {
            int length = 20 + random.nextInt(13);
            int size = 1 << (32 - length);
            if (at % size == 0) {
                String country = List.of("NL", "SE", "US", "").get(random.nextInt(4));
                if (!country.isEmpty()) {
                    builder.add(country, prefix(at, length));
                    for (int address = at; address < at + size; address++) {
                        countryOf.put(address, country);
                    }
                }
                at += size;
            }
        }
        Map<String, Integer> sizes = new HashMap<>();
        countryOf.values().forEach(country -> sizes.merge(country, 1, Integer::sum));
        CountryMap map = builder.build();
        for (int round = 0; round < 50; round++) {
            CountryMap.Cover cover = map.cover();
            Map<String, Integer> covered = new HashMap<>();
            Set<Integer> taken = new HashSet<>();
            for (Prefix prefix : apart(random, taken)) {
                cover.add(prefix);
            }
            taken.forEach(address -> {
                String country = countryOf.get(address);
                if (country != null) {
                    covered.merge(country, 1, Integer::sum);
                }
            });
            double most = covered.entrySet().stream()
                    .mapToDouble(entry -> (double) entry.getValue() / sizes.getOrDefault(entry.getKey(), 1))
                    .max()
                    .orElse(0);
            assertThat(cover.most().map(CountryShare::part).orElse(0.0)).isCloseTo(most, Offset.offset(1e-12));
        }
    }

    private static List<Prefix> apart(Random random, Set<Integer> taken) {
        List<Prefix> prefixes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int length = 21 + random.nextInt(12);
            int size = 1 << (32 - length);
            int at = random.nextInt(1 << 12) / size * size;
            boolean free = true;
            for (int address = at; address < at + size; address++) {
                free &= !taken.contains(address);
            }
            if (free) {
                for (int address = at; address < at + size; address++) {
                    taken.add(address);
                }
                prefixes.add(prefix(at, length));
            }
        }
        return prefixes;
    }

    private static Prefix prefix(int offset, int length) {
        return Prefix.of(new byte[] {10, 0, (byte) (offset >> 8), (byte) offset}, length);
    }

    private static CountryMap map(String... lines) {
        CountryMap.Builder builder = new CountryMap.Builder();
        for (String line : lines) {
            assertThat(builder.add(line.substring(0, 2), Prefix.parse(line.substring(3))))
                    .isTrue();
        }
        return builder.build();
    }

    private static CountryShare most(CountryMap map, String... prefixes) {
        CountryMap.Cover cover = map.cover();
        for (String prefix : prefixes) {
            cover.add(Prefix.parse(prefix));
        }
        return cover.most().orElseThrow();
    }
}
