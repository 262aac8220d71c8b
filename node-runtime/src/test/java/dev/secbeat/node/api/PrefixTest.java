// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {

    @ParameterizedTest
    @CsvSource({
        "203.0.113.42, 203.0.113.42",
        "203.0.113.42/32, 203.0.113.42",
        "203.0.113.42/24, 203.0.113.0/24",
        "0.0.0.0/0, 0.0.0.0/0",
        "2001:DB8::1, 2001:db8::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:42:7::/64, 2001:db8:42:7::/64",
        "2001:db8:42:7:ffff::/64, 2001:db8:42:7::/64",
        "::/0, ::/0",
        "::1, ::1",
        "fe80::, fe80::",
        "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7"
    })
    void readsAndWritesTheCanonicalForm(String text, String canonical) {
        assertThat(Prefix.parse(text)).hasToString(canonical);
        assertThat(Prefix.parse(canonical)).isEqualTo(Prefix.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "1.2.3",
                "1.2.3.4/",
                "1.2.3.4/33",
                "1.2.3.4/-1",
                "256.1.1.1",
                "::1/129",
                "::g",
                "fe80::1%lo",
                "1.2.3.4/8/8"
            })
    void refusesWhatIsNoPrefix(String text) {
        assertThatThrownBy(() -> Prefix.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithThePlatformOnRandomAddresses(long seed) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            byte[] address = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(address);
            if (address.length == 16 && random.nextBoolean()) {
                java.util.Arrays.fill(address, random.nextInt(16), 16, (byte) 0);
            }
            Prefix prefix = Prefix.of(address, address.length * 8);
            assertThat(InetAddress.ofLiteral(prefix.toString()).getAddress()).isEqualTo(address);
            int length = random.nextInt(address.length * 8 + 1);
            Prefix wider = Prefix.of(address, length);
            assertThat(wider.contains(prefix)).isTrue();
            assertThat(Prefix.parse(wider.toString())).isEqualTo(wider);
        }
    }

    @Test
    void containsOnlyWhatLiesInside() {
        Prefix net = Prefix.parse("198.51.100.0/24");
        assertThat(net.contains(Prefix.parse("198.51.100.255"))).isTrue();
        assertThat(net.contains(Prefix.parse("198.51.101.0"))).isFalse();
        assertThat(net.contains(Prefix.parse("198.51.0.0/16"))).isFalse();
        assertThat(net.overlaps(Prefix.parse("198.51.0.0/16"))).isTrue();
        assertThat(net.contains(Prefix.parse("::1"))).isFalse();
    }

    @Test
    void countsIpv6ByItsSixtyFour() {
        SourceKey key = SourceKey.of(Prefix.parse("2001:db8:1:2:3:4:5:6"));
        assertThat(key).hasToString("2001:db8:1:2::/64");
        assertThat(SourceKey.of(Prefix.parse("203.0.113.42"))).hasToString("203.0.113.42");
    }

    /** Of a table of {@code 1 << 12} places, as Java's hash tables choose them. */
    private static int place(Prefix prefix) {
        int hash = prefix.hashCode();
        return (hash ^ hash >>> 16) & 0xFFF;
    }

    @Test
    void neighboursAreNeighboursInATableAndOthersAreScattered() {
        Set<Integer> lines = new HashSet<>();
        Set<Integer> places = new HashSet<>();
        for (int i = 0; i < 16; i++) {
            int found = place(Prefix.parse("203.0.113." + (32 + i)));
            lines.add(found >>> 4);
            places.add(found);
        }
        assertThat(lines).hasSize(1);
        assertThat(places).hasSize(16);
        Set<Integer> alike = new HashSet<>();
        Set<Integer> networks = new HashSet<>();
        for (int i = 0; i < 4_096; i++) {
            alike.add(place(Prefix.parse("198." + i / 256 + "." + i % 256 + ".1")));
            networks.add(place(Prefix.parse("10." + i / 256 + "." + i % 256 + ".0/24")));
        }
        assertThat(alike).hasSizeGreaterThan(2_000); // 2,589 of 4,096, were it by chance alone.
        assertThat(networks).hasSizeGreaterThan(2_000);
    }
}
