// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.geo;

import static dev.secbeat.node.geo.Selected.countries;
import static org.assertj.core.api.Assertions.assertThat;

import com.maxmind.db.DatabaseRecord;
import com.maxmind.db.Networks;
import com.maxmind.db.Reader;
import dev.secbeat.node.support.MmdbFile;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On good databases the own walk finds the addresses that the library's walk finds. */
class SameAsTheLibraryTest {
    private static final List<String> CODES = List.of("AA", "BB", "CC", "DD");

    /** Addresses from first to last, both included, as numbers with the family before. */
    private record Span(String family, BigInteger first, BigInteger last) implements Comparable<Span> {
        static Span of(String prefix) {
            String[] parts = prefix.split("/", 2);
            try {
                byte[] address = InetAddress.getByName(parts[0]).getAddress();
                int hostBits = address.length * 8 - Integer.parseInt(parts[1]);
                BigInteger first = new BigInteger(1, address);
                return new Span(
                        address.length == 4 ? "4" : "6",
                        first,
                        first.add(BigInteger.ONE.shiftLeft(hostBits)).subtract(BigInteger.ONE));
            } catch (UnknownHostException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public int compareTo(Span other) {
            int families = family.compareTo(other.family);
            return families != 0 ? families : first.compareTo(other.first);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void theSameAddressesAreFound(long seed) throws Exception {
        Random random = new Random(seed);
        MmdbFile file = new MmdbFile(6, List.of(24, 28, 32).get((int) seed % 3));
        for (int length = 8; length <= 32; length++) {
            for (int i = 0; i < length; i++) {
                file.country(prefix4(random, length), CODES.get(random.nextInt(CODES.size())));
            }
        }
        for (int length = 16; length <= 64; length++) {
            for (int i = 0; i < length / 4; i++) {
                file.country(prefix6(random, length), CODES.get(random.nextInt(CODES.size())));
            }
        }
        file.alias("::ffff:0:0/96").alias("2002::/16").alias("2001::/32");
        Selected selected = Selected.from(file, countries("AA", "CC"));
        assertThat(joined(selected.prefixes())).isEqualTo(joined(library(file.bytes(), Set.of("AA", "CC"))));
        assertThat(selected.prefixes()).hasSizeGreaterThan(100).doesNotHaveDuplicates();
    }

    private static String prefix4(Random random, int length) {
        int address = random.nextInt() & -1 << (32 - length);
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255)
                + "/" + length;
    }

    /** Below 2a00::/12, apart from the aliases. */
    private static String prefix6(Random random, int length) {
        long upper = 0x2a00_0000_0000_0000L | (random.nextLong() >>> 12 & -1L << (64 - length));
        return String.format(
                "%x:%x:%x:%x::/%d", upper >>> 48, upper >>> 32 & 0xffff, upper >>> 16 & 0xffff, upper & 0xffff, length);
    }

    private static List<String> library(byte[] file, Set<String> codes) throws Exception {
        List<String> found = new ArrayList<>();
        try (Reader reader = new Reader(new ByteArrayInputStream(file))) {
            Networks<?> networks = reader.networks(Map.class);
            while (networks.hasNext()) {
                DatabaseRecord<?> next = networks.next();
                if (next.data() instanceof Map<?, ?> fields
                        && fields.get("country") instanceof Map<?, ?> country
                        && codes.contains(country.get("iso_code"))) {
                    found.add(next.network().toString());
                }
            }
        }
        return found;
    }

    /** Spans that touch made one, so that it does not matter how they were cut. */
    private static List<Span> joined(List<String> prefixes) {
        TreeSet<Span> joined = new TreeSet<>();
        for (Span span : prefixes.stream().map(Span::of).collect(Collectors.toCollection(TreeSet::new))) {
            Span before = joined.isEmpty() ? span : joined.last();
            boolean touches = before.family.equals(span.family)
                    && before.last.add(BigInteger.ONE).equals(span.first);
            if (touches) {
                joined.remove(before);
                joined.add(new Span(before.family, before.first, span.last));
            } else {
                joined.add(span);
            }
        }
        return List.copyOf(joined);
    }
}
