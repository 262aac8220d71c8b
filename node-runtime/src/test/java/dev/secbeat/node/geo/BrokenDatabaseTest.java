// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.geo;

import static dev.secbeat.node.geo.Selected.countries;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.secbeat.node.support.MmdbFile;
import dev.secbeat.node.support.MmdbValues.Raw;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are none, or are made to do harm: always one kind of exception, always an end. */
@Timeout(120)
class BrokenDatabaseTest {
    private static MmdbFile good() {
        return new MmdbFile(6, 28)
                .pointers(0)
                .country("198.51.100.0/24", "XX")
                .country("203.0.113.0/24", "YY")
                .network("192.0.2.0/24", Map.of("country_code", "XX", "n", 7L, "f", true, "big", BigInteger.TEN))
                .country("2001:db8::/32", "XX")
                .alias("2002::/16");
    }

    private static void assertRefused(byte[] file, String... why) {
        var refused = assertThatThrownBy(() -> Selected.from(file, countries("XX"), Integer.MAX_VALUE))
                .isInstanceOf(GeoFormatException.class);
        for (String reason : why) {
            refused.hasMessageContaining(reason);
        }
    }

    @Test
    void whatIsCutAnywhereIsRefused() {
        byte[] whole = good().bytes();
        for (int length = 0; length < whole.length; length++) {
            assertRefused(Arrays.copyOf(whole, length));
        }
    }

    @Test
    void whatLacksItsBeginningIsRefusedOrReadAsItIs() {
        byte[] whole = good().bytes();
        for (int from = 1; from < whole.length; from++) {
            assertOnlyItsOwnException(Arrays.copyOfRange(whole, from, whole.length));
        }
    }

    @Test
    void changedBytesNeverDoMoreThanRefuse() {
        Random random = new Random(7);
        byte[] whole = good().bytes();
        for (int round = 0; round < 4_000; round++) {
            byte[] changed = whole.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            assertOnlyItsOwnException(changed);
        }
    }

    private static void assertOnlyItsOwnException(byte[] file) {
        Throwable thrown = catchThrowable(() -> Selected.from(file, countries("XX"), 1_000));
        if (thrown != null) {
            assertThat(thrown).isInstanceOf(GeoFormatException.class).hasMessageNotContaining("null");
        }
    }

    @Test
    void otherFilesAreNoDatabases() {
        assertRefused("198.51.100.0/24\n".getBytes(StandardCharsets.US_ASCII), "no MaxMind database");
        byte[] noMarker = good().bytes();
        int marker = new String(noMarker, StandardCharsets.ISO_8859_1).lastIndexOf("MaxMind.com");
        noMarker[marker] = 'm';
        assertRefused(noMarker, "no MaxMind database");
    }

    @Test
    void aMarkerTooFarFromTheEndIsNone() {
        byte[] whole = good().bytes();
        assertRefused(Arrays.copyOf(whole, whole.length + (129 << 10)), "no MaxMind database");
    }

    @Test
    void aFileThatIsTooLargeIsNotEvenMapped(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("large.mmdb");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(GeoDatabase.MAX_BYTES + 1);
        }
        assertThatThrownBy(() -> Selected.from(file, countries("XX"), 1))
                .isInstanceOf(GeoFormatException.class)
                .hasMessageContaining("more than 134217728 bytes");
        Files.delete(file);
    }

    /** The file is mapped, so reading what is no longer there is an error of the machine. */
    @Test
    void aFileThatIsCutShortWhileItIsReadIsRefused(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("cut.mmdb");
        good().write(file);
        try (GeoDatabase open = GeoDatabase.open(file)) {
            new FileOutputStream(file.toFile()).close();
            assertThatThrownBy(() -> open.select(countries("XX"), Selected.into(new ArrayList<>(), 1_000)))
                    .isInstanceOf(GeoFormatException.class)
                    .hasMessageContaining("cut short while it was read");
        }
    }

    static Stream<Arguments> metadata() {
        return Stream.of(
                Arguments.of("binary_format_major_version", (short) 3, "format version 3"),
                Arguments.of("record_size", (short) 20, "metadata"),
                Arguments.of("record_size", "28", "metadata"),
                Arguments.of("ip_version", (short) 5, "IP version 5"),
                Arguments.of("node_count", 0, "0 nodes"),
                Arguments.of("node_count", 16_777_216, "do not fit"),
                Arguments.of("node_count", -1, "do not fit"),
                Arguments.of("node_count", BigInteger.ONE.shiftLeft(100), "metadata"),
                Arguments.of("build_epoch", BigInteger.ONE.shiftLeft(64), "impossible date"),
                Arguments.of("build_epoch", Long.MAX_VALUE, "impossible date"),
                Arguments.of("database_type", List.of("x"), "metadata"),
                Arguments.of("languages", Raw.of(0x1f, 4, 0xff, 0xff, 0xff), "length 16843036"),
                Arguments.of("description", Raw.of(0xff, 0xff, 0xff, 0xff), "length 16843036"));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("metadata")
    void metadataThatCannotBeAreRefused(String key, Object value, String why) {
        assertRefused(good().metadata(key, value).bytes(), why);
    }

    @Test
    void recordsOfOtherSizesAreRefusedAlsoWhereTheLibraryDoesNotLook() {
        assertRefused(new MmdbFile(4, 24).metadata("record_size", (short) 20).bytes(), "records of 20 bits");
    }

    @Test
    void metadataThatAreNotThereAreRefused() {
        for (String key :
                List.of("binary_format_major_version", "build_epoch", "database_type", "ip_version", "record_size")) {
            assertRefused(good().metadata(key, null).bytes());
        }
    }

    @Test
    void theTypeIsMadeHarmless() throws GeoFormatException {
        MmdbFile file = good().metadata("database_type", "a\"b\nevent=x{}\u00e4" + "z".repeat(1_000));
        assertThat(Selected.from(file, countries("XX")).type()).matches("a\\?b\\?event\\?x\\?\\?\\?z{50}");
    }

    @Test
    void nodesThatShareNodesAreRefused() {
        int depth = 120;
        long[][] nodes = new long[depth][];
        for (int i = 0; i < depth; i++) {
            nodes[i] = new long[] {i + 1L, i + 1L}; // The last points to nothing, in 2^120 ways.
        }
        assertRefused(new MmdbFile(6, 24).tree(nodes).bytes(), "leads back into itself");
        nodes[depth - 1] = new long[] {depth + 16L, depth + 16L};
        assertRefused(
                new MmdbFile(6, 24).country("192.0.2.0/24", "YY").tree(nodes).bytes(), "leads back into itself");
    }

    @Test
    void aTreeThatIsARingIsRefused() {
        assertRefused(new MmdbFile(6, 32).tree(new long[] {0, 0}).bytes(), "leads back into itself");
        assertRefused(new MmdbFile(4, 24).tree(new long[] {0, 1}).bytes(), "leads back into itself");
    }

    @Test
    void aTreeDeeperThanAnAddressIsRefused() {
        long[][] nodes = new long[40][];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = new long[] {nodes.length, i + 1L};
        }
        assertRefused(new MmdbFile(4, 24).tree(nodes).bytes(), "leads back into itself");
    }

    @Test
    void aTreeThatPointsElsewhereIsRefused() {
        for (long record : new long[] {2, 16, 17, 1_000, 0xff_ffff}) {
            assertRefused(new MmdbFile(6, 24).tree(new long[] {record, 1}).bytes(), "points out of the data");
        }
    }

    static Stream<Arguments> records() {
        List<Integer> nested = new ArrayList<>(Collections.nCopies(17, 0xe1)); // Maps whose key is a map ...
        List<Integer> arrays = new ArrayList<>();
        for (int i = 0; i < 17; i++) {
            arrays.addAll(List.of(0x01, 0x04));
        }
        List<Integer> many = new ArrayList<>(List.of(0x1f, 4, 0, 0, 0)); // 65821 elements.
        many.addAll(Collections.nCopies(65_821, 0x40));
        return Stream.of(
                Arguments.of("a key that is no text", new Raw(nested), "name that is no text"),
                Arguments.of("arrays in arrays", new Raw(arrays), "16 levels"),
                Arguments.of("millions of elements", Raw.of(0x1f, 4, 0xff, 0xff, 0xff), "length 16843036"),
                Arguments.of("many elements", new Raw(many), "length 65821"),
                Arguments.of("a text that is too long", Raw.of(0x5f, 0xff, 0xff, 0xff), "bytes"),
                Arguments.of("a text that ends behind the data", Raw.of(0x5d, 0xff), "behind the data"),
                Arguments.of("a pointer to itself", Raw.of(0x20, 0x00), "points nowhere"),
                Arguments.of("a pointer out of the data", Raw.of(0x38, 0xff, 0xff, 0xff, 0xff), "points nowhere"),
                Arguments.of("a map that holds itself", Raw.of(0xe1, 0x41, 0x61, 0x20, 0x00), "16 levels"),
                Arguments.of("a flag of 2", Raw.of(0x02, 0x07), "length 2"),
                Arguments.of("a number of 9 bytes", Raw.of(0x09, 0x02, 1, 1, 1, 1, 1, 1, 1, 1, 1), "length 9"),
                Arguments.of("a double of 4", Raw.of(0x64, 1, 1, 1, 1), "length 4"),
                Arguments.of("an end marker", Raw.of(0x00, 0x06), "unknown type 13"),
                Arguments.of("an extended type that is none", Raw.of(0x01, 0x00), "unknown type 7"),
                Arguments.of("a text that is no UTF-8", Raw.of(0x41, 0xff), "cannot be decoded"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("records")
    void recordsThatCannotBeAreRefused(String what, Object record, String why) {
        assertRefused(new MmdbFile(6, 24).network("192.0.2.0/24", record).bytes(), "damaged", why);
    }

    @Test
    void aLongTextNamedAgainAndAgainIsRefused() {
        String text = "x".repeat(2_000);
        List<Object> again = new ArrayList<>(Collections.nCopies(1_000, text)); // 2 MB out of 4 KB.
        assertRefused(
                new MmdbFile(6, 24).pointers(0).network("192.0.2.0/24", again).bytes(), "more than 65536 bytes");
    }
}
