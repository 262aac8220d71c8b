// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file of checksummed entries under crashes, power cuts, failing disks and damage. */
class EntryFileTest {
    private static final int MAX_ENTRY = 100_000;

    @TempDir
    Path folder;

    private final List<String> read = new ArrayList<>();

    @Test
    void entriesOfEveryLengthComeBackInOrder() throws IOException {
        Path file = folder.resolve("deep/journal");
        Random random = new Random(1);
        List<String> written = new ArrayList<>();
        try (EntryFile journal = open(file, Disk.LOCAL)) {
            for (int i = 0; i < 50; i++) {
                List<String> batch =
                        List.of(text(i, 1 + random.nextInt(MAX_ENTRY - 10)), text(i, 1 + random.nextInt(40)));
                journal.append(bytes(batch), EntryFileTest::put);
                written.addAll(batch);
            }
        }
        try (EntryFile journal = open(file, Disk.LOCAL)) {
            assertThat(read).isEqualTo(written);
            assertThat(journal.recovered()).isEqualTo(new EntryFile.Recovered(100, 0, 0));
        }
    }

    @Test
    void whatIsCutOffIsTold() throws IOException {
        Path file = folder.resolve("journal");
        try (EntryFile journal = open(file, Disk.LOCAL)) {
            journal.append(bytes(List.of("one", "two", "three")), EntryFileTest::put);
        }
        byte[] whole = Files.readAllBytes(file);
        int[] ends = {0, 11, 22, whole.length};
        for (int length = 0; length <= whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            int at = length;
            int kept = (int) Arrays.stream(ends).filter(end -> end <= at).count() - 1;
            try (EntryFile journal = open(file, Disk.LOCAL)) {
                assertThat(journal.recovered()).isEqualTo(new EntryFile.Recovered(kept, 0, length - ends[kept]));
                assertThat(read)
                        .containsExactlyElementsOf(
                                List.of("one", "two", "three").subList(0, kept));
                assertThat(Files.size(file)).isEqualTo(ends[kept]);
            }
        }
    }

    /** A bit in any byte of an entry, its length and checksum included: the others come back, and again after more is written. */
    @Test
    void oneDamagedEntryCostsNoOther() throws IOException {
        Path file = folder.resolve("journal");
        try (EntryFile journal = open(file, Disk.LOCAL)) {
            journal.append(bytes(List.of("one", "two", "three", "four")), EntryFileTest::put);
        }
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = whole.clone();
                damaged[at] ^= (byte) (1 << bit);
                Files.write(file, damaged);
                List<String> left = new ArrayList<>(List.of("one", "two", "three", "four"));
                left.remove(at < 11 ? 0 : at < 22 ? 1 : at < 35 ? 2 : 3);
                boolean last = at >= 35;
                try (EntryFile journal = open(file, Disk.LOCAL)) {
                    assertThat(read).as("byte %s", at).isEqualTo(left);
                    assertThat(journal.recovered().damagedBytes()).isEqualTo(last ? 0 : at < 22 ? 11 : 13);
                    assertThat(journal.recovered().cutBytes()).isEqualTo(last ? 12 : 0);
                    assertThat(Files.readAllBytes(folder.resolve("journal.damaged")))
                            .isEqualTo(Arrays.copyOfRange(
                                    damaged,
                                    at < 11 ? 0 : at < 22 ? 11 : at < 35 ? 22 : 35,
                                    at < 11 ? 11 : at < 22 ? 22 : at < 35 ? 35 : 47));
                    journal.append(bytes(List.of("five")), EntryFileTest::put);
                }
                left.add("five");
                try (EntryFile journal = open(file, Disk.LOCAL)) {
                    assertThat(read).as("byte %s, later", at).isEqualTo(left);
                    assertThat(journal.recovered().cutBytes()).isZero();
                }
            }
        }
    }

    /** Whole sectors of a file of many entries, as a disk loses them. */
    @ParameterizedTest
    @ValueSource(ints = {0, 0xFF, 0x01})
    void aLostSectorCostsWhatIsInIt(int filling) throws IOException {
        Path file = folder.resolve("journal");
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            written.add(text(i, 90));
        }
        try (EntryFile journal = open(file, Disk.LOCAL)) {
            journal.append(bytes(written), EntryFileTest::put);
        }
        byte[] damaged = Files.readAllBytes(file);
        Arrays.fill(damaged, 40_960, 49_152, (byte) filling);
        Arrays.fill(damaged, 200_704, 204_800, (byte) filling);
        Files.write(file, damaged);

        try (EntryFile journal = open(file, Disk.LOCAL)) {
            assertThat(journal.recovered().cutBytes()).isZero();
            assertThat(journal.recovered().damagedBytes()).isBetween(12_288L, 12_288L + 4 * 110);
            assertThat(written).containsAll(read).hasSizeLessThan(read.size() + 140);
            assertThat(read.getLast()).isEqualTo(written.getLast());
        }
    }

    /** A whole entry that this release cannot read hides nothing and stays. */
    @Test
    void anUnreadableEntryIsPassedOver() throws IOException {
        Path file = folder.resolve("journal");
        try (EntryFile journal = open(file, Disk.LOCAL)) {
            journal.append(bytes(List.of("one", "unknown", "three")), EntryFileTest::put);
        }
        for (int again = 0; again < 2; again++) {
            try (EntryFile journal = open(file, Disk.LOCAL)) {
                assertThat(read).containsExactly("one", "three");
                assertThat(journal.recovered()).isEqualTo(new EntryFile.Recovered(3, 1, 0));
            }
        }
    }

    @Test
    void aShortenedFileHoldsWhatItWasGivenAndGoesOn() throws IOException {
        Path file = folder.resolve("journal");
        Files.writeString(folder.resolve("journal.new"), "left by a crash");
        try (EntryFile journal = open(file, Disk.LOCAL)) {
            for (int i = 0; i < 60; i++) {
                journal.append(bytes(List.of(text(i, 1_000))), EntryFileTest::put);
            }
            assertThat(journal.isLong()).isTrue();
            journal.shorten(bytes(List.of("kept")).iterator(), EntryFileTest::put);
            assertThat(journal.isLong()).isFalse();
            journal.append(bytes(List.of("later")), EntryFileTest::put);
        }
        assertThat(folder.resolve("journal.new")).doesNotExist();
        try (EntryFile journal = open(file, Disk.LOCAL)) {
            assertThat(read).containsExactly("kept", "later");
            assertThat(journal.recovered().cutBytes()).isZero();
        }
    }

    /**
     * Entries are numbered; a shortening keeps the last ten. Whenever the power goes, what append had returned from, or the
     * last ten of it, is there, and nothing but what was written.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aPowerCutAtAnyMomentLosesNothingThatWasConfirmed(long seed) throws IOException {
        Random chance = new Random(seed);
        Path file = folder.resolve("journal");
        for (int failAt = 1; failAt < 60; failAt++) {
            Files.deleteIfExists(file);
            PowerCutDisk disk = new PowerCutDisk();
            List<String> confirmed = new ArrayList<>();
            List<String> tried = new ArrayList<>();
            EntryFile journal = open(file, disk);
            disk.failFrom(failAt);
            for (int i = 0; i < 40 && confirmed.size() == tried.size(); i++) {
                List<String> batch = List.of(text(2 * i, 2_000), text(2 * i + 1, 1 + chance.nextInt(3_000)));
                tried.addAll(batch);
                append(journal, batch, confirmed);
            }
            journal.close();
            Files.write(file, disk.afterPowerCut(file, chance));
            try (EntryFile after = open(file, Disk.LOCAL)) {
                assertThat(after.recovered().unreadable()).isZero();
                assertThat(read)
                        .as("failing from step %d", failAt)
                        .isSubsetOf(tried)
                        .doesNotHaveDuplicates()
                        .containsAll(last(confirmed, 10));
            }
        }
    }

    /** What failed leaves no trace, also when cutting it off failed at first; what follows is written as ever. */
    @Test
    void aDiskThatWorksAgainGoesOnWhereItFailed() throws IOException {
        for (int failAt = 1; failAt < 30; failAt++) {
            Path file = folder.resolve("journal-" + failAt);
            PowerCutDisk disk = new PowerCutDisk();
            List<String> confirmed = new ArrayList<>();
            try (EntryFile journal = open(file, disk)) {
                disk.failFrom(failAt);
                for (int i = 0; i < 40; i++) {
                    append(journal, List.of(text(i, 3_000)), confirmed);
                }
                assertThat(disk.steps()).isGreaterThan(failAt);
                disk.repair();
                append(journal, List.of("after"), confirmed);
            }
            try (EntryFile journal = open(file, Disk.LOCAL)) {
                assertThat(read).endsWith("after").containsAll(last(confirmed, 10));
                assertThat(confirmed).endsWith("after").containsAll(read);
                assertThat(journal.recovered().cutBytes()).isZero();
            }
        }
    }

    private static void append(EntryFile journal, List<String> batch, List<String> confirmed) {
        try {
            journal.append(bytes(batch), EntryFileTest::put);
            confirmed.addAll(batch);
        } catch (IOException e) {
            return; // Not confirmed.
        }
        if (journal.isLong()) {
            journal.shorten(bytes(last(confirmed, 10)).iterator(), EntryFileTest::put);
        }
    }

    private static void put(byte[] entry, ByteBuffer out) {
        out.put(entry);
    }

    private EntryFile open(Path file, Disk disk) throws IOException {
        read.clear();
        return EntryFile.open(file, MAX_ENTRY, disk, entry -> {
            String text = new String(entry, StandardCharsets.US_ASCII);
            if (text.equals("unknown")) {
                throw new IllegalArgumentException("of a later release");
            }
            read.add(text);
        });
    }

    private static String text(int number, int length) {
        return number + "-" + "x".repeat(length);
    }

    private static List<String> last(List<String> all, int count) {
        return all.subList(Math.max(0, all.size() - count), all.size());
    }

    private static List<byte[]> bytes(List<String> texts) {
        return texts.stream()
                .map(text -> text.getBytes(StandardCharsets.US_ASCII))
                .toList();
    }
}
