// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.control.PastOrder;
import dev.secbeat.node.control.PastOrders;
import dev.secbeat.node.control.PriorState;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What orders changed, on disk. */
class UndoJournalTest {
    @TempDir
    Path folder;

    private final Random random = new Random(7);

    @Test
    void whatWasWrittenIsThereAtTheNextStart() throws IOException {
        Path file = folder.resolve("deep/undo.journal");
        List<PastOrder> written = new ArrayList<>();
        try (UndoJournal journal = UndoJournal.open(file)) {
            for (int i = 0; i < 20; i++) {
                PastOrder order = order(new UUID(1, i), random.nextInt(50));
                journal.append(List.of(order));
                written.add(order);
            }
        }
        try (UndoJournal journal = UndoJournal.open(file)) {
            assertThat(journal.orders()).isEqualTo(written);
        }
    }

    /** Wherever a write stops, all that was whole before is read; whichever bit turns, all but that one; and appending goes on. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aTornOrDamagedTailIsCutOff(long seed) throws IOException {
        Random choice = new Random(seed);
        Path file = folder.resolve("undo.journal");
        List<PastOrder> written = new ArrayList<>();
        try (UndoJournal journal = UndoJournal.open(file)) {
            for (int i = 0; i < 5; i++) {
                written.add(order(new UUID(1, i), 1 + choice.nextInt(5)));
            }
            journal.append(written);
        }
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < 100; i++) {
            byte[] bytes = whole.clone();
            boolean torn = choice.nextBoolean();
            if (torn) {
                bytes = Arrays.copyOf(whole, choice.nextInt(whole.length));
            } else {
                bytes[choice.nextInt(bytes.length)] ^= (byte) (1 << choice.nextInt(8));
            }
            Files.write(file, bytes);
            PastOrder more = order(new UUID(2, i), 3);
            List<PastOrder> kept;
            try (UndoJournal journal = UndoJournal.open(file)) {
                kept = journal.orders();
                if (torn) {
                    assertThat(written.subList(0, kept.size())).isEqualTo(kept);
                    assertThat(kept).hasSizeLessThan(5);
                } else {
                    assertThat(kept).hasSize(4).isSubsetOf(written);
                    assertThat(written).containsSubsequence(kept);
                }
                journal.append(List.of(more));
            }
            try (UndoJournal journal = UndoJournal.open(file)) {
                assertThat(journal.orders()).hasSize(kept.size() + 1).endsWith(more);
            }
        }
    }

    /** Nothing of it is forgotten, so nothing is gained by writing it once more. */
    @Test
    void aLongOrderIsWrittenOnce() throws IOException {
        int[] rewritten = {0};
        Disk disk = new Disk() {
            @Override
            public FileChannel open(Path file, OpenOption... options) throws IOException {
                return Disk.LOCAL.open(file, options);
            }

            @Override
            public void replace(Path file, Path by) throws IOException {
                rewritten[0]++;
                Disk.LOCAL.replace(file, by);
            }

            @Override
            public void syncName(Path file) throws IOException {
                Disk.LOCAL.syncName(file);
            }
        };
        UUID id = new UUID(1, 2);
        List<PastOrder> before;
        try (UndoJournal journal = UndoJournal.open(folder.resolve("undo.journal"), disk)) {
            for (int i = 0; i < 100; i++) {
                journal.append(List.of(order(id, 100)));
            }
            before = journal.orders();
        }
        assertThat(rewritten[0]).isZero();
        try (UndoJournal journal = UndoJournal.open(folder.resolve("undo.journal"))) {
            assertThat(journal.orders()).isEqualTo(before);
        }
    }

    @Test
    void theFileStaysInProportionToWhatIsRemembered() throws IOException {
        Path file = folder.resolve("undo.journal");
        List<PastOrder> last;
        try (UndoJournal journal = UndoJournal.open(file)) {
            for (int i = 0; i < 3 * PastOrders.MAX_ORDERS; i += 2) {
                journal.append(List.of(order(new UUID(1, i), 20), order(new UUID(1, i + 1), 20)));
            }
            last = journal.orders();
        }
        assertThat(last).hasSize(PastOrders.MAX_ORDERS);
        assertThat(Files.size(file)).isLessThan(3L * PastOrders.MAX_ORDERS * 20 * 40);
        try (UndoJournal journal = UndoJournal.open(file)) {
            assertThat(journal.orders()).isEqualTo(last);
        }
    }

    @Test
    void anOrderInPiecesIsOneOrder() throws IOException {
        Path file = folder.resolve("undo.journal");
        PastOrder first = order(new UUID(1, 1), 1_000);
        PastOrder second = order(new UUID(1, 1), 700);
        try (UndoJournal journal = UndoJournal.open(file)) {
            journal.append(List.of(first, second));
        }
        try (UndoJournal journal = UndoJournal.open(file)) {
            assertThat(journal.orders()).hasSize(1);
            assertThat(journal.orders().getFirst().changes())
                    .startsWith(first.changes().toArray(PastOrder.Change[]::new))
                    .endsWith(second.changes().toArray(PastOrder.Change[]::new))
                    .hasSize(1_700);
        }
    }

    private PastOrder order(UUID id, int changes) {
        List<PastOrder.Change> made = new ArrayList<>();
        for (int i = 0; i < changes; i++) {
            byte[] address = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(address);
            Prefix prefix = Prefix.of(address, random.nextInt(address.length * 8 + 1));
            made.add(new PastOrder.Change(prefix, state(), state(), scope()));
        }
        long trialUntilMillis = random.nextBoolean() ? 0 : random.nextLong(1, Long.MAX_VALUE);
        return new PastOrder(id, made, scope(), trialUntilMillis, random.nextBoolean() ? "" : "U".repeat(56));
    }

    private Scope scope() {
        return Scope.parse(List.of("all", "all", "region.eu", "node.eu.n1").get(random.nextInt(4)));
    }

    private PriorState state() {
        Origin origin = random.nextBoolean() ? Origin.OPERATOR : Origin.RATE_LIMIT;
        return new PriorState(random.nextBoolean(), origin, random.nextLong(Long.MAX_VALUE));
    }
}
