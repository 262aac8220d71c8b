// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Of many orders over many nodes, only those are told anew of which something was heard. */
class CommandLogTest {
    private static final long SOON = 1_000_000;
    private static final UUID FIRST = new UUID(0, 1);
    private static final UUID SECOND = new UUID(0, 2);
    private static final List<String> NODES = List.of("eu/a", "eu/b");

    private final CommandLog log = new CommandLog();

    private void order(UUID id, Optional<UUID> undoes) {
        log.accept(new Update.Sent(id, "block " + id, false, NODES, 0, 1, true, undoes));
    }

    private void answer(UUID id, String node, Receipt.State state) {
        Receipt receipt = new Receipt(id, NodeId.of("eu", node), state, true, 1, Optional.empty());
        log.accept(new Update.Answered(receipt, SOON));
    }

    private CommandState state(UUID id, long nowNanos) {
        return log.states(nowNanos).stream()
                .filter(state -> state.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatNothingWasHeardOfIsNotToldAnew() {
        order(FIRST, Optional.empty());
        order(SECOND, Optional.empty());
        CommandState first = state(FIRST, SOON);
        CommandState second = state(SECOND, SOON);
        answer(SECOND, "a", Receipt.State.APPLIED);
        assertThat(state(FIRST, 2 * SOON)).isSameAs(first);
        assertThat(state(SECOND, 2 * SOON)).isNotSameAs(second);
        assertThat(state(SECOND, 2 * SOON).count(CommandState.Outcome.APPLIED)).isEqualTo(1);
    }

    @Test
    void silenceIsToldOnceItIsOverdue() {
        order(FIRST, Optional.empty());
        assertThat(state(FIRST, CommandLog.MISSING_AFTER_NANOS).count(CommandState.Outcome.WAITING))
                .isEqualTo(2);
        CommandState late = state(FIRST, CommandLog.MISSING_AFTER_NANOS + 1);
        assertThat(late.count(CommandState.Outcome.MISSING)).isEqualTo(2);
        assertThat(state(FIRST, 2 * CommandLog.MISSING_AFTER_NANOS)).isSameAs(late);
    }

    @Test
    void whatIsHeardOfAnUndoIsToldOfWhatItUndoes() {
        order(FIRST, Optional.empty());
        answer(FIRST, "a", Receipt.State.APPLIED);
        assertThat(state(FIRST, SOON).undoable()).isTrue();
        order(SECOND, Optional.of(FIRST));
        assertThat(state(FIRST, SOON).undoable()).isFalse();
        assertThat(state(SECOND, SOON).summary()).contains("block " + FIRST);
        answer(SECOND, "a", Receipt.State.REFUSED);
        assertThat(state(FIRST, SOON).undoable())
                .as("an undo that all refused has undone nothing")
                .isTrue();
    }

    @Test
    void anUndoThatCouldNotBeSentLeavesTheOrderUndoable() {
        order(FIRST, Optional.empty());
        answer(FIRST, "a", Receipt.State.APPLIED);
        order(SECOND, Optional.of(FIRST));
        assertThat(state(FIRST, SOON).undoable()).isFalse();
        log.accept(new Update.Unsent(SECOND, "undo", "no link", 2));
        assertThat(state(FIRST, SOON).undoable()).isTrue();
        assertThat(state(SECOND, SOON).problem()).isEqualTo("no link");
    }

    @Test
    void anUndoLosesTheNameOfWhatIsForgotten() {
        order(FIRST, Optional.empty());
        order(SECOND, Optional.of(FIRST));
        assertThat(state(SECOND, SOON).summary()).contains("block " + FIRST);
        for (int i = 0; i < CommandLog.CAPACITY - 1; i++) {
            order(new UUID(1, i), Optional.empty());
        }
        assertThat(log.states(SOON)).hasSize(CommandLog.CAPACITY);
        assertThat(state(SECOND, SOON).summary()).isEqualTo("block " + SECOND);
        assertThat(log.states(SOON).getFirst().id()).isEqualTo(new UUID(1, CommandLog.CAPACITY - 2));
    }
}
