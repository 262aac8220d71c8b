// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.BlockEntry;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockJournalTest {
    private static final NodeId NODE = NodeId.of("us-east", "n1");

    @TempDir
    Path folder;

    private static BlockEntry entry(String prefix, long version, boolean active) {
        return new BlockEntry(Prefix.parse(prefix), version, NODE, Origin.OPERATOR, active, 10_000);
    }

    private static int bytesOf(BlockEntry entry) {
        ByteBuffer out = ByteBuffer.allocate(EntryCodec.MAX_PAYLOAD);
        EntryCodec.encode(entry, out);
        return EntryFile.HEADER + out.position();
    }

    @Test
    void theNewestDecisionOnEachPrefixSurvives() throws IOException {
        Path file = folder.resolve("state/blocks");
        BlockEntry older = entry("203.0.113.42", 1, true);
        BlockEntry newer = entry("203.0.113.42", 2, false);
        BlockEntry other = entry("2001:db8::/32", 1, true);
        try (BlockJournal journal = BlockJournal.open(file)) {
            journal.append(List.of(older, other), 0);
            journal.append(List.of(newer), 0);
        }
        try (BlockJournal journal = BlockJournal.open(file)) {
            assertThat(journal.entries(0)).containsExactlyInAnyOrder(newer, other);
            assertThat(journal.entries(10_000)).as("expired").isEmpty();
        }
    }

    @Test
    void theNodesThatAnEntryIsForAreKeptWithIt() throws IOException {
        Path file = folder.resolve("blocks");
        List<BlockEntry> entries = List.of(
                entry("203.0.113.42", 1, true).within(Scope.parse("region.us-east")),
                entry("203.0.113.43", 1, true).within(Scope.parse("node.us-east.n1")),
                new BlockEntry(Prefix.parse("203.0.113.44"), 1, NODE, Origin.OPERATOR, false, 10_000, 9_000)
                        .within(Scope.parse("region.us-east")),
                entry("203.0.113.45", 1, true));
        try (BlockJournal journal = BlockJournal.open(file)) {
            journal.append(entries, 0);
        }
        try (BlockJournal journal = BlockJournal.open(file)) {
            assertThat(journal.entries(0)).containsExactlyInAnyOrderElementsOf(entries);
        }
    }

    @Test
    void entriesOfEverNewPrefixesDoNotPileUpOnceTheyHaveEnded() throws IOException {
        Path file = folder.resolve("blocks");
        int each = 2_000;
        try (BlockJournal journal = BlockJournal.open(file)) {
            for (int day = 0; day < 20; day++) {
                List<BlockEntry> entries = new ArrayList<>();
                for (int i = 0; i < each; i++) {
                    Prefix prefix = Prefix.parse("10." + day + "." + i / 256 + "." + i % 256);
                    entries.add(new BlockEntry(prefix, 1, NODE, Origin.OPERATOR, true, day + 1L));
                }
                journal.append(entries, day);
            }
            assertThat(journal.entries(19)).hasSize(each);
        }
        long oneDay =
                (long) each * bytesOf(new BlockEntry(Prefix.parse("10.0.0.0"), 1, NODE, Origin.OPERATOR, true, 1));
        assertThat(Files.size(file)).isLessThan(4 * oneDay);
        try (BlockJournal journal = BlockJournal.open(file)) {
            assertThat(journal.entries(19)).hasSize(each);
        }
    }

    @Test
    void anUnblockKeepsForHowLongItSpares() throws IOException {
        Path file = folder.resolve("blocks");
        Prefix prefix = Prefix.parse("203.0.113.0/24");
        BlockEntry sparing = new BlockEntry(prefix, 3, NODE, Origin.OPERATOR, false, 10_000, 7_000);
        try (BlockJournal journal = BlockJournal.open(file)) {
            journal.append(List.of(entry("203.0.113.42", 1, false), sparing), 0);
        }
        try (BlockJournal journal = BlockJournal.open(file)) {
            assertThat(journal.entries(0)).contains(sparing, entry("203.0.113.42", 1, false));
        }
    }

    @Test
    void aWriteTornAtAnyByteLosesOnlyItself() throws IOException {
        BlockEntry first = entry("203.0.113.1", 1, true);
        BlockEntry second = entry("203.0.113.2", 2, true);
        BlockEntry third = entry("203.0.113.3", 3, true);
        int oneLength = bytesOf(first);
        Path whole = folder.resolve("whole");
        try (BlockJournal journal = BlockJournal.open(whole)) {
            journal.append(List.of(first, second), 0);
        }
        byte[] bytes = Files.readAllBytes(whole);
        for (int length = 0; length <= bytes.length; length++) {
            Path torn = folder.resolve("torn-" + length);
            Files.write(torn, Arrays.copyOf(bytes, length));
            try (BlockJournal journal = BlockJournal.open(torn)) {
                List<BlockEntry> kept = length == bytes.length
                        ? List.of(first, second)
                        : length >= oneLength ? List.of(first) : List.of();
                assertThat(journal.entries(0)).as("cut at %d", length).containsExactlyElementsOf(kept);
                journal.append(List.of(third), 0);
            }
            try (BlockJournal journal = BlockJournal.open(torn)) {
                assertThat(journal.entries(0))
                        .as("written after cut at %d", length)
                        .contains(third);
            }
        }
    }

    @Test
    void aChangedByteEndsTheJournalBeforeTheEntryItIsIn() throws IOException {
        BlockEntry first = entry("203.0.113.1", 1, true);
        BlockEntry second = entry("203.0.113.2", 2, true);
        Path whole = folder.resolve("whole");
        try (BlockJournal journal = BlockJournal.open(whole)) {
            journal.append(List.of(first, second), 0);
        }
        byte[] bytes = Files.readAllBytes(whole);
        int oneLength = bytesOf(first);
        for (int at = oneLength; at < bytes.length; at++) {
            byte[] changed = bytes.clone();
            changed[at] ^= 0x40;
            Path file = folder.resolve("changed-" + at);
            Files.write(file, changed);
            try (BlockJournal journal = BlockJournal.open(file)) {
                assertThat(journal.entries(0)).as("changed at %d", at).containsExactly(first);
            }
        }
    }

    @Test
    void theFileStaysSmallWhenTheSamePrefixesAreDecidedAgainAndAgain() throws IOException {
        Path file = folder.resolve("blocks");
        try (BlockJournal journal = BlockJournal.open(file)) {
            for (int i = 1; i <= 5_000; i++) {
                journal.append(List.of(entry("203.0.113." + i % 10, i, true)), 0);
            }
            assertThat(journal.entries(0)).hasSize(10);
        }
        assertThat(Files.size(file)).isLessThan(1_100L * bytesOf(entry("203.0.113.1", 1, true)));
        try (BlockJournal journal = BlockJournal.open(file)) {
            assertThat(journal.entries(0)).hasSize(10).allMatch(e -> e.version() > 4_990);
        }
    }
}
