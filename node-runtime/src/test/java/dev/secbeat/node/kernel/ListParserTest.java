// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Prefix;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a line may hold, and what each mistake is called. */
class ListParserTest {

    @Test
    void readsAddressesPrefixesRangesAndComments() throws Exception {
        assertThat(prefixes("""
                # a list
                ; another comment

                198.51.100.7
                  203.0.113.0/24\t; SBL1
                192.0.2.9 # one
                192.0.2.77/25
                10.0.0.1-10.0.0.6
                10.0.1.0 - 10.0.1.255
                2001:db8::/32
                2001:DB8:1:2::/64
                2001:db8::1
                2001:db8:1:2:3:4:5:6/60
                64:ff9b::192.0.2.1\r
                ::1/128
                1::"""))
                .containsExactlyInAnyOrder(
                        "198.51.100.7",
                        "203.0.113.0/24",
                        "192.0.2.9",
                        "192.0.2.0/25",
                        "10.0.0.1",
                        "10.0.0.2/31",
                        "10.0.0.4/31",
                        "10.0.0.6",
                        "10.0.1.0/24",
                        "2001:db8::/32",
                        "2001:db8:1:2::/64",
                        "2001:db8::1",
                        "2001:db8:1::/60",
                        "64:ff9b::c000:201",
                        "::1",
                        "1::");
    }

    @Test
    void skipsAByteOrderMarkAndReadsAnEmptyFile() throws Exception {
        assertThat(prefixes("\uFEFF192.0.2.1\n")).containsExactly("192.0.2.1");
        assertThat(prefixes("")).isEmpty();
        assertThat(prefixes("\n\n# nothing")).isEmpty();
    }

    @Test
    void longFilesAreReadAcrossBuffers() throws Exception {
        List<String> expected = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 30_000; i++) {
            String address = "100." + (i >> 16) + "." + (i >> 8 & 0xff) + "." + (i & 0xff);
            expected.add(address);
            text.append(address)
                    .append(i % 3 == 0 ? " # " + "x".repeat(i % 97) : "")
                    .append('\n');
        }
        assertThat(prefixes(text.toString())).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithTheOtherReaderOfPrefixes(long seed) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            byte[] address = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(address);
            for (int zeros = random.nextInt(address.length); zeros > 0; zeros--) {
                address[random.nextInt(address.length)] = 0;
            }
            int length = address.length == 4
                    ? 1 + random.nextInt(32)
                    : random.nextInt(4) == 0 ? 128 : 1 + random.nextInt(64);
            Prefix prefix = Prefix.of(address, length);
            boolean mapped = prefix.toString().startsWith("::ffff:") && prefix.isHost();
            if (!mapped) {
                assertThat(prefixes(prefix.toString())).containsExactly(prefix.toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aRangeIsExactlyItsAddresses(long seed) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            long from = random.nextLong(1L << 32);
            long to = Math.min((1L << 32) - 1, from + random.nextLong(1L << (1 + random.nextInt(31))));
            long at = from;
            for (String text : prefixes(address(from) + "-" + address(to)).stream()
                    .map(Prefix::parse)
                    .sorted()
                    .map(Prefix::toString)
                    .toList()) {
                Prefix prefix = Prefix.parse(text);
                assertThat(prefix.low()).isEqualTo(at);
                at += 1L << (32 - prefix.length());
            }
            assertThat(at).isEqualTo(to + 1);
        }
    }

    private static String address(long low) {
        return new Prefix(Family.IPV4, 0, low, 32).toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            198.51.100        | 11 | an address or prefix belongs here
            198.51.100.       | 12 | an address or prefix belongs here
            198.51.100.256    | 12 | above 255
            198.51.100.4000   | 12 | above 255
            198.51.100.07     | 12 | begins with 0
            evil.example      |  1 | an address or prefix belongs here
            198.51.100.0/33   | 14 | a prefix length from 1 to 32
            198.51.100.0/     | 14 | a prefix length from 1 to 32
            198.51.100.0/024  | 14 | a prefix length from 1 to 32
            198.51.100.0/0    |  1 | holds every address
            0.0.0.0-255.255.255.255 | 1 | holds every address
            198.51.100.9-198.51.100.3 | 1 | ends before it begins
            198.51.100.9-     | 14 | an address or prefix belongs here
            198.51.100.9 x    | 14 | something follows
            198.51.100.9,198.51.100.3 | 13 | something follows
            2001:db8::/0      |  1 | holds every address
            2001:db8::/65     |  1 | prefix of /65 cannot be listed
            2001:db8::/127    |  1 | prefix of /127 cannot be listed
            2001:db8::/129    | 12 | a prefix length from 1 to 128
            2001:db8::1::     | 12 | '::' stands twice
            2001:db8::12345   | 11 | more than four digits
            2001:db8:1        | 11 | an address or prefix belongs here
            2001:db8:1:2:3:4:5: | 20 | an address or prefix belongs here
            1:2:3:4:5:6:7::8:9 | 1 | an address or prefix belongs here
            :1                |  1 | an address or prefix belongs here
            2001:db8::1-2001:db8::2 | 12 | range of IPv6
            ::ffff:192.0.2.1  |  1 | write it as IPv4
            2001:db8::192.0.2 | 18 | an address or prefix belongs here
            2001:db8::1%eth0  | 12 | something follows
            """)
    void aMistakeNamesItsPlace(String line, int column, String problem) {
        ListFormatException found = problem("# first\n" + line + "\n192.0.2.1\n");
        assertThat(found).as(line).hasMessageContaining(problem);
        assertThat(found.line()).isEqualTo(2);
        assertThat(found.column()).as(line).isEqualTo(column);
    }

    @Test
    void theLastLineMayEndTheFile() {
        assertThat(problem("192.0.2.1\n192.0.2.2\nx").line()).isEqualTo(3);
    }

    @Test
    void refusesLinesThatAreNoLines() {
        for (String end : List.of("", "\n192.0.2.1\n")) {
            ListFormatException found = problem("192.0.2.1\n#" + "x".repeat(200_000) + end);
            assertThat(found).hasMessageContaining("more than 4096 bytes");
            assertThat(found.line()).isEqualTo(2);
        }
        assertThat(problem("#" + "x".repeat(5_000) + "\n")).hasMessageContaining("more than 4096 bytes");
        assertThat(problem("\0\1\2ELF\n")).hasMessageContaining("an address or prefix belongs here");
    }

    @Test
    void limitsLinesBytesAndEntries() throws Exception {
        assertThat(problem(repeated("\n", ListParser.MAX_LINES + 1L), 10)).hasMessageContaining("lines: split it");
        String comment = "#" + "x".repeat(4_000) + "\n";
        assertThat(problem(repeated(comment, ListParser.MAX_BYTES / comment.length() + 1), 10))
                .hasMessageContaining("bytes: split it");
        ListFormatException full = problem(repeated("192.0.2.1\n", 11), 10);
        assertThat(full).hasMessageContaining("no room for more than 10 entries");
        assertThat(full.line()).isEqualTo(11);
        assertThat(ListParser.parse(repeated("192.0.2.1\n", 10), 10).size()).isEqualTo(10);
    }

    /** A file without its memory. */
    private static InputStream repeated(String text, long times) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return new InputStream() {
            private long left = times * bytes.length;

            @Override
            public int read() {
                return left == 0 ? -1 : bytes[(int) ((times * bytes.length - left--) % bytes.length)];
            }

            @Override
            public int read(byte[] into, int from, int length) {
                int count = (int) Math.min(length, left);
                for (int i = 0; i < count; i++) {
                    into[from + i] = (byte) read();
                }
                return count == 0 && length > 0 ? -1 : count;
            }
        };
    }

    private static ListFormatException problem(InputStream in, int room) {
        return catchThrowableOfType(ListFormatException.class, () -> ListParser.parse(in, room));
    }

    private static ListFormatException problem(String text) {
        return problem(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 1 << 20);
    }

    private static List<String> prefixes(String text) throws ListFormatException {
        ListEntries entries = ListTexts.parse(text);
        List<String> prefixes = new ArrayList<>();
        for (int i = 0; i < entries.addresses4().size(); i++) {
            prefixes.add(address(Integer.toUnsignedLong(entries.addresses4().values()[i])));
        }
        for (int i = 0; i < entries.prefixes4().size(); i++) {
            prefixes.add(EndKey.read4(entries.prefixes4().values()[i]).toString());
        }
        for (int i = 0; i < entries.nets6().size(); i++) {
            prefixes.add(new Prefix(Family.IPV6, entries.nets6().values()[i], 0, 64).toString());
        }
        for (int i = 0; i < entries.prefixes6().size(); i++) {
            prefixes.add(EndKey.read6(entries.prefixes6().values()[i]).toString());
        }
        long[] addresses = entries.addresses6().values();
        for (int i = 0; i < entries.addresses6().size(); i += 2) {
            prefixes.add(new Prefix(Family.IPV6, addresses[i], addresses[i + 1], 128).toString());
        }
        assertThat(entries.size()).isEqualTo(prefixes.size());
        return prefixes;
    }
}
