// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Orders of others and what became of moves stand in the timeline in words. */
class StoryBookTest {
    private static final UUID ID = UUID.fromString("00000000-0000-0000-0000-000000000007");

    private final StoryBook book = new StoryBook(10);

    @Test
    void anOrderOfSomebodyElseIsTakenInItsOwnWords() {
        book.accept(answered(), 1_000);
        assertThat(titles()).containsExactly("A command of another operator");
        book.accept(new Update.Ordered(order(false)), 1_010);
        assertThat(titles()).containsExactly("block 198.51.100.0/24, ordered by UKEY");
        assertThat(book.story().entries().getFirst().detail()).contains("1 applied");
    }

    @Test
    void whatThisConsoleSentIsNotToldTwice() {
        book.accept(new Update.Sent(ID, "block 198.51.100.0/24 60 s", false, List.of(), 1, 1_000), 1_000);
        book.accept(new Update.Ordered(order(false)), 1_001);
        assertThat(titles()).containsExactly("block 198.51.100.0/24 60 s");
    }

    @Test
    void aTrialIsNoAct() {
        book.accept(new Update.Ordered(order(true)), 1_001);
        assertThat(titles()).isEmpty();
    }

    @Test
    void whatBecameOfAMoveIsALineAndAFailedOneIsGrave() {
        FailoverStep step = new FailoverStep(ID, "fail over apac", "ROLLED_BACK", 5_000, 1_200, true, List.of());
        book.accept(new Update.Stepped(step), 5_010);
        book.accept(new Update.Stepped(step), 5_020);
        assertThat(book.story().entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.kind()).isEqualTo(TimelineEntry.Kind.FAILOVER))
                .satisfies(entry -> assertThat(entry.title()).isEqualTo("fail over apac"))
                .satisfies(entry -> assertThat(entry.detail()).isEqualTo("rolled back within 1,200 ms"))
                .satisfies(entry -> assertThat(entry.isGrave()).isTrue());
    }

    private List<String> titles() {
        return book.story().entries().stream().map(TimelineEntry::title).toList();
    }

    private static Update.Answered answered() {
        return new Update.Answered(
                new Receipt(ID, NodeId.of("apac", "node-1"), Receipt.State.APPLIED, true, 900, Optional.empty()), 1);
    }

    private static OrderHeard order(boolean dryRun) {
        return new OrderHeard(
                ID, "UKEY", "block 198.51.100.0/24", "a flood", "all", false, dryRun, List.of(), 1, 9_000);
    }
}
