// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.control.AuditEntry;
import dev.secbeat.node.control.AuditFinding;
import dev.secbeat.node.control.AuditFinding.Kind;
import dev.secbeat.node.control.AuditRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journals that were left by a crash, a power cut, a damaged disk, an earlier version, or somebody's hand. */
class AuditRecoveryTest {
    private static final long PLENTY = 1 << 20;

    @TempDir
    Path folder;

    private Path file;
    private Path head;

    @BeforeEach
    void name() {
        file = folder.resolve("audit.log");
        head = HeadFile.beside(file);
    }

    private void write(int count) throws IOException {
        try (AuditJournal journal = AuditJournal.open(file, PLENTY)) {
            for (int i = 0; i < count; i++) {
                journal.append(new AuditEntry.Outcome(7, new UUID(0, i), "UABC", Receipt.State.APPLIED, "\u00e4"));
            }
            assertThat(journal.failures()).isZero();
        }
    }

    private List<AuditRecord> records() throws IOException {
        return AuditFiles.read(file).lines().stream()
                .flatMap(line -> AuditRecord.parse(line.text()).stream())
                .toList();
    }

    private List<AuditFinding> findings() throws IOException {
        return AuditFiles.read(file).check();
    }

    @Test
    void aWriteTornAtAnyByteIsCutOffAndTheChainGoesOn() throws IOException {
        write(3);
        byte[] headBefore = Files.readAllBytes(head);
        long whole = Files.size(file);
        write(1);
        byte[] all = Files.readAllBytes(file);
        for (int length = (int) whole; length <= all.length; length++) {
            Files.write(file, Arrays.copyOf(all, length));
            Files.write(head, headBefore); // The disk had not been told of the fourth record.
            write(1);
            assertThat(findings()).as("cut at byte %d", length).isEmpty();
            assertThat(records()).hasSize(length == all.length ? 5 : 4);
        }
    }

    @Test
    void zeroesThatAPowerCutLeftAreCutOff() throws IOException {
        write(2);
        Files.write(file, new byte[4_096], StandardOpenOption.APPEND);
        write(1);
        assertThat(findings()).isEmpty();
        assertThat(records()).extracting(AuditRecord::sequence).containsExactly(1L, 2L, 3L);
    }

    @Test
    void whatWasCutOffBelowTheHeadStaysMissing() throws IOException {
        write(4);
        List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.subList(0, 2));
        assertThat(findings()).extracting(AuditFinding::kind).containsExactly(Kind.TRUNCATED);

        write(2);

        assertThat(records()).extracting(AuditRecord::sequence).containsExactly(1L, 2L, 5L, 6L);
        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.MISSING);
            assertThat(finding.text()).contains("records 3 to 4");
        });
    }

    @Test
    void aJournalThatWasEmptiedStaysMissing() throws IOException {
        write(3);
        Files.write(file, new byte[0]);
        assertThat(findings()).extracting(AuditFinding::kind).containsExactly(Kind.TRUNCATED);
        write(1);
        assertThat(records()).extracting(AuditRecord::sequence).containsExactly(4L);
        assertThat(findings()).extracting(AuditFinding::kind).containsExactly(Kind.TRUNCATED);
    }

    @Test
    void bytesThatAreNoTextDoNotKeepANodeFromStarting() throws IOException {
        write(4);
        byte[] bytes = Files.readAllBytes(file);
        int secondLine = new String(bytes, StandardCharsets.ISO_8859_1).indexOf('\n') + 1;
        bytes[secondLine + 150] = (byte) 0xff;
        Files.write(file, bytes);

        write(1);

        assertThat(records()).extracting(AuditRecord::sequence).endsWith(5L);
        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.CHANGED);
            assertThat(finding.at()).isEqualTo(2);
        });
    }

    @Test
    void aHeadThatCannotBeReadIsNone() throws IOException {
        write(2);
        Files.writeString(head, "9999999999999999999 x\n");
        assertThat(findings()).isEmpty();
        write(1);
        assertThat(HeadFile.read(file)).map(known -> known.last()).contains(3L);
    }

    @Test
    void aJournalOfTheFirstFormatGoesOn() throws Exception {
        StringBuilder old = new StringBuilder();
        String hash = AuditRecord.START;
        for (int i = 0; i < 3; i++) {
            String entry = "{\"epochMillis\":" + i + ",\"type\":\"x\"}";
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(hash.getBytes(StandardCharsets.US_ASCII));
            hash = HexFormat.of().formatHex(sha.digest(entry.getBytes(StandardCharsets.UTF_8)));
            old.append("{\"hash\":\"")
                    .append(hash)
                    .append("\",\"entry\":")
                    .append(entry)
                    .append("}\n");
        }
        Files.writeString(file, old);

        write(2);

        assertThat(findings()).isEmpty();
        assertThat(records()).extracting(AuditRecord::sequence).containsExactly(0L, 0L, 0L, 4L, 5L);
        Files.writeString(file, Files.readString(file).replace("\"epochMillis\":1,", "\"epochMillis\":9,"));
        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.CHANGED);
            assertThat(finding.at()).isEqualTo(2);
        });
    }

    @Test
    void theTailWaitsForTheRestOfALine() throws IOException {
        write(2);
        String line = Files.readAllLines(file).getFirst();
        try (JournalTail tail = new JournalTail(file)) {
            assertThat(tail.next()).contains(line);
            assertThat(tail.next()).isPresent();
            String third = AuditRecord.following(2, "x", "{\"n\":3}").line();
            Files.writeString(file, third.substring(0, 50), StandardOpenOption.APPEND);
            assertThat(tail.next()).isEmpty();
            Files.writeString(file, third.substring(50) + "\nno record\n", StandardOpenOption.APPEND);
            assertThat(tail.next()).contains(third);
            assertThat(tail.next()).as("what is no record is passed over").isEmpty();
        }
    }

    @Test
    void theTailFindsItsPlaceByTheHash() throws IOException {
        try (JournalTail tail = new JournalTail(file)) {
            assertThat(tail.seekAfter("x")).as("there is no file yet").isFalse();
            assertThat(tail.next()).isEmpty();
            write(3);
            List<AuditRecord> written = records();
            assertThat(tail.seekAfter(written.get(1).hash())).isTrue();
            assertThat(tail.next()).contains(written.get(2).line());
            assertThat(tail.seekAfter("x")).isFalse();
            assertThat(tail.next()).contains(written.getFirst().line());
        }
    }

    @Test
    void theTailReadsEveryRecordAcrossManyRotations() throws IOException {
        try (AuditJournal journal = AuditJournal.open(file, 1_000);
                JournalTail tail = new JournalTail(file)) {
            long next = 1;
            for (int i = 0; i < 40; i++) {
                journal.append(new AuditEntry.Outcome(7, new UUID(0, i), "UABC", Receipt.State.APPLIED, ""));
                if (i % 3 == 0) {
                    for (Optional<String> line = tail.next(); line.isPresent(); line = tail.next()) {
                        assertThat(AuditRecord.parse(line.get()).orElseThrow().sequence())
                                .isEqualTo(next++);
                    }
                    assertThat(next).isEqualTo(i + 2L);
                }
            }
        }
    }
}
