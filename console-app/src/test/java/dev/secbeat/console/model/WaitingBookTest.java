// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders under one id, of one key and of several. */
class WaitingBookTest {
    private static final UUID ID = new UUID(7, 7);
    private static final long NOW = 1_780_000_000_000L;

    private final WaitingBook book = new WaitingBook();

    @BeforeEach
    void aNodeHoldsIt() {
        Refusal waits = new Refusal(Refusal.Code.NEEDS_APPROVAL, "another administrator approves it");
        book.accept(new Receipt(ID, NodeId.of("us-east", "n1"), Receipt.State.WAITING, false, 0, Optional.of(waits)));
    }

    private void hear(String actor, String words) {
        book.accept(new OrderHeard(ID, actor, words, "x", "all", false, false, List.of(), NOW, NOW + 300_000));
    }

    @Test
    void anotherKeysOrderUnderTheIdKeepsNobodyFromAgreeing() {
        hear("UADA", "block 198.18.0.0/15");
        hear("UEVE", "block 198.20.0.0/15");
        hear("UADA", "block 198.18.0.0/15"); // Sent again.
        assertThat(book.waiting(NOW)).extracting(WaitingOrder::actor).containsExactly("UADA", "UEVE");
        assertThat(book.waiting(NOW))
                .extracting(WaitingOrder::words)
                .containsExactly("block 198.18.0.0/15", "block 198.20.0.0/15");
        assertThat(book.waiting(NOW)).noneMatch(WaitingOrder::doubtful);
    }

    @Test
    void twoOrdersOfOneKeyUnderTheIdAreDoubtfulAndNoOthers() {
        hear("UADA", "block 198.18.0.0/15");
        hear("UEVE", "block 198.20.0.0/15");
        hear("UEVE", "block 198.22.0.0/15");
        assertThat(book.waiting(NOW)).extracting(WaitingOrder::doubtful).containsExactly(false, true);
        assertThat(book.waiting(NOW).getLast().words()).isEqualTo("block 198.20.0.0/15");
    }

    @Test
    void ofManyKeysUnderTheIdTheFirstAreShown() {
        hear("UADA", "block 198.18.0.0/15");
        for (int i = 0; i < 100; i++) {
            hear("UEVE" + i, "block 198.20.0.0/15");
        }
        assertThat(book.waiting(NOW))
                .hasSize(8)
                .first()
                .extracting(WaitingOrder::actor)
                .isEqualTo("UADA");
    }
}
