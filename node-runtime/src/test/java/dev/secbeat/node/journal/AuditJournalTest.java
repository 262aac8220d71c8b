// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.control.AuditEntry;
import dev.secbeat.node.control.AuditRecord;
import dev.secbeat.node.support.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditJournalTest {
    private static final long PLENTY = 1 << 20;

    @TempDir
    Path folder;

    private static AuditEntry.Intent intent(long expiresAtMillis) {
        return new AuditEntry.Intent(
                1, UUID.randomUUID(), "UABC", "alice", expiresAtMillis, "block \"x\"\n{on} all: \u00e4");
    }

    private static AuditRecord record(String line) {
        return AuditRecord.parse(line).orElseThrow();
    }

    @Test
    void theChainHoldsAcrossRestartsAndRotation() throws IOException {
        Path file = folder.resolve("audit");
        for (int start = 0; start < 4; start++) {
            try (AuditJournal journal = AuditJournal.open(file, 2_000)) {
                for (int i = 0; i < 5; i++) {
                    journal.append(intent(2));
                    journal.append(new AuditEntry.Outcome(
                            3, UUID.randomUUID(), "UABC", Receipt.State.REFUSED, "MALFORMED: x"));
                }
                assertThat(journal.failures()).isZero();
            }
        }
        assertThat(AuditFiles.read(file).check()).isEmpty();
        assertThat(Files.size(file)).isLessThanOrEqualTo(2_000);
        AuditRecord lastBefore =
                record(Files.readAllLines(folder.resolve("audit.1")).getLast());
        AuditRecord firstAfter = record(Files.readAllLines(file).getFirst());
        assertThat(firstAfter.follows(lastBefore.hash())).isTrue();
        assertThat(firstAfter.sequence()).isEqualTo(lastBefore.sequence() + 1);
    }

    @Test
    void changedLeftOutAndSwappedLinesShow() throws IOException {
        Path file = folder.resolve("audit");
        try (AuditJournal journal = AuditJournal.open(file, PLENTY)) {
            for (int i = 0; i < 5; i++) {
                journal.append(intent(2));
            }
        }
        List<String> lines = Files.readAllLines(file);
        List<String> changed = new ArrayList<>(lines);
        changed.set(2, changed.get(2).replace("alice", "mallo"));
        List<String> leftOut = new ArrayList<>(lines);
        leftOut.remove(2);
        List<String> swapped = new ArrayList<>(lines);
        Collections.swap(swapped, 2, 3);
        for (List<String> tampered : List.of(changed, leftOut, swapped)) {
            Files.write(file, tampered);
            assertThat(AuditFiles.read(file).check().getFirst().at()).isEqualTo(3);
        }
    }

    @Test
    void whatIsAppendedComesToTheDiskByItself() throws IOException {
        try (AuditJournal journal = AuditJournal.open(folder.resolve("audit"), PLENTY)) {
            for (int i = 0; i < 3; i++) {
                journal.append(intent(2));
                Await.until("the disk has the line", journal::isOnDisk);
            }
            assertThat(journal.failures()).isZero();
        }
    }

    @Test
    void rotationKeepsWhatCouldStillBeReplayed() throws IOException {
        Path file = folder.resolve("audit");
        AuditEntry.Intent early = intent(1_000);
        AuditEntry.Intent later = intent(1_000);
        AuditEntry.Intent stale = intent(2);
        try (AuditJournal journal = AuditJournal.open(file, 2_000)) {
            journal.append(early);
        }
        try (AuditJournal journal = AuditJournal.open(file, 2_000)) {
            assertThat(journal.recent(500)).containsOnlyKeys(early.commandId());
            journal.append(later);
            journal.append(stale);
            for (int i = 0; i < 60; i++) {
                journal.append(
                        new AuditEntry.Outcome(3, UUID.randomUUID(), "UABC", Receipt.State.REFUSED, "MALFORMED: x"));
            }
            assertThat(journal.failures()).isZero();
        }
        try (AuditJournal journal = AuditJournal.open(file, 2_000)) {
            assertThat(journal.recent(500)).containsOnlyKeys(early.commandId(), later.commandId());
        }
        assertThat(Files.readString(file) + Files.readString(folder.resolve("audit.1")))
                .contains(early.commandId().toString())
                .doesNotContain(stale.commandId().toString());
        assertThat(AuditFiles.read(file).check()).isEmpty();
    }

    /** Something stands where the full file or the new one is to go: the trail goes on, and the rotation once it can. */
    @ParameterizedTest
    @ValueSource(strings = {"audit.1", "audit.next"})
    void aRotationThatFailsEndsNothing(String inTheWay) throws IOException {
        Path file = folder.resolve("audit");
        try (AuditJournal journal = AuditJournal.open(file, 2_000)) {
            Path obstacle = Files.createDirectories(folder.resolve(inTheWay).resolve("inner"));
            for (int i = 0; i < 30; i++) {
                journal.append(intent(2));
            }
            assertThat(journal.failures()).isZero();
            assertThat(Files.readAllLines(file)).hasSize(30);

            Files.delete(obstacle);
            Files.delete(folder.resolve(inTheWay));
            for (int i = 0; i < 3; i++) {
                journal.append(intent(2));
            }

            assertThat(journal.failures()).isZero();
            assertThat(Files.readAllLines(folder.resolve("audit.1"))).hasSize(30);
            assertThat(Files.readAllLines(file)).hasSize(3);
        }
        AuditFiles.Content content = AuditFiles.read(file);
        assertThat(content.check()).isEmpty();
        assertThat(content.head().orElseThrow().last()).isEqualTo(33);
        try (AuditJournal journal = AuditJournal.open(file, 2_000)) {
            journal.append(intent(2));
        }
        assertThat(AuditFiles.read(file).check()).isEmpty();
    }

    /** The process ended in the midst of it: it is no repetition when it comes again. */
    @Test
    void whatWasBegunAndNotFinishedIsNotCarriedOutAlsoAfterRotation() throws IOException {
        Path file = folder.resolve("audit");
        AuditEntry.Intent begun = intent(1_000);
        AuditEntry.Intent finished = intent(1_000);
        AuditEntry.Intent refused = intent(1_000);
        try (AuditJournal journal = AuditJournal.open(file, 3_000)) {
            journal.append(begun);
            journal.append(finished);
            journal.append(refused);
            journal.append(outcome(begun, Receipt.State.REFUSED, "REPLAYED: it came twice"));
            journal.append(outcome(refused, Receipt.State.REFUSED, "KERNEL_FAILED: x"));
            journal.append(outcome(finished, Receipt.State.APPLIED, ""));
            journal.append(outcome(finished, Receipt.State.REFUSED, "REPLAYED: it came twice"));
        }
        for (int start = 0; start < 5; start++) {
            try (AuditJournal journal = AuditJournal.open(file, 3_000)) {
                assertThat(journal.carriedOut(500)).containsOnlyKeys(finished.commandId(), refused.commandId());
                assertThat(journal.recent(500)).hasSize(3);
                for (int i = 0; i < 20; i++) {
                    journal.append(outcome(intent(2), Receipt.State.REFUSED, "MALFORMED: x"));
                }
                assertThat(journal.failures()).isZero();
            }
        }
        assertThat(AuditFiles.read(file).check()).isEmpty();
    }

    private static AuditEntry.Outcome outcome(AuditEntry.Intent of, Receipt.State state, String text) {
        return new AuditEntry.Outcome(3, of.commandId(), "UABC", state, text);
    }

    @Test
    void commandsThatCouldBeReplayedAreRemembered() throws IOException {
        Path file = folder.resolve("audit");
        AuditEntry.Intent fresh = intent(1_000);
        AuditEntry.Intent stale = intent(100);
        try (AuditJournal journal = AuditJournal.open(file, PLENTY)) {
            journal.append(fresh);
            journal.append(stale);
        }
        Files.writeString(file, Files.readString(file) + "{\"hash\":\"torn");
        try (AuditJournal journal = AuditJournal.open(file, PLENTY)) {
            assertThat(journal.recent(500)).containsOnlyKeys(fresh.commandId());
            journal.append(intent(1));
        }
        assertThat(AuditFiles.read(file).check()).isEmpty();
    }
}
